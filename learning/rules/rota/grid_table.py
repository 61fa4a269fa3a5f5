"""Rotas as grids: people down, days across. Several weeks may stand below each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from learning.rules.refusals import InputProblem, Invalid, make_line_problem
from learning.rules.rota.date_order import settle_order
from learning.rules.rota.day_off_words import means_day_off
from learning.rules.rota.grid_days import (
    DayHeader,
    WeekTitle,
    find_first_day_of_week,
    find_month,
    find_week_title,
    read_day_header,
)
from learning.rules.rota.rota import ROTA_FILE_PAST, PersonKey, RotaFault
from learning.rules.rota.table_columns import (
    Column,
    find_header_fields,
    list_columns,
    recognise_columns,
)
from learning.rules.rota.table_lines import Table, TableLine
from learning.rules.rota.table_reading import (
    EntryCollector,
    RotaTable,
    TableOptions,
    apply_chosen_fields,
    is_total,
    is_unassigned,
)
from learning.rules.rota.written_dates import read_written_date

MAX_LINES_ABOVE = 40
"""Lines in which the first header of a grid is looked for."""
DAY_PART_FIELDS = frozenset(("start", "end", "shift", "kind", "hours", "ignore"))
WEEKDAYS = 7


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
        week = None if header.dates else find_week_title(table.lines, header.at, zone)
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
        if headers and header.at == headers[-1].at + 1:
            if header.dates and not headers[-1].dates:
                headers[-1] = header
            continue
        headers.append(header)
    return headers


def _is_next_header(header: DayHeader, first: DayHeader) -> bool:
    """Say whether a further line names days as the first header does, in the same columns."""
    is_alike = bool(header.dates) == bool(first.dates) or header.at == first.at + 1
    common = len(set(header.columns) & set(first.columns))
    return is_alike and not header.month_days and common * 2 > len(first.columns)


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


def read_grid(table: Table, layout: GridLayout, options: TableOptions) -> RotaTable:
    """Read a grid. A line or a day that cannot be used becomes a problem.

    Raises:
        Invalid: its weekdays have no week, or no cell says anything.
    """
    written = [one for block in layout.blocks for one in block.header.dates.values()]
    written += [block.week.written for block in layout.blocks if block.week and block.week.written]
    order = settle_order(options.dates, written, options.window, options.order_of_region)
    collector = EntryCollector(options, order)
    for number, block in enumerate(layout.blocks):
        days = _find_days(table, block, number, collector)
        _read_block(block, days, layout, collector)
    if not any(entry.is_explicit for entry in collector.entries):
        problem = InputProblem("file", "rota.no_shift_written")
        raise Invalid("rota.empty_file", [*collector.problems, problem])
    return RotaTable(
        "grid",
        layout.columns,
        order,
        collector.entries,
        layout.person_key,
        table.name,
        collector.problems,
        collector.notes,
    )


def _find_days(
    table: Table, block: GridBlock, number: int, collector: EntryCollector
) -> dict[int, date]:
    """Return the day of each column of a block. The sender may say with which week it begins."""
    header, line = block.header, table.lines[block.header.at]
    if header.dates:
        return _resolve_dates(header, line, collector)
    today = collector.options.window.first + ROTA_FILE_PAST
    if header.month_days:
        month = find_month(table.lines, header.at, today)
        if month is None:
            raise Invalid("rota.no_week", [make_line_problem(line.number, "rota.name_the_month")])
        return _number_days(header, month)
    if week := collector.options.week:
        return _place_weekdays(header, week + timedelta(days=WEEKDAYS * number))
    start = _find_week_start(block, today, collector)
    if start is None:
        raise Invalid("rota.no_week", [InputProblem("week", "rota.name_the_week")])
    return _place_weekdays(header, start)


def _resolve_dates(
    header: DayHeader, line: TableLine, collector: EntryCollector
) -> dict[int, date]:
    days = {}
    for column, written in header.dates.items():
        try:
            days[column] = collector.resolve_day(written, line.get_cell(column))
        except RotaFault as fault:
            collector.add_problem(line.number, fault.code, **fault.values)
    return days


def _find_week_start(block: GridBlock, today: date, collector: EntryCollector) -> date | None:
    if block.week is None:
        return None
    day = None
    if block.week.written is not None:
        try:
            day = collector.resolve_day(block.week.written, "")
        except RotaFault:
            return None
    return find_first_day_of_week(block.week, day, today)


def _place_weekdays(header: DayHeader, start: date) -> dict[int, date]:
    """Give each weekday its day: the first from the beginning of the week, in order."""
    days, earliest = {}, start
    for column in header.columns:
        ahead = (header.weekdays[column] - earliest.isoweekday()) % WEEKDAYS
        earliest += timedelta(days=ahead)
        days[column] = earliest
    return days


def _number_days(header: DayHeader, month: tuple[int, int]) -> dict[int, date]:
    days = {}
    for column, number in header.month_days.items():
        try:
            days[column] = date(*month, number)
        except ValueError:
            continue
    return days


def _read_block(
    block: GridBlock, days: Mapping[int, date], layout: GridLayout, collector: EntryCollector
) -> None:
    indexes, person = layout.list_person_indexes(), ""
    for line in block.lines:
        named = " ".join(cell for index in indexes if (cell := line.get_cell(index)))
        texts = {
            column: " ".join(filled)
            for column in days
            if (filled := [cell for one in block.parts[column] if (cell := line.get_cell(one))])
        }
        if reason := _find_reason_to_leave_out(line, named, texts, person, collector):
            collector.add_note(line.number, reason, next(cell for cell in line.cells if cell))
            continue
        is_first, person = bool(named), named or person
        for column, day in days.items():
            text = texts.get(column, "")
            if not text and not is_first:
                continue
            try:
                collector.add(
                    line.number,
                    person,
                    day,
                    works=bool(text) and not means_day_off(text),
                    is_explicit=bool(text),
                )
            except RotaFault as fault:
                collector.add_problem(line.number, fault.code, **fault.values)


def _find_reason_to_leave_out(
    line: TableLine,
    named: str,
    texts: Mapping[int, str],
    person_above: str,
    collector: EntryCollector,
) -> str | None:
    """Return the code of a note for a line that is no person's; None for a person's line.

    A line without a name belongs to the person above it, if it has words or times. A line with a
    name alone is a heading, unless the name is known.
    """
    known = collector.options.known
    if known.has_name(named) or known.has_login(named):
        return None
    if is_unassigned(named):
        return "rota.shift_of_nobody"
    first_cell = next(cell for cell in line.cells if cell)
    if is_total(named or first_cell):
        return "rota.line_left_out"
    if not named:
        has_words = any(not text.replace(".", "").isdigit() for text in texts.values())
        return None if has_words and person_above else "rota.line_left_out"
    return None if texts else "rota.line_left_out"
