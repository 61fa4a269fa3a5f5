"""Import a rota file.

From its first day to its last, the people in it work on the days that it names, and on no others.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from asyncpg import Connection

from learning.heavy_work import run_heavy_work
from learning.queries.people.current_user import CurrentUser
from learning.queries.people.find_people import FoundPerson
from learning.queries.people.leader_scope import find_subordinate
from learning.queries.rota.rota_file import TableChoices, TableFile, read_table_file
from learning.rules.refusals import InputProblem, Invalid, TooLarge
from learning.rules.rota.calendar_lines import is_calendar
from learning.rules.rota.days import to_local_day
from learning.rules.rota.rota import (
    RotaDifference,
    RotaFile,
    RotaWindow,
    compare_rota,
    make_rota_window,
)
from learning.rules.rota.rota_calendar import read_calendar_rota
from learning.rules.rota.table_reading import RotaTable
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.steps.practice.load_learner_state import lock_learner_states
from learning.steps.recognition.recompute_streak import recompute_streak
from learning.steps.rota.remember_columns import remember_columns
from learning.tables.database import connection, transaction

MAX_ROTA_BYTES = 1024 * 1024

SELECT_WEEKS_OF_PEOPLE = """
SELECT p.id, COALESCE(p.work_days, t.work_days)
FROM person p JOIN team t ON t.id = p.team WHERE p.id = ANY($1)
"""
SELECT_ROTA_DAYS = (
    "SELECT person, day, works FROM rota_day WHERE person = ANY($1) AND day BETWEEN $2 AND $3"
)
UPSERT_ROTA_DAYS = """
INSERT INTO rota_day (person, day, works)
SELECT $1, day, works FROM unnest($2::date[], $3::boolean[]) AS given (day, works)
ON CONFLICT (person, day) DO UPDATE SET works = EXCLUDED.works
"""
DELETE_ROTA_DAYS = "DELETE FROM rota_day WHERE person = $1 AND day = ANY($2)"


@dataclass(frozen=True, slots=True)
class RotaImportOptions:
    """Options of an import.

    `login` says whose calendar it is; a table names people itself. `choices` say how a table is
    to be read. With `dry_run` nothing is changed. With `skip_invalid` the good lines are imported
    although others are wrong.
    """

    login: str | None = None
    choices: TableChoices = field(default_factory=TableChoices)
    dry_run: bool = False
    skip_invalid: bool = False


@dataclass(frozen=True, slots=True)
class PersonRota:
    """What a file says of one person: the number of shifts, and the days that it changes."""

    person: FoundPerson
    shift_count: int
    change: RotaDifference


@dataclass(frozen=True, slots=True)
class RotaReport:
    """What a file covers and changes, its problems, and whether the changes were made.

    `table` says how a table was understood; it is None for a calendar.
    """

    covers: RotaWindow
    people: tuple[PersonRota, ...]
    problems: tuple[InputProblem, ...]
    applied: bool
    table: RotaTable | None = None


async def import_rota(
    leader: CurrentUser | None, raw: bytes, options: RotaImportOptions, now: datetime
) -> RotaReport:
    """Import a table (CSV, XLSX) or one person's calendar (iCalendar). `leader` None: the operator.

    The streaks of people whose days change are computed again. Importing the same file a second
    time changes nothing. What the leader said about the columns is remembered for the team.

    Raises:
        TooLarge: it has more than `MAX_ROTA_BYTES` bytes, or more lines or people than any rota.
        Invalid: nothing in it can be used, or something cannot, with neither `dry_run` nor
            `skip_invalid`.
        NotFound: the leader leads nobody with the login of the calendar.
        Forbidden: the calendar is of the leader's equal or superior.
    """
    if len(raw) > MAX_ROTA_BYTES:
        raise make_rota_too_large_error()
    if is_calendar(raw):
        shifts_by_person, file = await _read_calendar_file(leader, raw, options, now)
        table_file = None
    else:
        table_file = await read_table_file(leader, raw, options.choices, now)
        shifts_by_person, file = table_file.shifts_by_person, table_file.file
    table = table_file.table if table_file else None
    if file.covered_window is None or not shifts_by_person:
        problems = file.problems or [InputProblem("file", "rota.names_no_day")]
        raise Invalid("rota.empty_file", problems)
    if file.problems and not (options.dry_run or options.skip_invalid):
        raise Invalid("rota.has_problems", file.problems)
    if options.dry_run:
        async with connection() as conn:
            people = await _compare_rotas(conn, shifts_by_person, file.covered_window, now)
        return RotaReport(file.covered_window, people, file.problems, applied=False, table=table)
    async with transaction() as conn:
        await lock_learner_states(conn, [person.id for person in shifts_by_person])
        people = await _compare_rotas(conn, shifts_by_person, file.covered_window, now)
        for one in people:
            if one.change.changed_days:
                await _apply_person_rota(conn, leader, one, file.covered_window, now)
        await _remember_choices(conn, leader, table_file, options.choices, now)
    return RotaReport(file.covered_window, people, file.problems, applied=True, table=table)


def make_rota_too_large_error() -> TooLarge:
    """Make the refusal of a file that is larger than `MAX_ROTA_BYTES`."""
    return TooLarge("rota.file_too_large", max_megabytes=MAX_ROTA_BYTES // 1024**2)


ShiftsByPerson = Mapping[FoundPerson, Collection[date]]
"""The people in a file, in the order of their ids, with their shifts."""


async def _read_calendar_file(
    leader: CurrentUser | None, raw: bytes, options: RotaImportOptions, now: datetime
) -> tuple[ShiftsByPerson, RotaFile]:
    if options.login is None:
        problem = InputProblem("login", "rota.say_whose_shifts")
        raise Invalid("rota.calendar_without_person", [problem])
    user = await find_subordinate(leader, options.login)
    file = await run_heavy_work(
        read_calendar_rota, raw, user.zone, make_rota_window(to_local_day(now, user.zone))
    )
    person = FoundPerson(user.id, user.login, user.name, user.zone)
    return ({person: _select_working_days(file.people[""])} if file.people else {}), file


async def _remember_choices(
    conn: Connection,
    leader: CurrentUser | None,
    table_file: TableFile | None,
    choices: TableChoices,
    now: datetime,
) -> None:
    """Remember what the leader said about a table, if anything, for the team."""
    dates = choices.dates if choices.dates in ("dmy", "mdy") else None
    if leader is None or table_file is None or not (choices.columns or dates):
        return
    await remember_columns(conn, leader.team, table_file.signature, table_file.fields, dates, now)


def _select_working_days(days: Mapping[date, bool]) -> set[date]:
    return {day for day, works in days.items() if works}


async def _compare_rotas(
    conn: Connection, shifts_by_person: ShiftsByPerson, covers: RotaWindow, now: datetime
) -> tuple[PersonRota, ...]:
    """Compare the shifts of all people with their weeks and known days of now."""
    ids = [person.id for person in shifts_by_person]
    weeks: dict[int, list[int]] = dict(await conn.fetch(SELECT_WEEKS_OF_PEOPLE, ids))
    known: dict[int, dict[date, bool]] = {}
    for row in await conn.fetch(SELECT_ROTA_DAYS, ids, covers.first, covers.last):
        known.setdefault(row["person"], {})[row["day"]] = row["works"]
    return tuple(
        PersonRota(
            person,
            len(shifts),
            compare_rota(
                shifts,
                covers,
                weeks[person.id],
                known.get(person.id, {}),
                to_local_day(now, person.zone),
            ),
        )
        for person, shifts in shifts_by_person.items()
    )


async def _apply_person_rota(
    conn: Connection,
    leader: CurrentUser | None,
    person_rota: PersonRota,
    covers: RotaWindow,
    now: datetime,
) -> None:
    put, drop = person_rota.change.days_to_set, person_rota.change.days_to_remove
    await conn.execute(UPSERT_ROTA_DAYS, person_rota.person.id, list(put), list(put.values()))
    await conn.execute(DELETE_ROTA_DAYS, person_rota.person.id, list(drop))
    await recompute_streak(conn, person_rota.person.id)
    detail = {
        "first": covers.first.isoformat(),
        "last": covers.last.isoformat(),
        "on": _format_days(day for day, works in put.items() if works),
        "off": _format_days(day for day, works in put.items() if not works),
        "as_the_week": _format_days(drop),
    }
    await write_audit_entry(
        now, leader.id if leader else None, "import_rota", person_rota.person.login, detail
    )


def _format_days(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]
