"""Points: every line of the ledger to whom they belong, and corrections by leaders."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from api.field_types import MAX_ROW_ID
from api.identity import Leader, Me, Now
from learning.actions.recognition.correct_points import (
    MAX_CORRECTION_POINTS,
    MAX_CORRECTION_REASON_LENGTH,
    correct_points,
)
from learning.leaderboards import BoardPublisher
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.recognition.points import PointsPage, load_points_page

BeforeLedgerId = Annotated[int | None, QueryParameter(ge=1, le=MAX_ROW_ID)]


class PointsCorrection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points to give, or to take where they are below 0. Sending the same id again changes nothing.

    `day` is the local day that they belong to, today if it is left out.
    """

    id: UUID
    points: Annotated[int, Meta(ge=-MAX_CORRECTION_POINTS, le=MAX_CORRECTION_POINTS)]
    reason: Annotated[str, Meta(min_length=1, max_length=MAX_CORRECTION_REASON_LENGTH)]
    day: date | None = None


class CorrectionReceipt(msgspec.Struct, frozen=True):
    """The points that the person has now; `new` is false when this correction was made before."""

    points: int
    new: bool


@get("/points")
async def list_ledger_entries(me: Me, before: BeforeLedgerId = None) -> PointsPage:
    """Give the newest lines of the person's ledger, or those before a line."""
    return await load_points_page(
        me, await load_team_catalogue(me.path, me.catalogue_revision), before
    )


@post("/people/{login:str}/corrections")
async def create_correction(
    login: FromPath[str],
    data: JSONBody[PointsCorrection],
    leader: Leader,
    boards: NamedDependency[BoardPublisher],
    now: Now,
) -> CorrectionReceipt:
    """Give or take points of somebody whom the leader leads; it stays in the ledger with its reason."""
    posted = await correct_points(
        leader, login, data.id, data.points, data.reason, now, day=data.day
    )
    posted.enqueue_board_update(boards)
    return CorrectionReceipt(posted.totals.points, bool(posted.entries))


handlers = [list_ledger_entries, create_correction]
