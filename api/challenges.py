"""Challenges: launched by leaders, seen by those who take part, fed with figures."""

from datetime import date, timedelta
from secrets import token_urlsafe
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import delete, get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.identity import Leader, Me, Now
from api.live import Soon
from api.requests import StrictRequest
from learning.actions.change_challenge import cancel_challenge, edit_challenge
from learning.actions.cheer_challenge import cheer_challenge
from learning.actions.launch_challenge import launch_challenge
from learning.actions.tell_figures import Figure, make_token, push_figures, revoke_token, tell_figures
from learning.queries.challenges import ChallengeView, challenge_of, challenges_of
from learning.queries.preview import Preview, preview
from learning.rules.challenges import Edit, Plan, Stage
from learning.rules.problems import Unauthenticated
from learning.rules.templates import TEMPLATES, Template

REMEMBERED = timedelta(days=30)
"""How long a settled challenge stays in the list."""

Id = Annotated[str, Meta(pattern=r"^[1-9]\d{0,17}$")]
Text = Annotated[str, Meta(max_length=4000)]
Short = Annotated[str, Meta(max_length=200)]


class StageIn(msgspec.Struct, forbid_unknown_fields=True):
    """A milestone, or a stage of a quest, at a value of the measure."""

    title: Short
    target: float
    story: Text = ""


class ChallengeIn(msgspec.Struct, forbid_unknown_fields=True):
    """What a leader composes: vision, engagement and delivery. `id` makes sending it twice harmless."""

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
    leaders: Annotated[list[Id], Meta(max_length=20)] = []
    template: Short = ""
    message: Text = ""
    reward: Text = ""
    trait: Short | None = None
    unit: Short = ""
    per_person: bool = False
    stages: Annotated[list[StageIn], Meta(max_length=50)] = []

    def plan(self) -> Plan:
        """Return it as the rules know it; no teams named is the team itself."""
        teams = tuple(int(team) for team in self.teams) or (int(self.team),)
        stages = tuple(Stage(stage.title, stage.story, stage.target) for stage in self.stages)
        fields = {
            name: getattr(self, name)
            for name in self.__struct_fields__
            if name not in ("team", "teams", "leaders", "stages")
        }
        leaders = tuple(int(leader) for leader in self.leaders)
        return Plan(team=int(self.team), teams=teams, leaders=leaders, stages=stages, **fields)


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


class FigureIn(msgspec.Struct, forbid_unknown_fields=True):
    """A figure of a team and day; `out_of` where it is a share."""

    id: UUID
    team: Id
    day: date
    amount: float
    out_of: float | None = None
    note: Short | None = None


class FiguresIn(msgspec.Struct, forbid_unknown_fields=True):
    """Figures to add."""

    figures: Annotated[list[FigureIn], Meta(min_length=1, max_length=400)]


class FiguresOut(msgspec.Struct, frozen=True):
    """How many of them were new."""

    added: int


class TokenIn(msgspec.Struct, forbid_unknown_fields=True):
    """What the machine is called."""

    name: Short


class TokenOut(msgspec.Struct, frozen=True):
    """A fresh token. It is shown once."""

    id: str
    token: str


class ChallengesOut(msgspec.Struct, frozen=True):
    """Running first, then planned, then what was settled of late."""

    challenges: list[ChallengeView]


class TemplatesOut(msgspec.Struct, frozen=True):
    """What a challenge can start from."""

    templates: tuple[Template, ...]


@get("/challenges")
async def list_challenges(me: Me, now: Now) -> ChallengesOut:
    """List the challenges of the person's teams; for a leader, of the whole subtree."""
    return ChallengesOut(await challenges_of(me, now, now - REMEMBERED))


@get("/challenges/templates")
async def list_templates(leader: Leader) -> TemplatesOut:
    """List what a challenge can start from."""
    return TemplatesOut(TEMPLATES)


@post("/challenges")
async def post_challenge(data: JSONBody[ChallengeIn], leader: Leader, soon: Soon, now: Now) -> ChallengeView:
    """Launch a challenge; the same id again gives the same challenge."""
    made = await launch_challenge(leader, data.plan(), now)
    soon.challenge(made)
    return await challenge_of(leader, made, now)


@post("/challenges/preview", status_code=200)
async def post_preview(data: JSONBody[ChallengeIn], leader: Leader, now: Now) -> Preview:
    """Simulate a challenge from the teams' own habits before it is launched; nothing is kept."""
    return await preview(leader, data.plan(), now)


@get("/challenges/{challenge:int}")
async def read_challenge(challenge: FromPath[int], me: Me, now: Now) -> ChallengeView:
    """Show one challenge."""
    return await challenge_of(me, challenge, now)


@patch("/challenges/{challenge:int}")
async def patch_challenge(
    challenge: FromPath[int], data: JSONBody[EditIn], leader: Leader, soon: Soon, now: Now
) -> ChallengeView:
    """Change what is named: a running one may become easier or longer, never harder or shorter."""
    await edit_challenge(leader, challenge, Edit(**msgspec.structs.asdict(data)), now)
    soon.challenge(challenge)
    return await challenge_of(leader, challenge, now)


@post("/challenges/{challenge:int}/cancel", status_code=204)
async def post_cancel(challenge: FromPath[int], data: JSONBody[Reason], leader: Leader, soon: Soon, now: Now) -> None:
    """Cancel a challenge and tell everybody why. What was earned stays."""
    await cancel_challenge(leader, challenge, data.reason, now)
    soon.challenge(challenge)


@post("/challenges/{challenge:int}/cheer", status_code=204)
async def post_cheer(challenge: FromPath[int], me: Me, soon: Soon, now: Now) -> None:
    """Cheer it on, once a day."""
    await cheer_challenge(me, challenge, now)
    soon.challenge(challenge)


@post("/challenges/{challenge:int}/figures")
async def post_figures(
    challenge: FromPath[int], data: JSONBody[FiguresIn], leader: Leader, soon: Soon, now: Now
) -> FiguresOut:
    """Add a leader's figures from outside."""
    added = await tell_figures(leader, challenge, _figures(data), now)
    soon.challenge(challenge)
    return FiguresOut(added)


@post("/challenges/{challenge:int}/figures/push")
async def post_pushed_figures(
    request: StrictRequest, challenge: FromPath[int], data: JSONBody[FiguresIn], soon: Soon, now: Now
) -> FiguresOut:
    """Add a machine's figures: `Authorization: Bearer` with the token of this challenge."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Unauthenticated("Send the token of this challenge as `Authorization: Bearer`.")
    added = await push_figures(token.strip(), challenge, _figures(data), now)
    soon.challenge(challenge)
    return FiguresOut(added)


@post("/challenges/{challenge:int}/tokens")
async def post_token(challenge: FromPath[int], data: JSONBody[TokenIn], leader: Leader, now: Now) -> TokenOut:
    """Make a token with which a machine can add figures to this challenge, and do nothing else."""
    token = token_urlsafe(32)
    return TokenOut(str(await make_token(leader, challenge, data.name, token, now)), token)


@delete("/challenges/{challenge:int}/tokens/{number:int}", status_code=204)
async def delete_token(challenge: FromPath[int], number: FromPath[int], leader: Leader, now: Now) -> None:
    """End a token at once."""
    await revoke_token(leader, challenge, number, now)


def _figures(data: FiguresIn) -> list[Figure]:
    return [Figure(one.id, int(one.team), one.day, one.amount, one.out_of, one.note) for one in data.figures]


handlers = [
    list_challenges,
    list_templates,
    post_challenge,
    post_preview,
    read_challenge,
    patch_challenge,
    post_cancel,
    post_cheer,
    post_figures,
    post_pushed_figures,
    post_token,
    delete_token,
]
