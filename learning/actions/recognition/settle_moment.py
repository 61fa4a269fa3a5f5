"""Confirm, decline, restore or remove a moment.

Those who may act on the receiver do all of it. The giver and the receiver can remove the moment.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record

from learning.queries.people.current_user import CurrentUser
from learning.queries.recognition.moments import can_see_moment
from learning.rules.people.audit_verbs import AuditVerb
from learning.rules.people.authority import PersonParty
from learning.rules.recognition.moments import (
    MomentAction,
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
VERB_BY_ACTION: Mapping[MomentAction, AuditVerb] = {
    "confirm": "confirm_moment",
    "decline": "decline_moment",
    "report": "report_moment",
    "restore": "restore_moment",
    "remove": "remove_moment",
}
DELETE_MOMENT_PHOTO = "DELETE FROM moment_photo WHERE moment = $1"


async def settle_moment(
    user: CurrentUser, key: UUID, action: MomentAction, now: datetime
) -> PostingResult | None:
    """Take an action on a moment. Taking it twice, also concurrently, has the effect of once.

    Returns what was posted to the ledger, None when nothing. Afterwards the caller enqueues the
    update of the boards.

    Raises:
        NotFound: there is no such moment for this person.
        Forbidden: the user sees the moment and may not take this action.
        Conflict: the status of the moment does not allow it.
    """
    async with transaction() as conn:
        moment = await lock_moment_people(conn, user, key)
        await _check_may_settle(user, moment, action)
        status = find_next_status(action, await conn.fetchval(LOCK_MOMENT_STATUS, moment["id"]))
        if status is None:
            return None
        await conn.execute(UPDATE_SETTLED_MOMENT, moment["id"], status, user.id, now)
        await write_audit_entry(now, user.id, VERB_BY_ACTION[action], str(key))
        return await _apply_moment_action(conn, moment, action, now)


async def _check_may_settle(user: CurrentUser, moment: Record, action: MomentAction) -> None:
    receiver = PersonParty(moment["receiver"], moment["role"], moment["team"], moment["path"])
    giver = PersonParty(
        moment["giver"], moment["giver_role"], moment["giver_team"], moment["giver_path"]
    )
    if may_change_status(action, user, giver, receiver, moment["kind"]):
        return
    if not await can_see_moment(user, moment["key"]):
        raise make_unknown_moment_error()
    raise Forbidden("moment.not_yours" if action == "remove" else "moment.only_leaders_settle")


async def _apply_moment_action(
    conn: Connection, moment: Record, action: MomentAction, now: datetime
) -> PostingResult | None:
    """Post the points of a confirmed moment. Take back those of a removed one, with its photo."""
    if action == "confirm" and moment["kind"] == "seen":
        return await post_moment_points(conn, moment, now)
    if action == "remove":
        await conn.execute(DELETE_MOMENT_PHOTO, moment["id"])
        return await reverse_moment_points(conn, moment, now)
    return None
