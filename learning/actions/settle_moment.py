"""Settle a moment: a leader confirms, declines or puts it back; whoever has to do with it can remove it."""

from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record

from learning.actions.note_act import note_act
from learning.actions.pay import Paid
from learning.actions.pay_moment import FIND, pay_moment, take_back
from learning.queries.moments import can_see
from learning.queries.who import Who
from learning.rules.moments import Party, Verb, after, may_settle
from learning.rules.problems import Forbidden, Unknown
from learning.tables.database import transaction

HOLD = "SELECT id FROM person WHERE id = ANY($1) AND erased_at IS NULL ORDER BY id FOR KEY SHARE"
"""Locked before the moment, as by `erase_person`, so that neither waits for the other."""
LOCK = "SELECT status FROM moment WHERE id = $1 FOR UPDATE"
STEP = "UPDATE moment SET status = $2, settled_by = $3, settled_at = $4 WHERE id = $1"
WITHOUT = "DELETE FROM moment_photo WHERE moment = $1"


async def settle_moment(who: Who, key: UUID, verb: Verb, now: datetime) -> Paid | None:
    """Take a step with a moment; taking it twice, or at once with somebody else, is taking it once.

    Returns what it paid or took back, None when nothing; after it the caller has the boards told.

    Raises:
        Unknown: there is no such moment for this person.
        Forbidden: it is not theirs to settle.
        Conflict: the moment is past that.
    """
    async with transaction() as conn:
        moment = await hold_moment(conn, who, key)
        await _see_leave(who, moment, verb)
        status = after(verb, await conn.fetchval(LOCK, moment["id"]))
        if status is None:
            return None
        await conn.execute(STEP, moment["id"], status, who.id, now)
        await note_act(now, who.id, f"{verb}_moment", str(key))
        return await _follow(conn, moment, verb, now)


async def hold_moment(conn: Connection, who: Who, key: UUID) -> Record:
    """Find a moment (a row of `pay_moment.FIND`) and keep those who have to do with it from being erased meanwhile.

    Raises:
        Unknown: there is no such moment, or one of them is gone.
    """
    moment = await conn.fetchrow(FIND, key)
    people = {who.id, moment["giver"], moment["receiver"]} if moment else set()
    if moment is None or len(await conn.fetch(HOLD, list(people))) < len(people):
        raise unknown()
    return moment


def unknown() -> Unknown:
    """Say that there is no such moment, or not for whoever asks."""
    return Unknown("There is no such moment.")


async def _see_leave(who: Who, moment: Record, verb: Verb) -> None:
    receiver = Party(moment["receiver"], moment["role"], moment["team"], moment["path"])
    me = Party(who.id, who.role, who.team, who.path)
    if may_settle(verb, me, moment["giver"], receiver, moment["kind"]):
        return
    if not await can_see(who, moment["key"]):
        raise unknown()
    raise Forbidden(
        "Only a leader of whoever did it can do that." if verb != "remove" else "It is not yours to remove."
    )


async def _follow(conn: Connection, moment: Record, verb: Verb, now: datetime) -> Paid | None:
    """Pay what was confirmed; of what was removed, take back the points and drop the photo."""
    if verb == "confirm":
        return await pay_moment(conn, moment, now)
    if verb == "remove":
        await conn.execute(WITHOUT, moment["id"])
        return await take_back(conn, moment, now)
    return None
