"""Record a moment: who did what, in a sentence. Within the limits, once for each id that the giver's phone gave it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from uuid import UUID

from asyncpg import Connection, Record

from learning.actions.bring_forward import bring_forward
from learning.actions.note_act import note_act
from learning.actions.pay import Paid
from learning.actions.pay_moment import FIND, pay_moment
from learning.queries.catalogue import shelf_of
from learning.queries.who import Who, nobody
from learning.rules.days import day_start, local_day
from learning.rules.moments import (
    SENTENCE_LENGTH,
    Kind,
    Party,
    first_status,
    may_choose,
    number_of,
    stands_above,
    too_many,
)
from learning.rules.names import tidy_login, tidy_text
from learning.rules.problems import Conflict, Forbidden, Invalid, Problem, TooMany, Unknown
from learning.rules.shelf import Shelf
from learning.tables.database import transaction

GIVER = "SELECT id FROM person WHERE id = $1 AND erased_at IS NULL FOR NO KEY UPDATE"
"""Whoever gives many at once gives them one after the other."""
KNOWN = "SELECT giver FROM moment WHERE key = $1"
RECEIVER = """
SELECT p.id, p.role, p.team, t.path, t.zone FROM person p JOIN team t ON t.id = p.team
WHERE (p.login = $1 OR p.id = $2) AND p.erased_at IS NULL FOR KEY SHARE OF p
"""
"""Somebody who is being erased is waited for, and then not there."""
GIVEN = "SELECT receiver FROM moment WHERE giver = $1 AND day = $2 AND (kind = 'missed') = $3"
INSERT = """
INSERT INTO moment (key, giver, receiver, team, kind, trait, sentence, status, paid, day, at, settled_by, settled_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, false, $9, $10, $11, $12) ON CONFLICT (key) DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody saw: `to` is the login of who did it, or their handle, `trait` the id of the lesson that teaches it."""

    key: UUID
    kind: Kind
    to: str
    trait: str
    sentence: str


async def record_moment(giver: Who, draft: Draft, now: datetime) -> Paid | None:
    """Record it; a repeat changes nothing. What it paid at once, if it did; after it the caller has the boards told.

    Raises:
        Invalid: no sentence, or no such trait.
        Unknown: nobody of that login can be chosen.
        Forbidden: one's own, or a private note by somebody who does not lead the person.
        TooMany: the giver has given what a day allows.
        Conflict: the id is somebody else's.
    """
    sentence = tidy_text(draft.sentence, "sentence", SENTENCE_LENGTH)
    if not sentence:
        raise Invalid("A moment needs a sentence.", [Problem("sentence", "Say in a sentence what you saw.")])
    async with transaction() as conn:
        if await conn.fetchval(GIVER, giver.id) is None:
            raise nobody()
        if await _known(conn, giver, draft):
            return None
        number = number_of(draft.to)
        receiver = await conn.fetchrow(RECEIVER, "" if number else tidy_login(draft.to), number)
        shelf = await _chosen(giver, receiver, draft)
        await _see_limits(conn, giver, receiver["id"], draft, now)
        await _insert(conn, giver, receiver, draft, sentence, now)
        return await _follow(conn, giver, receiver, draft, shelf, now)


async def _known(conn: Connection, giver: Who, draft: Draft) -> bool:
    known = await conn.fetchval(KNOWN, draft.key)
    if known not in (None, giver.id):
        raise _taken()
    return known is not None


def _taken() -> Conflict:
    return Conflict("This id belongs to another moment. Send it again with a new one.")


async def _chosen(giver: Who, receiver: Record | None, draft: Draft) -> Shelf:
    """See that the person and the trait can be chosen; return what the person learns."""
    if receiver is None or not (receiver["id"] == giver.id or may_choose(party(giver), party(receiver))):
        raise Unknown("There is nobody of that login whom you could choose.")
    if receiver["id"] == giver.id:
        raise Forbidden("A moment is what somebody else saw you do: you cannot record your own.")
    if draft.kind == "missed" and not stands_above(party(giver), party(receiver)):
        raise Forbidden("Only a leader of theirs can note that.")
    shelf = await shelf_of(tuple(receiver["path"]), giver.edition)
    if not any(draft.trait in volume.lessons for volume in shelf.volumes):
        raise Invalid("There is no such trait.", [Problem("trait", "Choose one of the traits that are offered.")])
    return shelf


async def _see_limits(conn: Connection, giver: Who, receiver: int, draft: Draft, now: datetime) -> None:
    today = local_day(now, giver.zone)
    given = [row["receiver"] for row in await conn.fetch(GIVEN, giver.id, today, draft.kind == "missed")]
    if reason := too_many(given, receiver):
        tomorrow = day_start(today + timedelta(days=1), giver.zone)
        raise TooMany(reason, ceil((tomorrow - now).total_seconds()))


async def _insert(conn: Connection, giver: Who, receiver: Record, draft: Draft, sentence: str, now: datetime) -> None:
    """Write the row: it belongs to the team that its receiver is in now, and to the giver's day."""
    status = first_status(draft.kind, party(giver), party(receiver))
    settled = (None, None) if status == "waiting" else (giver.id, now)
    about = (receiver["id"], receiver["team"], draft.kind, draft.trait, sentence, status)
    when = (local_day(now, giver.zone), now)
    if await conn.fetchval(INSERT, draft.key, giver.id, *about, *when, *settled) is None:
        raise _taken()


async def _follow(
    conn: Connection, giver: Who, receiver: Record, draft: Draft, shelf: Shelf, now: datetime
) -> Paid | None:
    """Do what follows at once: a note brings its ideas forward, what is confirmed is paid."""
    if draft.kind == "missed":
        day: date = local_day(now, receiver["zone"])
        await bring_forward(conn, receiver["id"], draft.trait, shelf, day, now)
        await note_act(now, giver.id, "note_missed", str(draft.key))
    moment = await conn.fetchrow(FIND, draft.key)
    return await pay_moment(conn, moment, now) if (moment["kind"], moment["status"]) == ("seen", "confirmed") else None


def party(person: Who | Record) -> Party:
    """Return what the rules of moments ask about somebody: of a session, or of a row."""
    if isinstance(person, Who):
        return Party(person.id, person.role, person.team, person.path)
    return Party(person["id"], person["role"], person["team"], person["path"])
