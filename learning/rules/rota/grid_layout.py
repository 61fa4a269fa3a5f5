"""Where the days and the people of a grid stand. Weeks may stand below each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from learning.rules.rota.column_headers import find_header_fields
from learning.rules.rota.grid_days import (
    DayHeader,
    WeekTitle,
    find_week_title,
    read_day_header,
)
from learning.rules.rota.rota import PersonKey
from learning.rules.rota.table_columns import Column, list_columns, recognise_columns
from learning.rules.rota.table_lines import Table, TableLine
from learning.rules.rota.table_reading import (
    TableOptions,
    apply_chosen_fields,
)
from learning.rules.rota.written_dates import read_written_date

MAX_LINES_ABOVE = 40
"""Lines in which the first header of a grid is looked for."""
DAY_PART_FIELDS = frozenset(("start", "end", "shift", "kind", "hours", "ignore"))


@dataclass(frozen=True, slots=True)
class GridBlock:
    """A header with the lines below it, up to the next header.

    `parts` are the columns of each day; `week` is what a title says of the week.
    """

    header: DayHeader
    parts: Mapping[int, Sequence[int]]
    lines: Sequence[TableLine]
    week: WeekTitle | None


@dataclass(frozen=True, slots=True)
class GridLayout:
    """The blocks of a grid, and the columns that say who."""

    blocks: Sequence[GridBlock]
    columns: Sequence[Column]

    def list_person_indexes(self) -> list[int]:
        """List the columns that say who a line is about."""
        return [
            one.index
            for name in ("login", "name", "first_name", "last_name")
            for one in self.columns
            if one.field == name
        ]

    @property
    def person_key(self) -> PersonKey:
        """How the grid names people."""
        return "login" if any(one.field == "login" for one in self.columns) else "name"


def find_grid(table: Table, options: TableOptions) -> GridLayout | None:
    """Find the headers of a grid; None if the table is none."""
    blocks = list(_iterate_blocks(table, options.zone))
    if not blocks or _holds_dates_below(blocks[0], options.zone):
        return None
    first_day = min(min(block.header.columns) for block in blocks)
    lines = [line for block in blocks for line in block.lines]
    header = _join_headers(table.lines, blocks[0].header.at)
    columns = list_columns(header, lines)[:first_day]
    columns = apply_chosen_fields(columns, options)
    columns = recognise_columns(columns, lines, options.known, options.zone)
    return GridLayout(blocks, _name_people(columns))


def _holds_dates_below(block: GridBlock, zone: str) -> bool:
    """Say whether the lines below a header hold days too: then it is a line of a list."""
    cells = [
        cell
        for line in block.lines[:MAX_LINES_ABOVE]
        for column in block.header.columns
        if (cell := line.get_cell(column))
    ]
    dates = sum(read_written_date(cell, zone) is not None for cell in cells)
    return bool(block.header.dates) and dates * 2 > len(cells)


def _iterate_blocks(table: Table, zone: str) -> Iterator[GridBlock]:
    headers = _list_headers(table.lines, zone)
    for at, header in enumerate(headers):
        end = headers[at + 1].at if at + 1 < len(headers) else len(table.lines)
        first = header.at + 1
        parts, used = _find_day_parts(table.lines, header)
        last = header.at - 1 if header.is_numbered else header.at
        week = None if header.dates else find_week_title(table.lines, last, zone)
        yield GridBlock(header, parts, table.lines[first + used : end], week)


def _list_headers(lines: Sequence[TableLine], zone: str) -> list[DayHeader]:
    """List the lines that name days. Of two such lines together, that with the dates counts."""
    headers: list[DayHeader] = []
    for at in range(len(lines)):
        if not headers and at >= MAX_LINES_ABOVE:
            break
        header = read_day_header(lines, at, zone)
        if header is None or (headers and not _is_next_header(header, headers[0])):
            continue
        if headers and header.at <= headers[-1].at + 1:
            if header.dates and not headers[-1].dates:
                headers[-1] = header
            continue
        headers.append(header)
    return headers


def _is_next_header(header: DayHeader, first: DayHeader) -> bool:
    """Say whether a further line names days as the first header does, in the same columns."""
    is_alike = bool(header.dates) == bool(first.dates) or header.at == first.at + 1
    common = len(set(header.columns) & set(first.columns))
    is_month = bool(header.month_days) and not header.is_numbered
    return is_alike and not is_month and common * 2 > len(first.columns)


def _find_day_parts(
    lines: Sequence[TableLine], header: DayHeader
) -> tuple[dict[int, list[int]], int]:
    """Find the columns of each day, and how many lines below the header belong to it."""
    columns = header.columns
    below = [lines[at] for at in range(header.at + 1, min(header.at + 3, len(lines)))]
    parts_line = next((line for line in below if _names_day_parts(line, columns)), None)
    weekday_line = bool(below) and bool(read_day_header(lines, header.at + 1, "UTC"))
    used = (below.index(parts_line) + 1) if parts_line else int(weekday_line)
    steps = {later - earlier for earlier, later in pairwise(columns)}
    step = steps.pop() if len(steps) == 1 else 1
    parts: dict[int, list[int]] = {}
    for at, column in enumerate(columns):
        end = columns[at + 1] if at + 1 < len(columns) else column + step
        shares = [column]
        for other in range(column + 1, end):
            if step > 1 or (parts_line and parts_line.get_cell(other)):
                shares.append(other)
        if parts_line:
            ignored = {"ignore", "hours"}
            named = [
                one for one in shares if not find_header_fields(parts_line.get_cell(one)) & ignored
            ]
            shares = named or shares
        parts[column] = shares
    return parts, used


def _names_day_parts(line: TableLine, columns: Sequence[int]) -> bool:
    """Say whether a line below the days names their columns: start, end, break and so on."""
    cells = [cell for cell in line.cells[min(columns) :] if cell]
    named = [cell for cell in cells if find_header_fields(cell) & DAY_PART_FIELDS]
    return len(cells) > 1 and len(named) == len(cells)


def _join_headers(lines: Sequence[TableLine], at: int) -> TableLine:
    """Join the lines around a header: a name may stand in the line above or below the days."""
    near = [lines[at], *lines[at + 1 : at + 2], *lines[max(0, at - 1) : at]]
    width = max(len(line.cells) for line in near)
    cells = []
    for column in range(width):
        texts = [line.get_cell(column) for line in near]
        named = [text for text in texts if find_header_fields(text)]
        cells.append(next(iter(named or [lines[at].get_cell(column)])))
    return TableLine(lines[at].number, tuple(cells))


def _name_people(columns: list[Column]) -> list[Column]:
    """Take the first column with words as the names, where none was recognised."""
    if any(one.field in ("login", "name", "first_name") for one in columns):
        return columns
    for at, one in enumerate(columns):
        has_words = any(any(letter.isalpha() for letter in value) for value in one.sample)
        if has_words and one.field in (None, "kind", "shift"):
            columns[at] = replace(one, field="name", recognised_by="values")
            break
    return columns
