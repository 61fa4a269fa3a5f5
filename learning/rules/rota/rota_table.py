"""Rotas as tables: CSV in any dialect, and Excel workbooks (XLSX).

`open_tables` reads the file, `recognise_tables` says what its columns are, `read_table` reads the
days. `merge_entries` joins what a table says of one person on several lines.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from learning.rules.refusals import InputProblem, make_line_problem
from learning.rules.rota.grid_layout import GridLayout
from learning.rules.rota.grid_table import read_grid
from learning.rules.rota.list_table import ListLayout, read_list
from learning.rules.rota.people_across_table import read_people_across
from learning.rules.rota.table_layout import (
    RecognisedTable,
    make_missing_columns_error,
    recognise_table,
)
from learning.rules.rota.table_lines import Table, make_no_table_error
from learning.rules.rota.table_reading import RotaEntry, RotaTable, TableOptions
from learning.rules.rota.text_table import read_text_table
from learning.rules.rota.workbook_table import (
    OLD_EXCEL_MARK,
    ZIP_MARK,
    read_workbook_tables,
)

CONTRADICTION_CODE_BY_WORKS = {
    True: "rota.other_line_says_off",
    False: "rota.other_line_says_works",
}
PRINTED_MARKS = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
"""The marks of what is for the eye only: PDF and pictures."""
HTML_BEGINNINGS = (b"<html", b"<!doctype html", b"<table")


@dataclass(frozen=True, slots=True)
class RecognisedTables:
    """The table of a file that holds the rota, and the names of sheets that were left out."""

    rota: RecognisedTable
    other_sheets: Sequence[str] = ()


def open_tables(raw: bytes, options: TableOptions) -> list[Table]:
    """Read the tables of a file: one of a text file, the visible sheets of a workbook.

    Raises:
        Invalid: it is no table.
        TooLarge: it is larger than any rota.
    """
    if raw.startswith(ZIP_MARK):
        tables = read_workbook_tables(raw)
    elif raw.startswith(OLD_EXCEL_MARK):
        raise make_no_table_error(make_line_problem(1, "rota.old_workbook"))
    elif raw.startswith(PRINTED_MARKS):
        raise make_no_table_error(make_line_problem(1, "rota.printed"))
    elif raw.lstrip()[:20].lower().startswith(HTML_BEGINNINGS):
        raise make_no_table_error(make_line_problem(1, "rota.web_page"))
    else:
        tables = [read_text_table(raw, options.language, options.zone)]
    return tables or [Table("", ())]


def recognise_tables(tables: Sequence[Table], options: TableOptions) -> RecognisedTables:
    """Recognise the table that holds the rota: the first that lacks nothing, else the first."""
    recognised = [recognise_table(table, options) for table in tables]
    chosen = next((one for one in recognised if one.layout is not None), recognised[0])
    others = [table.name for table in tables if table.name != chosen.table.name]
    return RecognisedTables(chosen, others)


def read_table(recognised: RecognisedTables, options: TableOptions) -> RotaTable:
    """Read the days of a table that was recognised.

    Raises:
        Invalid: it lacks a column, or its days have no week.
        TooLarge: it has more days than any rota.
    """
    found = recognised.rota
    match found.layout:
        case None:
            raise make_missing_columns_error(found)
        case GridLayout() as grid:
            read = read_grid(found.table, grid, options)
        case ListLayout() as columns:
            read = read_list(found.table, columns, options)
        case people:
            read = read_people_across(found.table, people, options)
    sheets = [
        InputProblem(name, "rota.sheet_left_out", {"sheet": found.table.name})
        for name in recognised.other_sheets
    ]
    problems = sorted([*found.table.problems, *read.problems], key=_get_line)
    return replace(read, problems=problems, notes=[*sheets, *read.notes])


def _get_line(problem: InputProblem) -> int:
    return int(str(problem.values["line"]))


def merge_entries(
    entries: Sequence[RotaEntry], find_person: Callable[[str], str]
) -> tuple[Mapping[str, Mapping[date, bool]], list[InputProblem]]:
    """Join the entries of each person, whatever the spelling, into days.

    An empty cell beside a shift says nothing. Words that contradict each other are a problem of
    the later line.
    """
    days: dict[str, dict[date, bool]] = {}
    explicit: dict[tuple[str, date], bool] = {}
    problems = []
    for entry in entries:
        person = find_person(entry.person)
        person_days = days.setdefault(person, {})
        if not entry.is_explicit:
            person_days.setdefault(entry.day, entry.works)
            continue
        if explicit.setdefault((person, entry.day), entry.works) != entry.works:
            code = CONTRADICTION_CODE_BY_WORKS[entry.works]
            problems.append(make_line_problem(entry.line, code, person=entry.person))
            continue
        person_days[entry.day] = entry.works
    return days, problems
