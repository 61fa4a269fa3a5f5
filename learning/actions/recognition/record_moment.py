"""Record a moment: who did what, in a sentence. Within the limits, once for each id that the giver's phone gave it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from uuid import UUID

from asyncpg import Connection, Record

from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser, not_signed_in
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.people.logins import normalise_login
from learning.rules.people.text_input import normalise_text
from learning.rules.recognition.moments import (
    MAX_MOMENT_SENTENCE_CHARS,
    MomentKind,
    MomentParty,
    choose_first_status,
    explain_daily_limit,
    is_superior_of,
    may_record_moment,
    parse_alias_handle,
)
from learning.rules.refusals import (
    Conflict,
    Forbidden,
    InputProblem,
    Invalid,
    NotFound,
    TooManyRequests,
)
from learning.rules.rota.days import find_day_start, to_local_day
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.steps.practice.make_lesson_due import make_lesson_due
from learning.steps.recognition.post_ledger_entries import PostingResult
from learning.steps.recognition.post_moment_points import (
    SELECT_MOMENT_WITH_RECEIVER,
    post_moment_points,
)
from learning.tables.database import transaction

LOCK_MOMENT_GIVER = "SELECT id FROM person WHERE id = $1 AND erased_at IS NULL FOR NO KEY UPDATE"
"""Whoever gives many at once gives them one after the other."""
SELECT_GIVER_BY_MOMENT_KEY = "SELECT giver FROM moment WHERE key = $1"
LOCK_MOMENT_RECEIVER = """
SELECT p.id, p.role, p.team, t.path, t.zone FROM person p JOIN team t ON t.id = p.team
WHERE (p.login = $1 OR p.id = $2) AND p.erased_at IS NULL FOR KEY SHARE OF p
"""
"""Somebody who is being erased is waited for, and then not there."""
SELECT_RECEIVERS_GIVEN_TODAY = (
    "SELECT receiver FROM moment WHERE giver = $1 AND day = $2 AND (kind = 'missed') = $3"
)
INSERT_MOMENT = """
INSERT INTO moment (key, giver, receiver, team, kind, trait, sentence, status, paid, day, at, settled_by, settled_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, false, $9, $10, $11, $12) ON CONFLICT (key) DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True)
class NewMoment:
    """What somebody saw: `to` is the login of who did it, or their handle, `trait` the id of the lesson that teaches it."""

    key: UUID
    kind: MomentKind
    receiver: str
    trait: str
    sentence: str


async def record_moment(
    giver: CurrentUser, draft: NewMoment, now: datetime
) -> PostingResult | None:
    """Record it; a repeat changes nothing. What it paid at once, if it did; after it the caller has the boards told.

    Raises:
        Invalid: no sentence, or no such trait.
        Unknown: nobody of that login can be chosen.
        Forbidden: one's own, or a private note by somebody who does not lead the person.
        TooMany: the giver has given what a day allows.
        Conflict: the id is somebody else's.
    """
    sentence = normalise_text(draft.sentence, "sentence", MAX_MOMENT_SENTENCE_CHARS)
    if not sentence:
        raise Invalid(
            "A moment needs a sentence.",
            [InputProblem("sentence", "Say in a sentence what you saw.")],
        )
    async with transaction() as conn:
        if await conn.fetchval(LOCK_MOMENT_GIVER, giver.id) is None:
            raise not_signed_in()
        if await _is_repeated_moment(conn, giver, draft):
            return None
        number = parse_alias_handle(draft.receiver)
        receiver = await conn.fetchrow(
            LOCK_MOMENT_RECEIVER, "" if number else normalise_login(draft.receiver), number
        )
        catalogue = await _check_receiver_and_trait(giver, receiver, draft)
        await _check_giver_limits(conn, giver, receiver["id"], draft, now)
        await _insert_moment(conn, giver, receiver, draft, sentence, now)
        return await _apply_recorded_moment(conn, giver, receiver, draft, catalogue, now)


async def _is_repeated_moment(conn: Connection, giver: CurrentUser, draft: NewMoment) -> bool:
    known = await conn.fetchval(SELECT_GIVER_BY_MOMENT_KEY, draft.key)
    if known not in (None, giver.id):
        raise _make_moment_key_taken_error()
    return known is not None


def _make_moment_key_taken_error() -> Conflict:
    return Conflict("This id belongs to another moment. Send it again with a new one.")


async def _check_receiver_and_trait(
    giver: CurrentUser, receiver: Record | None, draft: NewMoment
) -> TeamCatalogue:
    """See that the person and the trait can be chosen; return what the person learns."""
    if receiver is None or not (
        receiver["id"] == giver.id or may_record_moment(make_party(giver), make_party(receiver))
    ):
        raise NotFound("There is nobody of that login whom you could choose.")
    if receiver["id"] == giver.id:
        raise Forbidden("A moment is what somebody else saw you do: you cannot record your own.")
    if draft.kind == "missed" and not is_superior_of(make_party(giver), make_party(receiver)):
        raise Forbidden("Only a leader of theirs can note that.")
    catalogue = await load_team_catalogue(tuple(receiver["path"]), giver.catalogue_revision)
    if not any(draft.trait in volume.lesson_by_id for volume in catalogue.pack_versions):
        raise Invalid(
            "There is no such trait.",
            [InputProblem("trait", "Choose one of the traits that are offered.")],
        )
    return catalogue


async def _check_giver_limits(
    conn: Connection, giver: CurrentUser, receiver: int, draft: NewMoment, now: datetime
) -> None:
    today = to_local_day(now, giver.zone)
    given = [
        row["receiver"]
        for row in await conn.fetch(
            SELECT_RECEIVERS_GIVEN_TODAY, giver.id, today, draft.kind == "missed"
        )
    ]
    if reason := explain_daily_limit(given, receiver):
        tomorrow = find_day_start(today + timedelta(days=1), giver.zone)
        raise TooManyRequests(reason, ceil((tomorrow - now).total_seconds()))


async def _insert_moment(
    conn: Connection,
    giver: CurrentUser,
    receiver: Record,
    draft: NewMoment,
    sentence: str,
    now: datetime,
) -> None:
    """Write the row: it belongs to the team that its receiver is in now, and to the giver's day."""
    status = choose_first_status(draft.kind, make_party(giver), make_party(receiver))
    settled = (None, None) if status == "waiting" else (giver.id, now)
    subject_values = (receiver["id"], receiver["team"], draft.kind, draft.trait, sentence, status)
    time_values = (to_local_day(now, giver.zone), now)
    if (
        await conn.fetchval(
            INSERT_MOMENT, draft.key, giver.id, *subject_values, *time_values, *settled
        )
        is None
    ):
        raise _make_moment_key_taken_error()


async def _apply_recorded_moment(
    conn: Connection,
    giver: CurrentUser,
    receiver: Record,
    draft: NewMoment,
    catalogue: TeamCatalogue,
    now: datetime,
) -> PostingResult | None:
    """Do what follows at once: a note brings its ideas forward, what is confirmed is paid."""
    if draft.kind == "missed":
        day: date = to_local_day(now, receiver["zone"])
        await make_lesson_due(conn, receiver["id"], draft.trait, catalogue, day, now)
        await write_audit_entry(now, giver.id, "note_missed", str(draft.key))
    moment = await conn.fetchrow(SELECT_MOMENT_WITH_RECEIVER, draft.key)
    return (
        await post_moment_points(conn, moment, now)
        if (moment["kind"], moment["status"]) == ("seen", "confirmed")
        else None
    )


def make_party(person: CurrentUser | Record) -> MomentParty:
    """Return what the rules of moments ask about somebody: of a session, or of a row."""
    if isinstance(person, CurrentUser):
        return MomentParty(person.id, person.role, person.team, person.path)
    return MomentParty(person["id"], person["role"], person["team"], person["path"])
