"""Record a moment: who did what, in a sentence. Once for each id, within the daily limits."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from uuid import UUID

from asyncpg import Connection, Record

from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser, make_not_signed_in_error
from learning.queries.recognition.moment_settlers import can_be_settled
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.people.authority import PersonParty, is_leader_of, may_act_on
from learning.rules.people.logins import normalise_login
from learning.rules.people.text_input import normalise_text
from learning.rules.recognition.moments import (
    MAX_MOMENT_SENTENCE_CHARS,
    MAX_MOMENTS_GIVEN_PER_DAY,
    MomentKind,
    choose_first_status,
    find_daily_limit_code,
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

LOCK_MOMENT_GIVER = """
SELECT moments_paused_at IS NOT NULL AS paused FROM person
WHERE id = $1 AND erased_at IS NULL FOR NO KEY UPDATE
"""
"""The lock makes concurrent moments of one giver follow each other, so the limits hold."""
SELECT_GIVER_BY_MOMENT_KEY = "SELECT giver FROM moment WHERE key = $1"
LOCK_MOMENT_RECEIVER = """
SELECT p.id, p.role, p.team, p.alias, t.path, t.zone, t.moments_reviewed
FROM person p JOIN team t ON t.id = p.team
WHERE (p.login = $1 OR p.id = $2) AND p.erased_at IS NULL FOR KEY SHARE OF p
"""
"""The statement waits for a person who is being erased, and then does not find them."""
SELECT_RECEIVERS_GIVEN_TODAY = (
    "SELECT receiver FROM moment WHERE giver = $1 AND day = $2 AND (kind = 'missed') = $3"
)
INSERT_MOMENT = """
INSERT INTO moment (key, giver, receiver, team, kind, trait, sentence, status, paid, day, at,
  settled_by, settled_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, false, $9, $10, $11, $12)
ON CONFLICT (key) DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True)
class NewMoment:
    """What the giver saw.

    `receiver` is a login or the handle of an alias. `trait` is a lesson's id.
    """

    key: UUID
    kind: MomentKind
    receiver: str
    trait: str
    sentence: str


async def record_moment(
    giver: CurrentUser, draft: NewMoment, now: datetime
) -> PostingResult | None:
    """Record a moment. A repeat with the same key changes nothing.

    Returns what was posted to the ledger at once, None when nothing. Afterwards the caller
    enqueues the update of the boards.

    Raises:
        Invalid: no sentence, or no such trait.
        NotFound: the giver cannot choose a person of that login.
        Forbidden: a moment of the giver themself, or a private note about somebody they do not
            lead; or a leader has paused the giver.
        TooManyRequests: the giver has reached the limit of the day.
        Conflict: the key belongs to a moment of somebody else.
    """
    sentence = normalise_text(draft.sentence, "sentence", MAX_MOMENT_SENTENCE_CHARS)
    if not sentence:
        raise Invalid("moment.no_sentence", [InputProblem("sentence", "moment.sentence_missing")])
    async with transaction() as conn:
        paused = await conn.fetchval(LOCK_MOMENT_GIVER, giver.id)
        if paused is None:
            raise make_not_signed_in_error()
        if await _is_repeated_moment(conn, giver, draft):
            return None
        if paused:
            raise Forbidden("moment.giver_paused")
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
    return Conflict("moment.key_taken")


async def _check_receiver_and_trait(
    giver: CurrentUser, receiver: Record | None, draft: NewMoment
) -> TeamCatalogue:
    """Check that the giver may choose this person and trait. Return the receiver's catalogue."""
    if receiver is None or not (
        receiver["id"] == giver.id or may_record_moment(giver, make_party(receiver))
    ):
        raise NotFound("moment.unknown_receiver")
    if receiver["id"] == giver.id:
        raise Forbidden("moment.own")
    if _would_unmask(giver, receiver, draft):
        raise NotFound("moment.unknown_receiver")
    if draft.kind == "missed" and not may_act_on(giver, make_party(receiver)):
        raise Forbidden("moment.only_leaders_note")
    catalogue = await load_team_catalogue(tuple(receiver["path"]), giver.catalogue_revision)
    if not any(draft.trait in version.lesson_by_id for version in catalogue.pack_versions):
        raise Invalid("moment.unknown_trait", [InputProblem("trait", "moment.choose_trait")])
    return catalogue


def _would_unmask(giver: CurrentUser, receiver: Record, draft: NewMoment) -> bool:
    """Say whether the answer would tell the giver who has an alias.

    It would if a login, which is made of the name, chose a colleague who is shown by an alias.
    """
    chosen_by_login = not parse_alias_handle(draft.receiver)
    led = is_leader_of(giver, make_party(receiver))
    return bool(chosen_by_login and receiver["alias"] and not led)


async def _check_giver_limits(
    conn: Connection, giver: CurrentUser, receiver: int, draft: NewMoment, now: datetime
) -> None:
    today = to_local_day(now, giver.zone)
    receivers_today = [
        row["receiver"]
        for row in await conn.fetch(
            SELECT_RECEIVERS_GIVEN_TODAY, giver.id, today, draft.kind == "missed"
        )
    ]
    if code := find_daily_limit_code(receivers_today, receiver):
        tomorrow_at = find_day_start(today + timedelta(days=1), giver.zone)
        wait = ceil((tomorrow_at - now).total_seconds())
        raise TooManyRequests(code, wait, count=MAX_MOMENTS_GIVEN_PER_DAY)


async def _insert_moment(
    conn: Connection,
    giver: CurrentUser,
    receiver: Record,
    draft: NewMoment,
    sentence: str,
    now: datetime,
) -> None:
    """Insert the row. It belongs to the receiver's current team and to the giver's local day.

    A moment of an admin does not wait where nobody can decide on it.
    """
    party = make_party(receiver)
    status = choose_first_status(draft.kind, giver, party, reviewed=receiver["moments_reviewed"])
    settled: tuple[int | None, datetime | None] = (giver.id, now)
    if status == "waiting":
        settled = (None, None)
        if party.role == "admin" and not await can_be_settled(conn, giver, party, draft.kind):
            status, settled = "confirmed", (None, now)
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
    """Apply what follows at once: a note makes concepts due, a confirmed moment is paid."""
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


def make_party(person: Record) -> PersonParty:
    """Return a person as the rules see them. The row has id, role, team and path."""
    return PersonParty(person["id"], person["role"], person["team"], person["path"])
