"""Figures of a challenge from outside: a leader's, a sheet's, a machine's; and the tokens of machines."""

from datetime import date
from secrets import token_urlsafe
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import delete, get, post
from litestar.params import JSONBody
from msgspec import Meta

from api.fields import Id, RowId, Short
from api.identity import Leader, Now
from api.live import Soon
from api.requests import StrictRequest
from learning.actions.tell_figures import Figure, create_challenge_token, push_figures, revoke_challenge_token, record_figures
from learning.queries.challenge_tokens import ChallengeTokenView, list_challenge_tokens
from learning.rules.problems import Unauthenticated


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


class TokensOut(msgspec.Struct, frozen=True):
    """The tokens that work, the oldest first, without what opens."""

    tokens: list[ChallengeTokenView]


@post("/challenges/{challenge:int}/figures")
async def post_figures(challenge: RowId, data: JSONBody[FiguresIn], leader: Leader, soon: Soon, now: Now) -> FiguresOut:
    """Add a leader's figures from outside."""
    added = await record_figures(leader, challenge, _figures(data), now)
    soon.add_challenge(challenge)
    return FiguresOut(added)


@post("/challenges/{challenge:int}/figures/push")
async def post_pushed_figures(
    request: StrictRequest, challenge: RowId, data: JSONBody[FiguresIn], soon: Soon, now: Now
) -> FiguresOut:
    """Add a machine's figures: `Authorization: Bearer` with the token of this challenge."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Unauthenticated("Send the token of this challenge as `Authorization: Bearer`.")
    added = await push_figures(token.strip(), challenge, _figures(data), now)
    soon.add_challenge(challenge)
    return FiguresOut(added)


@get("/challenges/{challenge:int}/tokens")
async def list_tokens(challenge: RowId, leader: Leader, now: Now) -> TokensOut:
    """List the tokens with which machines can add figures to this challenge."""
    return TokensOut(await list_challenge_tokens(leader, challenge, now))


@post("/challenges/{challenge:int}/tokens")
async def post_token(challenge: RowId, data: JSONBody[TokenIn], leader: Leader, now: Now) -> TokenOut:
    """Make a token with which a machine can add figures to this challenge, and do nothing else."""
    token = token_urlsafe(32)
    return TokenOut(str(await create_challenge_token(leader, challenge, data.name, token, now)), token)


@delete("/challenges/{challenge:int}/tokens/{number:int}", status_code=204)
async def delete_token(challenge: RowId, number: RowId, leader: Leader, now: Now) -> None:
    """End a token at once."""
    await revoke_challenge_token(leader, challenge, number, now)


def _figures(data: FiguresIn) -> list[Figure]:
    return [Figure(one.id, int(one.team), one.day, one.amount, one.out_of, one.note) for one in data.figures]


handlers = [post_figures, post_pushed_figures, list_tokens, post_token, delete_token]
