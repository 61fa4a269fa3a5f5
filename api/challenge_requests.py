"""What leaders send when they compose, change or cancel a challenge."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.field_types import RowIdText, ShortText
from learning.rules.challenges.challenge_templates import ChallengeForm
from learning.rules.challenges.challenges import (
    ChallengeEdit,
    ChallengePlan,
    ChallengeStagePlan,
    StageEdit,
)
from learning.rules.challenges.figure_units import UnitType
from learning.rules.challenges.measures import Measure

LongText = Annotated[str, Meta(max_length=4000)]
CoLeaderLogin = Annotated[str, Meta(max_length=60)]


class ChallengeStageRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A milestone, or a stage of a quest, at a value of the measure."""

    title: Annotated[str, Meta(max_length=200, examples=["The long list"])]
    target: Annotated[float, Meta(examples=[40])]
    story: LongText = ""

    def to_stage_plan(self) -> ChallengeStagePlan:
        """Return it as the rules know it."""
        return ChallengeStagePlan(self.title, self.story, self.target)


class ChallengeRequest(msgspec.Struct, forbid_unknown_fields=True):
    """What a leader composes: vision, engagement and delivery.

    The same `id` again gives the same challenge. Without `teams`, `team` takes part. `leaders` are
    logins of co-leaders. `template` is the id of a template. `trait` is a trait of moments.

    `unit` is the leader's word for what is counted. With figures, `unit_type` says how they are
    combined: a `count` adds up; a `percentage`, `duration` or `score` is an average. If it is
    missing, it is guessed from the word. `score_max` is the highest score. With `lower_is_better`
    the target is one to stay below, as with waiting and complaints.
    """

    id: Annotated[UUID, Meta(examples=["0198f2a4-7d1c-7c3a-9c55-0e6f0b1f4a11"])]
    team: RowIdText
    form: ChallengeForm
    title: Annotated[str, Meta(max_length=200, examples=["Chase the National Award"])]
    vision: Annotated[
        str, Meta(max_length=4000, examples=["In June our name is read out, and all of us go up."])
    ]
    measure: Measure
    target: Annotated[float, Meta(examples=[100])]
    first_day: Annotated[date, Meta(examples=["2026-06-01"])]
    last_day: Annotated[date, Meta(examples=["2026-06-28"])]
    teams: Annotated[list[RowIdText], Meta(max_length=400)] = []
    leaders: Annotated[list[CoLeaderLogin], Meta(max_length=20)] = []
    template: ShortText = ""
    message: LongText = ""
    reward: LongText = ""
    trait: ShortText | None = None
    unit: ShortText = ""
    unit_type: UnitType | None = None
    lower_is_better: bool = False
    score_max: Annotated[float, Meta(examples=[5])] | None = None
    per_person: bool = False
    stages: Annotated[list[ChallengeStageRequest], Meta(max_length=50)] = []

    def to_plan(self) -> ChallengePlan:
        """Return it as the rules know it."""
        return ChallengePlan(
            id=self.id,
            team=int(self.team),
            teams=tuple(int(team) for team in self.teams) or (int(self.team),),
            leaders=tuple(self.leaders),
            template=self.template,
            form=self.form,
            title=self.title,
            vision=self.vision,
            message=self.message,
            reward=self.reward,
            measure=self.measure,
            trait=self.trait,
            unit=self.unit,
            unit_type=self.unit_type,
            lower_is_better=self.lower_is_better,
            score_max=self.score_max,
            target=self.target,
            per_person=self.per_person,
            first_day=self.first_day,
            last_day=self.last_day,
            stages=tuple(stage.to_stage_plan() for stage in self.stages),
        )


class VisionRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A vision that a leader is writing."""

    vision: Annotated[str, Meta(max_length=4000, examples=["We need 95 % satisfaction."])]


class ChallengeStageChange(ChallengeStageRequest, forbid_unknown_fields=True):
    """A stage as it shall be. `number` is that of a stage that stays; a new stage has none."""

    number: Annotated[int, Meta(ge=1, le=100)] | None = None

    def to_stage_edit(self) -> StageEdit:
        """Return it as the rules know it."""
        return StageEdit(self.number, self.title, self.story, self.target)


class ChallengeChanges(msgspec.Struct, forbid_unknown_fields=True):
    """The fields to change. A field that is missing or null stays as it is.

    `leaders` are the logins of all co-leaders, and `stages` all stages. `settle` confirms that a
    target that is reached already ends the challenge at once.
    """

    title: ShortText | None = None
    vision: LongText | None = None
    message: LongText | None = None
    reward: LongText | None = None
    target: Annotated[float, Meta(examples=[80])] | None = None
    last_day: Annotated[date, Meta(examples=["2026-07-05"])] | None = None
    leaders: Annotated[list[CoLeaderLogin], Meta(max_length=20)] | None = None
    stages: Annotated[list[ChallengeStageChange], Meta(max_length=50)] | None = None
    settle: bool = False

    def to_edit(self) -> ChallengeEdit:
        """Return it as the rules know it."""
        return ChallengeEdit(
            title=self.title,
            vision=self.vision,
            message=self.message,
            reward=self.reward,
            target=self.target,
            last_day=self.last_day,
            leaders=None if self.leaders is None else tuple(self.leaders),
            stages=None
            if self.stages is None
            else tuple(stage.to_stage_edit() for stage in self.stages),
            settle=self.settle,
        )


class CancellationReason(msgspec.Struct, forbid_unknown_fields=True):
    """Why a challenge ends. Everybody in it can read it."""

    reason: Annotated[str, Meta(max_length=4000, examples=["The award was put off."])]
