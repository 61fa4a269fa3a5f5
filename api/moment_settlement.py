"""Settle moments: confirm, decline, remove or restore them."""

from typing import Literal
from uuid import UUID

from litestar import post
from litestar.params import FromPath

from api.identity import Me, Now, RequestBoards
from api.live import RequestListeners
from api.refusal_docs import declare_refusals
from learning.actions.recognition.settle_moment import settle_moment
from learning.events import Listeners, MomentChanged
from learning.leaderboards import BoardPublisher
from learning.queries.people.current_user import CurrentUser
from learning.rules.recognition.moments import STATUS_CONFLICT_CODES
from learning.rules.refusals import Conflict, Forbidden, NotFound

SettlementAction = Literal["confirm", "decline", "remove", "restore"]
STATUS_CONFLICTS = tuple((Conflict, code) for code in STATUS_CONFLICT_CODES.values())
SETTLEMENT_REFUSALS = declare_refusals(
    (NotFound, "moment.unknown"),
    (Forbidden, "moment.only_leaders_settle"),
    (Forbidden, "moment.not_yours"),
    *STATUS_CONFLICTS,
)


@post(
    "/moments/{moment:uuid}/confirm",
    tags=["moments"],
    opt=SETTLEMENT_REFUSALS,
    status_code=204,
)
async def confirm_moment(
    moment: FromPath[UUID],
    me: Me,
    boards: RequestBoards,
    listeners: RequestListeners,
    now: Now,
) -> None:
    """Confirm a moment. It counts, and it earns points within the limits."""
    await _settle_and_publish(me, moment, "confirm", boards, listeners, now)


@post(
    "/moments/{moment:uuid}/decline",
    tags=["moments"],
    opt=SETTLEMENT_REFUSALS,
    status_code=204,
)
async def decline_moment(
    moment: FromPath[UUID],
    me: Me,
    boards: RequestBoards,
    listeners: RequestListeners,
    now: Now,
) -> None:
    """Decline a moment that waits."""
    await _settle_and_publish(me, moment, "decline", boards, listeners, now)


@post(
    "/moments/{moment:uuid}/remove",
    tags=["moments"],
    opt=SETTLEMENT_REFUSALS,
    status_code=204,
)
async def remove_moment(
    moment: FromPath[UUID],
    me: Me,
    boards: RequestBoards,
    listeners: RequestListeners,
    now: Now,
) -> None:
    """Remove a moment for good and take its points back.

    The giver, the receiver and the receiver's leaders can do it.
    """
    await _settle_and_publish(me, moment, "remove", boards, listeners, now)


@post(
    "/moments/{moment:uuid}/restore",
    tags=["moments"],
    opt=SETTLEMENT_REFUSALS,
    status_code=204,
)
async def restore_moment(
    moment: FromPath[UUID],
    me: Me,
    boards: RequestBoards,
    listeners: RequestListeners,
    now: Now,
) -> None:
    """Put a reported moment back into the feed."""
    await _settle_and_publish(me, moment, "restore", boards, listeners, now)


async def _settle_and_publish(
    me: CurrentUser,
    moment: UUID,
    action: SettlementAction,
    boards: BoardPublisher,
    listeners: Listeners,
    now: Now,
) -> None:
    posted = await settle_moment(me, moment, action, now)
    if posted:
        posted.enqueue_board_update(boards)
    listeners.publish(MomentChanged(moment))


handlers = [confirm_moment, decline_moment, remove_moment, restore_moment]
