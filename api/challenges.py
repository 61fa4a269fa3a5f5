"""Challenges: composed and launched by leaders, changed fairly, seen by those who take part."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, patch, post
from litestar.params import JSONBody
from msgspec import Meta

from api.field_types import PathRowId, RowIdText, ShortText
from api.identity import Leader, Me, Now
from api.live import RequestListeners
from learning.actions.challenges.change_challenge import cancel_challenge, edit_challenge
from learning.actions.challenges.cheer_challenge import cheer_challenge
from learning.actions.challenges.launch_challenge import launch_challenge
from learning.events import ChallengeChanged
from learning.queries.challenges.challenge_preview import (
    ChallengePreview,
    VisionCheck,
    check_vision,
    preview_challenge,
)
from learning.queries.challenges.challenges import ChallengeView, load_challenge, load_challenges
from learning.queries.challenges.co_leaders import CoLeaderChoice, list_co_leader_choices
from learning.rules.challenges.challenge_templates import CHALLENGE_TEMPLATES, ChallengeTemplate
from learning.rules.challenges.challenges import ChallengeEdit, ChallengePlan, ChallengeStagePlan

SETTLED_CHALLENGE_LISTING_PERIOD = timedelta(days=30)
"""How long a settled challenge stays in the list."""

LongText = Annotated[str, Meta(max_length=4000)]
CoLeaderLogin = Annotated[str, Meta(max_length=60)]


class ChallengeStageRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A milestone, or a stage of a quest, at a value of the measure."""

    title: ShortText
    target: float
    story: LongText = ""


class ChallengeRequest(msgspec.Struct, forbid_unknown_fields=True):
    """What a leader composes: vision, engagement and delivery. `id` makes sending it twice harmless.

    `leaders` are logins of co-leaders, `trait` is one of the traits that moments can show.
    """

    id: UUID
    team: RowIdText
    form: ShortText
    title: ShortText
    vision: LongText
    measure: ShortText
    target: float
    first_day: date
    last_day: date
    teams: Annotated[list[RowIdText], Meta(max_length=400)] = []
    leaders: Annotated[list[CoLeaderLogin], Meta(max_length=20)] = []
    template: ShortText = ""
    message: LongText = ""
    reward: LongText = ""
    trait: ShortText | None = None
    unit: ShortText = ""
    per_person: bool = False
    stages: Annotated[list[ChallengeStageRequest], Meta(max_length=50)] = []

    def to_plan(self) -> ChallengePlan:
        """Return it as the rules know it; no teams named is the team itself."""
        teams = tuple(int(team) for team in self.teams) or (int(self.team),)
        stages = tuple(
            ChallengeStagePlan(stage.title, stage.story, stage.target) for stage in self.stages
        )
        fields = {
            name: getattr(self, name)
            for name in self.__struct_fields__
            if name not in ("team", "teams", "leaders", "stages")
        }
        return ChallengePlan(
            team=int(self.team), teams=teams, leaders=tuple(self.leaders), stages=stages, **fields
        )


class VisionRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A vision on its way."""

    vision: LongText


class ChallengeChanges(msgspec.Struct, forbid_unknown_fields=True):
    """What to change; what is not named stays."""

    title: ShortText | None = None
    vision: LongText | None = None
    message: LongText | None = None
    reward: LongText | None = None
    target: float | None = None
    last_day: date | None = None


class CancellationReason(msgspec.Struct, forbid_unknown_fields=True):
    """Why it ends: everybody gets to read it."""

    reason: LongText


class VisionReview(msgspec.Struct, frozen=True):
    """What would make it stronger; none of it has to be heeded."""

    checks: list[VisionCheck]


class CoLeaderList(msgspec.Struct, frozen=True):
    """Whom the leader can name."""

    leaders: list[CoLeaderChoice]


class ChallengeList(msgspec.Struct, frozen=True):
    """Running first, then planned, then what was settled of late."""

    challenges: list[ChallengeView]


class ChallengeTemplateList(msgspec.Struct, frozen=True):
    """What a challenge can start from."""

    templates: tuple[ChallengeTemplate, ...]


@get("/challenges")
async def list_my_challenges(me: Me, now: Now) -> ChallengeList:
    """List the challenges of the person's teams; for a leader, of the whole subtree."""
    return ChallengeList(await load_challenges(me, now, now - SETTLED_CHALLENGE_LISTING_PERIOD))


@get("/challenges/templates")
async def list_challenge_templates(leader: Leader) -> ChallengeTemplateList:
    """List what a challenge can start from."""
    return ChallengeTemplateList(CHALLENGE_TEMPLATES)


@post("/challenges")
async def create_challenge(
    data: JSONBody[ChallengeRequest], leader: Leader, listeners: RequestListeners, now: Now
) -> ChallengeView:
    """Launch a challenge; the same id again gives the same challenge."""
    challenge = await launch_challenge(leader, data.to_plan(), now)
    listeners.publish(ChallengeChanged(challenge))
    return await load_challenge(leader, challenge, now)


@post("/challenges/preview", status_code=200)
async def preview_challenge_draft(
    data: JSONBody[ChallengeRequest], leader: Leader, now: Now
) -> ChallengePreview:
    """Simulate a challenge from the teams' own habits before it is launched; nothing is kept."""
    return await preview_challenge(leader, data.to_plan(), now)


@post("/challenges/vision", status_code=200)
async def review_vision(data: JSONBody[VisionRequest], leader: Leader) -> VisionReview:
    """Look at a vision while it is being written; nothing is kept, and nothing is forbidden."""
    return VisionReview(check_vision(data.vision))


@get("/challenges/leaders")
async def list_co_leaders(leader: Leader) -> CoLeaderList:
    """List whom the leader can name as co-leaders."""
    return CoLeaderList(await list_co_leader_choices(leader))


@get("/challenges/{challenge:int}")
async def read_challenge(challenge: PathRowId, me: Me, now: Now) -> ChallengeView:
    """Show one challenge."""
    return await load_challenge(me, challenge, now)


@patch("/challenges/{challenge:int}")
async def edit_challenge_plan(
    challenge: PathRowId,
    data: JSONBody[ChallengeChanges],
    leader: Leader,
    listeners: RequestListeners,
    now: Now,
) -> ChallengeView:
    """Change what is named: a running one may become easier or longer, never harder or shorter."""
    await edit_challenge(leader, challenge, ChallengeEdit(**msgspec.structs.asdict(data)), now)
    listeners.publish(ChallengeChanged(challenge))
    return await load_challenge(leader, challenge, now)


@post("/challenges/{challenge:int}/cancel", status_code=204)
async def cancel_challenge_plan(
    challenge: PathRowId,
    data: JSONBody[CancellationReason],
    leader: Leader,
    listeners: RequestListeners,
    now: Now,
) -> None:
    """Cancel a challenge and tell everybody why. What was earned stays."""
    await cancel_challenge(leader, challenge, data.reason, now)
    listeners.publish(ChallengeChanged(challenge))


@post("/challenges/{challenge:int}/cheer", status_code=204)
async def cheer_challenge_once(
    challenge: PathRowId, me: Me, listeners: RequestListeners, now: Now
) -> None:
    """Cheer it on, once a day."""
    await cheer_challenge(me, challenge, now)
    listeners.publish(ChallengeChanged(challenge))


handlers = [
    list_my_challenges,
    list_challenge_templates,
    create_challenge,
    preview_challenge_draft,
    review_vision,
    list_co_leaders,
    read_challenge,
    edit_challenge_plan,
    cancel_challenge_plan,
    cheer_challenge_once,
]
