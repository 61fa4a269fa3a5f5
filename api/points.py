"""Points: a person reads the own ledger, and a leader corrects points."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from api.field_types import MAX_ROW_ID
from api.identity import Leader, Me, Now, RequestBoards
from api.refusal_docs import declare_refusals
from api.shared_refusals import NAME_REFUSALS, SUBORDINATE_REFUSALS
from learning.actions.recognition.correct_points import (
    MAX_CORRECTION_POINTS,
    MAX_CORRECTION_REASON_CHARS,
    correct_points,
)
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.recognition.points import PointsPage, load_points_page
from learning.rules.refusals import Conflict, Forbidden, Invalid, TooManyRequests

BeforeLedgerId = Annotated[int | None, QueryParameter(ge=1, le=MAX_ROW_ID)]


class PointsCorrection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points to give, or to take when `points` is negative. It must not be 0.

    `id` is made by the client. Sending the same id again changes nothing. `day` is the local day
    that the points belong to. It is today when it is left out.
    """

    id: Annotated[UUID, Meta(examples=["0198f2a4-7d1c-7c3a-9c55-0e6f0b1f4a11"])]
    points: Annotated[
        int, Meta(ge=-MAX_CORRECTION_POINTS, le=MAX_CORRECTION_POINTS, examples=[-15])
    ]
    reason: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=MAX_CORRECTION_REASON_CHARS,
            examples=["The till was down and counted twice"],
        ),
    ]
    day: Annotated[date | None, Meta(examples=["2026-03-02"])] = None


class CorrectionReceipt(msgspec.Struct, frozen=True):
    """The points that the person has now. `new` is false after a repeat."""

    points: int
    new: bool


@get("/points", tags=["points"])
async def list_ledger_entries(me: Me, before: BeforeLedgerId = None) -> PointsPage:
    """List the newest entries of the person's ledger, or those before an entry."""
    return await load_points_page(
        me, await load_team_catalogue(me.path, me.catalogue_revision), before
    )


@post(
    "/people/{login:str}/corrections",
    tags=["points"],
    opt=declare_refusals(
        *SUBORDINATE_REFUSALS,
        (Forbidden, "points.own_correction"),
        (Invalid, "points.invalid_correction"),
        (Invalid, "points.no_reason"),
        *NAME_REFUSALS,
        (Invalid, "points.invalid_day"),
        (Conflict, "points.too_few"),
        (TooManyRequests, "points.too_many_corrected_today"),
    ),
)
async def create_correction(
    login: FromPath[str],
    data: JSONBody[PointsCorrection],
    leader: Leader,
    boards: RequestBoards,
    now: Now,
) -> CorrectionReceipt:
    """Give points to a person whom the leader leads, or take them, with a reason."""
    posted = await correct_points(
        leader, login, data.id, data.points, data.reason, now, day=data.day
    )
    posted.enqueue_board_update(boards)
    return CorrectionReceipt(posted.totals.points, bool(posted.entries))


handlers = [list_ledger_entries, create_correction]
