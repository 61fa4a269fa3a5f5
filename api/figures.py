"""Figures of a challenge from outside: a leader's, a sheet's, a machine's; and the tokens of machines."""

from datetime import date
from secrets import token_urlsafe
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import delete, get, post
from litestar.params import JSONBody
from msgspec import Meta

from api.field_types import PathRowId, RowIdText, ShortText
from api.identity import Leader, Now
from api.live import RequestListeners
from api.strict_requests import StrictRequest
from learning.actions.challenges.manage_challenge_tokens import (
    create_challenge_token,
    revoke_challenge_token,
)
from learning.actions.challenges.record_figures import Figure, push_figures, record_figures
from learning.events import ChallengeChanged
from learning.queries.challenges.challenge_tokens import ChallengeTokenView, list_challenge_tokens
from learning.rules.refusals import Unauthenticated


class FigureEntry(msgspec.Struct, forbid_unknown_fields=True):
    """A figure of a team and day; `out_of` where it is a share."""

    id: UUID
    team: RowIdText
    day: date
    amount: float
    out_of: float | None = None
    note: ShortText | None = None


class FigureBatch(msgspec.Struct, forbid_unknown_fields=True):
    """Figures to add."""

    figures: Annotated[list[FigureEntry], Meta(min_length=1, max_length=400)]


class FigureReceipt(msgspec.Struct, frozen=True):
    """How many of them were new."""

    added: int


class FigureTokenRequest(msgspec.Struct, forbid_unknown_fields=True):
    """What the machine is called."""

    name: ShortText


class NewFigureToken(msgspec.Struct, frozen=True):
    """A fresh token. It is shown once."""

    id: str
    token: str


class FigureTokenList(msgspec.Struct, frozen=True):
    """The tokens that work, the oldest first, without what opens."""

    tokens: list[ChallengeTokenView]


@post("/challenges/{challenge:int}/figures")
async def add_figures(
    challenge: PathRowId,
    data: JSONBody[FigureBatch],
    leader: Leader,
    listeners: RequestListeners,
    now: Now,
) -> FigureReceipt:
    """Add a leader's figures from outside."""
    added = await record_figures(leader, challenge, _read_figures(data), now)
    listeners.publish(ChallengeChanged(challenge))
    return FigureReceipt(added)


@post("/challenges/{challenge:int}/figures/push")
async def push_machine_figures(
    request: StrictRequest,
    challenge: PathRowId,
    data: JSONBody[FigureBatch],
    listeners: RequestListeners,
    now: Now,
) -> FigureReceipt:
    """Add a machine's figures: `Authorization: Bearer` with the token of this challenge."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Unauthenticated("Send the token of this challenge as `Authorization: Bearer`.")
    added = await push_figures(token.strip(), challenge, _read_figures(data), now)
    listeners.publish(ChallengeChanged(challenge))
    return FigureReceipt(added)


@get("/challenges/{challenge:int}/tokens")
async def list_figure_tokens(challenge: PathRowId, leader: Leader, now: Now) -> FigureTokenList:
    """List the tokens with which machines can add figures to this challenge."""
    return FigureTokenList(await list_challenge_tokens(leader, challenge, now))


@post("/challenges/{challenge:int}/tokens")
async def create_figure_token(
    challenge: PathRowId, data: JSONBody[FigureTokenRequest], leader: Leader, now: Now
) -> NewFigureToken:
    """Make a token with which a machine can add figures to this challenge, and do nothing else."""
    token = token_urlsafe(32)
    return NewFigureToken(
        str(await create_challenge_token(leader, challenge, data.name, token, now)), token
    )


@delete("/challenges/{challenge:int}/tokens/{number:int}", status_code=204)
async def end_figure_token(
    challenge: PathRowId, number: PathRowId, leader: Leader, now: Now
) -> None:
    """End a token at once."""
    await revoke_challenge_token(leader, challenge, number, now)


def _read_figures(data: FigureBatch) -> list[Figure]:
    return [
        Figure(entry.id, int(entry.team), entry.day, entry.amount, entry.out_of, entry.note)
        for entry in data.figures
    ]


handlers = [
    add_figures,
    push_machine_figures,
    list_figure_tokens,
    create_figure_token,
    end_figure_token,
]
