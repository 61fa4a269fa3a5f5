"""Settle a moment: a leader confirms, declines or puts it back; whoever has to do with it can remove it."""

from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record

from learning.queries.people.current_user import CurrentUser
from learning.queries.recognition.moments import can_see_moment
from learning.rules.recognition.moments import (
    MomentAction,
    MomentParty,
    find_next_status,
    may_change_status,
)
from learning.rules.refusals import Forbidden
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.steps.recognition.lock_moment_people import (
    LOCK_MOMENT_STATUS,
    lock_moment_people,
    make_unknown_moment_error,
)
from learning.steps.recognition.post_ledger_entries import PostingResult
from learning.steps.recognition.post_moment_points import (
    post_moment_points,
    reverse_moment_points,
)
from learning.tables.database import transaction

UPDATE_SETTLED_MOMENT = (
    "UPDATE moment SET status = $2, settled_by = $3, settled_at = $4 WHERE id = $1"
)
DELETE_MOMENT_PHOTO = "DELETE FROM moment_photo WHERE moment = $1"


async def settle_moment(
    user: CurrentUser, key: UUID, verb: MomentAction, now: datetime
) -> PostingResult | None:
    """Take a step with a moment; taking it twice, or at once with somebody else, is taking it once.

    Returns what it paid or took back, None when nothing; after it the caller has the boards told.

    Raises:
        Unknown: there is no such moment for this person.
        Forbidden: it is not theirs to settle.
        Conflict: the moment is past that.
    """
    async with transaction() as conn:
        moment = await lock_moment_people(conn, user, key)
        await _check_may_settle(user, moment, verb)
        status = find_next_status(verb, await conn.fetchval(LOCK_MOMENT_STATUS, moment["id"]))
        if status is None:
            return None
        await conn.execute(UPDATE_SETTLED_MOMENT, moment["id"], status, user.id, now)
        await write_audit_entry(now, user.id, f"{verb}_moment", str(key))
        return await _apply_moment_verb(conn, moment, verb, now)


async def _check_may_settle(user: CurrentUser, moment: Record, verb: MomentAction) -> None:
    receiver = MomentParty(moment["receiver"], moment["role"], moment["team"], moment["path"])
    user_party = MomentParty(user.id, user.role, user.team, user.path)
    if may_change_status(verb, user_party, moment["giver"], receiver, moment["kind"]):
        return
    if not await can_see_moment(user, moment["key"]):
        raise make_unknown_moment_error()
    raise Forbidden(
        "Only a leader of whoever did it can do that."
        if verb != "remove"
        else "It is not yours to remove."
    )


async def _apply_moment_verb(
    conn: Connection, moment: Record, verb: MomentAction, now: datetime
) -> PostingResult | None:
    """Pay what was confirmed; of what was removed, take back the points and drop the photo."""
    if verb == "confirm":
        return await post_moment_points(conn, moment, now)
    if verb == "remove":
        await conn.execute(DELETE_MOMENT_PHOTO, moment["id"])
        return await reverse_moment_points(conn, moment, now)
    return None
