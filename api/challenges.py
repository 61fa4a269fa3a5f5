"""Challenges: composed and launched by leaders, changed fairly, seen by those who take part."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, patch, post
from litestar.params import JSONBody
from msgspec import Meta

from api.fields import Id, RowId, Short
from api.identity import Leader, Me, Now
from api.live import Soon
from learning.actions.change_challenge import cancel_challenge, edit_challenge
from learning.actions.cheer_challenge import cheer_challenge
from learning.actions.launch_challenge import launch_challenge
from learning.queries.challenges import ChallengeView, load_challenge, load_challenges
from learning.queries.co_leaders import CoLeaderChoice, list_co_leader_choices
from learning.queries.preview import VisionCheck, ChallengePreview, check_vision, preview_challenge
from learning.rules.challenges import ChallengeEdit, ChallengePlan, ChallengeStagePlan
from learning.rules.templates import CHALLENGE_TEMPLATES, ChallengeTemplate

REMEMBERED = timedelta(days=30)
"""How long a settled challenge stays in the list."""

Text = Annotated[str, Meta(max_length=4000)]
Login = Annotated[str, Meta(max_length=60)]


class StageIn(msgspec.Struct, forbid_unknown_fields=True):
    """A milestone, or a stage of a quest, at a value of the measure."""

    title: Short
    target: float
    story: Text = ""


class ChallengeIn(msgspec.Struct, forbid_unknown_fields=True):
    """What a leader composes: vision, engagement and delivery. `id` makes sending it twice harmless.

    `leaders` are logins of co-leaders, `trait` is one of the traits that moments can show.
    """

    id: UUID
    team: Id
    form: Short
    title: Short
    vision: Text
    measure: Short
    target: float
    first_day: date
    last_day: date
    teams: Annotated[list[Id], Meta(max_length=400)] = []
    leaders: Annotated[list[Login], Meta(max_length=20)] = []
    template: Short = ""
    message: Text = ""
    reward: Text = ""
    trait: Short | None = None
    unit: Short = ""
    per_person: bool = False
    stages: Annotated[list[StageIn], Meta(max_length=50)] = []

    def plan(self) -> ChallengePlan:
        """Return it as the rules know it; no teams named is the team itself."""
        teams = tuple(int(team) for team in self.teams) or (int(self.team),)
        stages = tuple(ChallengeStagePlan(stage.title, stage.story, stage.target) for stage in self.stages)
        fields = {
            name: getattr(self, name)
            for name in self.__struct_fields__
            if name not in ("team", "teams", "leaders", "stages")
        }
        return ChallengePlan(team=int(self.team), teams=teams, leaders=tuple(self.leaders), stages=stages, **fields)


class VisionIn(msgspec.Struct, forbid_unknown_fields=True):
    """A vision on its way."""

    vision: Text


class EditIn(msgspec.Struct, forbid_unknown_fields=True):
    """What to change; what is not named stays."""

    title: Short | None = None
    vision: Text | None = None
    message: Text | None = None
    reward: Text | None = None
    target: float | None = None
    last_day: date | None = None


class Reason(msgspec.Struct, forbid_unknown_fields=True):
    """Why it ends: everybody gets to read it."""

    reason: Text


class VisionOut(msgspec.Struct, frozen=True):
    """What would make it stronger; none of it has to be heeded."""

    checks: list[VisionCheck]


class CoLeadersOut(msgspec.Struct, frozen=True):
    """Whom the leader can name."""

    leaders: list[CoLeaderChoice]


class ChallengesOut(msgspec.Struct, frozen=True):
    """Running first, then planned, then what was settled of late."""

    challenges: list[ChallengeView]


class TemplatesOut(msgspec.Struct, frozen=True):
    """What a challenge can start from."""

    templates: tuple[ChallengeTemplate, ...]


@get("/challenges")
async def list_challenges(me: Me, now: Now) -> ChallengesOut:
    """List the challenges of the person's teams; for a leader, of the whole subtree."""
    return ChallengesOut(await load_challenges(me, now, now - REMEMBERED))


@get("/challenges/templates")
async def list_templates(leader: Leader) -> TemplatesOut:
    """List what a challenge can start from."""
    return TemplatesOut(CHALLENGE_TEMPLATES)


@post("/challenges")
async def post_challenge(data: JSONBody[ChallengeIn], leader: Leader, soon: Soon, now: Now) -> ChallengeView:
    """Launch a challenge; the same id again gives the same challenge."""
    made = await launch_challenge(leader, data.plan(), now)
    soon.add_challenge(made)
    return await load_challenge(leader, made, now)


@post("/challenges/preview", status_code=200)
async def post_preview(data: JSONBody[ChallengeIn], leader: Leader, now: Now) -> ChallengePreview:
    """Simulate a challenge from the teams' own habits before it is launched; nothing is kept."""
    return await preview_challenge(leader, data.plan(), now)


@post("/challenges/vision", status_code=200)
async def post_vision(data: JSONBody[VisionIn], leader: Leader) -> VisionOut:
    """Look at a vision while it is being written; nothing is kept, and nothing is forbidden."""
    return VisionOut(check_vision(data.vision))


@get("/challenges/leaders")
async def list_co_leaders(leader: Leader) -> CoLeadersOut:
    """List whom the leader can name as co-leaders."""
    return CoLeadersOut(await list_co_leader_choices(leader))


@get("/challenges/{challenge:int}")
async def read_challenge(challenge: RowId, me: Me, now: Now) -> ChallengeView:
    """Show one challenge."""
    return await load_challenge(me, challenge, now)


@patch("/challenges/{challenge:int}")
async def patch_challenge(
    challenge: RowId, data: JSONBody[EditIn], leader: Leader, soon: Soon, now: Now
) -> ChallengeView:
    """Change what is named: a running one may become easier or longer, never harder or shorter."""
    await edit_challenge(leader, challenge, ChallengeEdit(**msgspec.structs.asdict(data)), now)
    soon.add_challenge(challenge)
    return await load_challenge(leader, challenge, now)


@post("/challenges/{challenge:int}/cancel", status_code=204)
async def post_cancel(challenge: RowId, data: JSONBody[Reason], leader: Leader, soon: Soon, now: Now) -> None:
    """Cancel a challenge and tell everybody why. What was earned stays."""
    await cancel_challenge(leader, challenge, data.reason, now)
    soon.add_challenge(challenge)


@post("/challenges/{challenge:int}/cheer", status_code=204)
async def post_cheer(challenge: RowId, me: Me, soon: Soon, now: Now) -> None:
    """Cheer it on, once a day."""
    await cheer_challenge(me, challenge, now)
    soon.add_challenge(challenge)


handlers = [
    list_challenges,
    list_templates,
    post_challenge,
    post_preview,
    post_vision,
    list_co_leaders,
    read_challenge,
    patch_challenge,
    post_cancel,
    post_cheer,
]
