"""Figures of a challenge from outside, and the tokens with which machines send them."""

from datetime import date
from secrets import token_urlsafe
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import delete, get, patch, post
from litestar.params import JSONBody
from msgspec import UNSET, Meta, UnsetType

from api.field_types import PathRowId, RowIdText, ShortText
from api.identity import Leader, Now
from api.live import RequestListeners
from api.refusal_docs import Refusal, declare_refusals
from api.security_docs import NEEDS_FIGURE_TOKEN
from api.shared_refusals import NAME_REFUSALS, TEXT_REFUSALS
from api.strict_requests import StrictRequest
from learning.actions.challenges.correct_figure import correct_figure, delete_figure
from learning.actions.challenges.manage_challenge_tokens import (
    DEFAULT_TOKEN_DAYS,
    MAX_TOKEN_DAYS,
    create_challenge_token,
    replace_challenge_token,
    revoke_challenge_token,
)
from learning.actions.challenges.record_figures import push_figures, record_figures
from learning.events import ChallengeChanged
from learning.queries.challenges.challenge_tokens import ChallengeTokenView, list_challenge_tokens
from learning.queries.challenges.entered_figures import EnteredFigures, list_entered_figures
from learning.rules.challenges.figure_entries import Figure
from learning.rules.refusals import Conflict, Forbidden, Invalid, NotFound, Unauthenticated

REFUSALS_OF_LEADERS: tuple[Refusal, ...] = (
    (NotFound, "challenge.unknown"),
    (Forbidden, "role.leader_required"),
)
REFUSALS_OF_FIGURES: tuple[Refusal, ...] = (
    (Conflict, "figure.not_accepted"),
    (Conflict, "challenge.over"),
    (Invalid, "figure.none_stored"),
    *TEXT_REFUSALS,
)
FIGURE_UNKNOWN: Refusal = (NotFound, "figure.unknown")


TokenDays = Annotated[int, Meta(ge=1, le=MAX_TOKEN_DAYS, examples=[180])]


class FigureEntry(msgspec.Struct, forbid_unknown_fields=True):
    """A figure of a team and day: `amount`, and `out_of` where it is a share ("46 of 50").

    `base` is the number of answers behind an average; a busy day counts for more. The same `id`
    again is the same figure. The newest figure of a team and day replaces the others.
    """

    id: Annotated[UUID, Meta(examples=["0198f2a4-7d1c-7c3a-9c55-0e6f0b1f4a11"])]
    team: RowIdText
    day: Annotated[date, Meta(examples=["2026-06-01"])]
    amount: Annotated[float, Meta(examples=[19])]
    out_of: Annotated[float, Meta(examples=[20])] | None = None
    base: Annotated[float, Meta(examples=[20])] | None = None
    note: ShortText | None = None


class FigureCorrection(msgspec.Struct, forbid_unknown_fields=True):
    """The new number of a figure. A field that is missing stays as it is; null empties it."""

    amount: Annotated[float, Meta(examples=[18])] | UnsetType = UNSET
    out_of: Annotated[float, Meta(examples=[20])] | UnsetType | None = UNSET
    base: Annotated[float, Meta(examples=[20])] | UnsetType | None = UNSET

    def to_changes(self) -> dict[str, float | None]:
        """Return the fields to change."""
        fields = {"amount": self.amount, "out_of": self.out_of, "base": self.base}
        return {name: value for name, value in fields.items() if value is not UNSET}


class FigureBatch(msgspec.Struct, forbid_unknown_fields=True):
    """The figures to add."""

    figures: Annotated[list[FigureEntry], Meta(min_length=1, max_length=400)]


class FigureReceipt(msgspec.Struct, frozen=True, omit_defaults=True):
    """The number of new figures.

    `replaced` says how many of them replaced another one of their team and day. It is left out
    where none did.
    """

    added: int
    replaced: int = 0


class FigureTokenRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A token to create. `name` says which machine uses it, `days` how long it works."""

    name: Annotated[str, Meta(max_length=200, examples=["Customer survey"])]
    days: TokenDays = DEFAULT_TOKEN_DAYS


class FigureTokenReplacement(msgspec.Struct, forbid_unknown_fields=True):
    """How long the new token works."""

    days: TokenDays = DEFAULT_TOKEN_DAYS


class NewFigureToken(msgspec.Struct, frozen=True):
    """A new token. It is shown only once."""

    id: str
    token: str


class FigureTokenList(msgspec.Struct, frozen=True):
    """The tokens that were not revoked, the oldest first, without their secrets."""

    tokens: list[ChallengeTokenView]


@post(
    "/challenges/{challenge:int}/figures",
    tags=["challenges"],
    opt=declare_refusals(*REFUSALS_OF_LEADERS, *REFUSALS_OF_FIGURES),
)
async def add_figures(
    challenge: PathRowId,
    data: JSONBody[FigureBatch],
    leader: Leader,
    listeners: RequestListeners,
    now: Now,
) -> FigureReceipt:
    """Add figures that a leader entered or pasted."""
    recorded = await record_figures(leader, challenge, _read_figures(data), now)
    listeners.publish(ChallengeChanged(challenge))
    return FigureReceipt(*recorded)


@get(
    "/challenges/{challenge:int}/figures",
    tags=["challenges"],
    opt=declare_refusals((NotFound, "challenge.unknown")),
)
async def list_figures(challenge: PathRowId, leader: Leader, now: Now) -> EnteredFigures:
    """List the figures that count: the newest of each team and day."""
    return await list_entered_figures(leader, challenge, now)


@patch(
    "/challenges/{challenge:int}/figures/{figure:int}",
    status_code=204,
    tags=["challenges"],
    opt=declare_refusals(*REFUSALS_OF_LEADERS, *REFUSALS_OF_FIGURES, FIGURE_UNKNOWN),
)
async def change_figure(
    challenge: PathRowId,
    figure: PathRowId,
    data: JSONBody[FigureCorrection],
    leader: Leader,
    listeners: RequestListeners,
    now: Now,
) -> None:
    """Correct a figure. The challenge is counted again, until it is settled."""
    await correct_figure(leader, challenge, figure, data.to_changes(), now)
    listeners.publish(ChallengeChanged(challenge))


@delete(
    "/challenges/{challenge:int}/figures/{figure:int}",
    status_code=204,
    tags=["challenges"],
    opt=declare_refusals(
        *REFUSALS_OF_LEADERS,
        FIGURE_UNKNOWN,
        (Conflict, "figure.not_accepted"),
        (Conflict, "challenge.over"),
    ),
)
async def remove_figure(
    challenge: PathRowId,
    figure: PathRowId,
    leader: Leader,
    listeners: RequestListeners,
    now: Now,
) -> None:
    """Delete a figure, so that its team and day have none.

    The challenge is counted again, until it is settled.
    """
    await delete_figure(leader, challenge, figure, now)
    listeners.publish(ChallengeChanged(challenge))


@post(
    "/challenges/{challenge:int}/figures/push",
    tags=["challenges"],
    security=NEEDS_FIGURE_TOKEN,
    opt=declare_refusals(
        (Unauthenticated, "figure_token.missing"),
        (Unauthenticated, "figure_token.invalid"),
        *REFUSALS_OF_FIGURES,
    ),
)
async def push_machine_figures(
    request: StrictRequest,
    challenge: PathRowId,
    data: JSONBody[FigureBatch],
    listeners: RequestListeners,
    now: Now,
) -> FigureReceipt:
    """Add figures that a machine sends.

    It sends the token of this challenge as `Authorization: Bearer`.
    """
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Unauthenticated("figure_token.missing")
    recorded = await push_figures(token.strip(), challenge, _read_figures(data), now)
    listeners.publish(ChallengeChanged(challenge))
    return FigureReceipt(*recorded)


@get(
    "/challenges/{challenge:int}/tokens",
    tags=["challenges"],
    opt=declare_refusals((NotFound, "challenge.unknown")),
)
async def list_figure_tokens(challenge: PathRowId, leader: Leader, now: Now) -> FigureTokenList:
    """List the tokens with which machines can send figures of this challenge."""
    return FigureTokenList(await list_challenge_tokens(leader, challenge, now))


@post(
    "/challenges/{challenge:int}/tokens",
    tags=["challenges"],
    opt=declare_refusals(
        *REFUSALS_OF_LEADERS,
        (Conflict, "figure.not_accepted"),
        (Conflict, "challenge.over"),
        (Conflict, "figure_token.too_many"),
        *NAME_REFUSALS,
    ),
)
async def create_figure_token(
    challenge: PathRowId, data: JSONBody[FigureTokenRequest], leader: Leader, now: Now
) -> NewFigureToken:
    """Create a token for a machine.

    With it a machine can send figures of this challenge and do nothing else.
    """
    token = token_urlsafe(32)
    token_id = await create_challenge_token(
        leader, challenge, data.name, token, now, days=data.days
    )
    return NewFigureToken(str(token_id), token)


@post(
    "/challenges/{challenge:int}/tokens/{number:int}/replace",
    tags=["challenges"],
    opt=declare_refusals(
        *REFUSALS_OF_LEADERS,
        (NotFound, "figure_token.unknown"),
        (Conflict, "figure.not_accepted"),
        (Conflict, "challenge.over"),
    ),
)
async def replace_figure_token(
    challenge: PathRowId,
    number: PathRowId,
    data: JSONBody[FigureTokenReplacement],
    leader: Leader,
    now: Now,
) -> NewFigureToken:
    """Create a token in place of another one, which ends at once."""
    token = token_urlsafe(32)
    token_id = await replace_challenge_token(leader, challenge, number, token, now, days=data.days)
    return NewFigureToken(str(token_id), token)


@delete(
    "/challenges/{challenge:int}/tokens/{number:int}",
    status_code=204,
    tags=["challenges"],
    opt=declare_refusals(*REFUSALS_OF_LEADERS, (NotFound, "figure_token.unknown")),
)
async def end_figure_token(
    challenge: PathRowId, number: PathRowId, leader: Leader, now: Now
) -> None:
    """Revoke a token."""
    await revoke_challenge_token(leader, challenge, number, now)


def _read_figures(data: FigureBatch) -> list[Figure]:
    return [
        Figure(
            entry.id,
            int(entry.team),
            entry.day,
            entry.amount,
            entry.out_of,
            entry.note,
            entry.base,
        )
        for entry in data.figures
    ]


handlers = [
    add_figures,
    list_figures,
    change_figure,
    remove_figure,
    push_machine_figures,
    list_figure_tokens,
    create_figure_token,
    replace_figure_token,
    end_figure_token,
]
