"""Which kind of table a rota is, and where its header stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from learning.rules.refusals import InputProblem, Invalid, make_line_problem
from learning.rules.rota.column_headers import find_header_fields, make_header_key
from learning.rules.rota.grid_days import read_day_header
from learning.rules.rota.grid_layout import GridLayout, find_grid
from learning.rules.rota.list_table import ListLayout
from learning.rules.rota.people_across_table import PeopleAcrossLayout, find_people_across
from learning.rules.rota.table_columns import Column, list_columns, recognise_columns
from learning.rules.rota.table_lines import Table, TableLine
from learning.rules.rota.table_reading import TableOptions, apply_chosen_fields
from learning.rules.rota.written_dates import read_written_date

MAX_LINES_ABOVE = 40
"""Lines in which a header is looked for."""
MIN_HEADER_SCORE = 5
PERSON_FIELDS = frozenset(("login", "name", "first_name", "last_name"))
DAY_FIELDS = frozenset(("date", "start"))
NEEDED_FIELDS = (PERSON_FIELDS, DAY_FIELDS)
SCORE_OF_NEEDED, SCORE_OF_OTHERS = 4, 1
MAX_SIGNATURE_CHARS = 1000
MAX_NAMED_HEADERS, MAX_HEADER_CHARS = 12, 30
Layout = ListLayout | GridLayout | PeopleAcrossLayout


@dataclass(frozen=True, slots=True)
class RecognisedTable:
    """A table, its layout, its columns, and what it lacks: "date" or "person".

    `layout` is None where something is missing.
    """

    table: Table
    layout: Layout | None
    columns: Sequence[Column]
    missing: Sequence[str] = ()


def recognise_table(table: Table, options: TableOptions) -> RecognisedTable:
    """Recognise what a table is: a list by its headers, else a grid, else a list by its values."""
    at = _find_header(table)
    as_list = _recognise_list(table, at, options)
    is_named = at is not None and _count_needed(table.lines[at]) == len(NEEDED_FIELDS)
    if not as_list.missing and (is_named or _names_its_day(as_list)):
        return as_list
    grid = find_grid(table, options)
    if grid is not None:
        missing = () if grid.list_person_indexes() else ("person",)
        return RecognisedTable(table, None if missing else grid, grid.columns, missing)
    if across := find_people_across(table, options):
        return RecognisedTable(table, across, ())
    if at is None or not as_list.missing:
        return as_list
    headerless = _recognise_list(table, None, options)
    return as_list if headerless.missing else headerless


def _names_its_day(found: RecognisedTable) -> bool:
    """Say whether a header or the sender names the column of the day, not its values alone."""
    return any(
        one.field in DAY_FIELDS and one.recognised_by not in ("values", "nothing")
        for one in found.columns
    )


def make_missing_columns_error(found: RecognisedTable) -> Invalid:
    """Make the refusal of a table that lacks a column, with the columns that it has."""
    headers = [one.header or ", ".join(one.sample[:1]) for one in found.columns]
    named = [header[:MAX_HEADER_CHARS] for header in headers if header][:MAX_NAMED_HEADERS]
    line = found.table.lines[0].number if found.table.lines else 1
    problems: list[InputProblem] = [
        make_line_problem(line, f"rota.no_{name}_column", found=", ".join(named) or "-")
        for name in found.missing
    ]
    return Invalid("rota.no_column_names", problems)


def _find_header(table: Table) -> int | None:
    """Find the line with the most headers of a list, a person and a day among them."""
    scores = [_score_header(line) for line in table.lines[:MAX_LINES_ABOVE]]
    best = max(range(len(scores)), key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] >= MIN_HEADER_SCORE else None


def _score_header(line: TableLine) -> int:
    found = [fields for cell in line.cells if (fields := find_header_fields(cell))]
    if not found or any(read_written_date(cell) for cell in line.cells):
        return 0
    return _count_needed(line) * SCORE_OF_NEEDED + len(found) * SCORE_OF_OTHERS


def _count_needed(line: TableLine) -> int:
    """Count what a line names of that which a list must have: a person, and a day."""
    found = [find_header_fields(cell) for cell in line.cells]
    return sum(any(fields & group for fields in found) for group in NEEDED_FIELDS)


def _recognise_list(table: Table, at: int | None, options: TableOptions) -> RecognisedTable:
    if at is None:
        at = _find_line_above_days(table, options)
    header = None if at is None else table.lines[at]
    lines = table.lines if at is None else table.lines[at + 1 :]
    columns = apply_chosen_fields(list_columns(header, lines), options)
    columns = recognise_columns(columns, lines, options.known, options.zone)
    layout = ListLayout(header, columns, lines)
    fields = {one.field for one in columns}
    missing = [] if fields & PERSON_FIELDS else ["person"]
    has_day = "date" in fields or ("start" in fields and _has_days(layout, options))
    missing += [] if has_day else ["date"]
    shown = columns if header else _name_columns_of_first_line(columns, table)
    return RecognisedTable(table, None if missing else layout, shown, missing)


def _has_days(layout: ListLayout, options: TableOptions) -> bool:
    index = layout.date_index
    return any(read_written_date(line.get_cell(index), options.zone) for line in layout.lines)


def _find_line_above_days(table: Table, options: TableOptions) -> int | None:
    """Find a header with unknown words: the line above the first one with a day."""
    chosen = [index for index, name in enumerate(options.fields) if name in DAY_FIELDS]
    for at, line in enumerate(table.lines[: MAX_LINES_ABOVE + 1]):
        cells = [line.get_cell(index) for index in chosen] if chosen else line.cells
        if any(read_written_date(cell, options.zone) for cell in cells):
            return at - 1 if at else None
    return 0 if chosen and table.lines else None


def _name_columns_of_first_line(columns: Sequence[Column], table: Table) -> list[Column]:
    first = table.lines[0] if table.lines else TableLine(1, ())
    return [replace(one, header=first.get_cell(one.index)) for one in columns]


def make_table_signature(table: Table, zone: str) -> str:
    """Return what tables of one origin share: their headers, without the days of a grid."""
    at = _find_header(table)
    if at is None:
        shown = range(min(len(table.lines), MAX_LINES_ABOVE))
        at = next((one for one in shown if read_day_header(table.lines, one, zone)), 0)
    cells = table.lines[at].cells if table.lines else ()
    keys = ["" if read_written_date(cell, zone) else make_header_key(cell) for cell in cells]
    return ",".join(keys)[:MAX_SIGNATURE_CHARS]
