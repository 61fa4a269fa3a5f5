"""Read a rota table as the team of its sender writes them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from learning.heavy_work import run_heavy_work
from learning.queries.people.current_user import CurrentUser
from learning.queries.people.find_people import (
    FoundPerson,
    PeopleDirectory,
    load_people_in_scope,
)
from learning.rules.refusals import InputProblem, TooLarge
from learning.rules.rota.column_headers import ColumnField
from learning.rules.rota.date_order import DateOrder, find_order_of_region
from learning.rules.rota.days import to_local_day
from learning.rules.rota.rota import MAX_ROTA_PROBLEMS, RotaFile, make_rota_window
from learning.rules.rota.rota_table import (
    RecognisedTables,
    merge_entries,
    open_tables,
    read_table,
    recognise_tables,
)
from learning.rules.rota.table_layout import make_table_signature
from learning.rules.rota.table_lines import Table
from learning.rules.rota.table_reading import RotaTable, TableOptions
from learning.tables.database import connection

MAX_ROTA_PEOPLE = 500
SELECT_REMEMBERED_COLUMNS = """
SELECT headers, fields, dates FROM rota_columns WHERE team = $1 AND headers = ANY($2)
ORDER BY changed_at DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class TableChoices:
    """What the sender says about a table: how it writes days, what its columns are, which week.

    `columns` are the fields of the columns in order, None where they are to be recognised. None
    instead of all of them means that nothing was said, so what is remembered counts.
    """

    dates: DateOrder = "auto"
    columns: Sequence[ColumnField | None] | None = None
    week: date | None = None


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table that was read, with the people whom it names and the days of each.

    `signature` is what files of the same origin share; `fields` are those that were said of its
    columns, now or earlier.
    """

    table: RotaTable
    file: RotaFile
    shifts_by_person: Mapping[FoundPerson, Collection[date]]
    signature: str
    fields: Sequence[ColumnField | None]


@dataclass(frozen=True, slots=True)
class _OpenFile:
    """A file that was opened, and how it is to be read."""

    tables: Sequence[Table]
    directory: PeopleDirectory
    options: TableOptions = field(repr=False)


async def recognise_table_file(
    leader: CurrentUser | None, raw: bytes, choices: TableChoices, now: datetime
) -> RecognisedTables:
    """Say what the columns of a table are, without reading its days. `leader` None is the operator.

    Raises:
        Invalid: it is no table.
        TooLarge: it is larger than any rota.
    """
    opened = await _open_file(leader, raw, choices, now)
    return await run_heavy_work(recognise_tables, opened.tables, opened.options)


async def read_table_file(
    leader: CurrentUser | None, raw: bytes, choices: TableChoices, now: datetime
) -> TableFile:
    """Read a table and find the people whom it names. `leader` None is the operator.

    Raises:
        Invalid: it is no table, or it lacks a column.
        TooLarge: it is larger than any rota, or names more than `MAX_ROTA_PEOPLE` people.
    """
    opened = await _open_file(leader, raw, choices, now)
    return await run_heavy_work(_read_opened, opened)


async def _open_file(
    leader: CurrentUser | None, raw: bytes, choices: TableChoices, now: datetime
) -> _OpenFile:
    zone = leader.zone if leader else "UTC"
    language = leader.language if leader else "en"
    directory = await load_people_in_scope(leader)
    options = TableOptions(
        make_rota_window(to_local_day(now, zone)),
        choices.dates,
        zone,
        language,
        find_order_of_region(language, zone),
        directory.known,
        choices.columns or (),
        week=choices.week,
    )
    tables = await run_heavy_work(open_tables, raw, options)
    if leader is not None and choices.columns is None:
        options = await _apply_remembered_columns(leader, tables, options)
    return _OpenFile(tables, directory, options)


async def _apply_remembered_columns(
    leader: CurrentUser, tables: Sequence[Table], options: TableOptions
) -> TableOptions:
    """Use what the team said about tables with the same headers."""
    signatures = [make_table_signature(table, options.zone) for table in tables]
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_REMEMBERED_COLUMNS, leader.team, signatures)
    if row is None:
        return options
    return replace(
        options,
        fields=[name or None for name in row["fields"]],
        fields_by="remembered",
        order_of_region=row["dates"] or options.order_of_region,
    )


def _read_opened(opened: _OpenFile) -> TableFile:
    recognised = recognise_tables(opened.tables, opened.options)
    table = read_table(recognised, opened.options)
    names = dict.fromkeys(entry.person for entry in table.entries)
    if len(names) > MAX_ROTA_PEOPLE:
        raise TooLarge("rota.too_many_people", max_people=MAX_ROTA_PEOPLE)
    found, unknown = opened.directory.find(names, table.person_key)
    logins = {name: person.login for name, person in found.items()}
    days, contradictions = merge_entries(
        table.entries, lambda name: f"login {logins[name]}" if name in logins else name
    )
    in_lines: list[InputProblem] = [*table.problems, *contradictions]
    problems = [*in_lines[:MAX_ROTA_PROBLEMS], *unknown]
    people = {person.id: person for person in found.values()}
    shifts = {
        people[number]: [
            day for day, works in days[f"login {people[number].login}"].items() if works
        ]
        for number in sorted(people)
    }
    return TableFile(
        table,
        RotaFile(days, tuple(problems), table.person_key),
        shifts,
        make_table_signature(recognised.rota.table, opened.options.zone),
        opened.options.fields,
    )
