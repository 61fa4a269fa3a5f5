"""Rotas as grids: people down, days across."""

from collections.abc import Mapping
from datetime import date, timedelta

from learning.rules.refusals import InputProblem, Invalid, make_line_problem
from learning.rules.rota.date_order import settle_order
from learning.rules.rota.day_off_words import means_day_off
from learning.rules.rota.days import USABLE_YEARS
from learning.rules.rota.grid_days import (
    DayHeader,
    find_first_day_of_week,
    find_month,
    find_numbered_day,
)
from learning.rules.rota.grid_layout import GridBlock, GridLayout
from learning.rules.rota.rota import ROTA_FILE_PAST, RotaFault
from learning.rules.rota.table_lines import Table, TableLine
from learning.rules.rota.table_reading import (
    EntryCollector,
    RotaTable,
    TableOptions,
    is_total,
    is_unassigned,
)

WEEKDAYS = 7
MIDDLE_OF_MONTH = 15


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
    return collector.make_table("grid", layout.columns, layout.person_key, table.name)


def _find_days(
    table: Table, block: GridBlock, number: int, collector: EntryCollector
) -> dict[int, date]:
    """Return the day of each column of a block. The sender may say with which week it begins."""
    header, line = block.header, table.lines[block.header.at]
    if header.dates:
        return _resolve_dates(header, line, collector)
    today = collector.options.window.first + ROTA_FILE_PAST
    if header.is_numbered:
        return _find_numbered_days(
            header, line, _find_near_day(table, block, today, collector), collector
        )
    if header.month_days:
        month = find_month(table.lines, header.at, today)
        if month is None:
            raise Invalid("rota.no_week", [make_line_problem(line.number, "rota.name_the_month")])
        return _number_days(header, month)
    if week := _find_chosen_week(collector):
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


def _find_near_day(table: Table, block: GridBlock, today: date, collector: EntryCollector) -> date:
    """Return a day near those of a block: of its week, or of its month, or today."""
    week = _find_chosen_week(collector) or _find_week_start(block, today, collector)
    month = find_month(table.lines, block.header.at, today)
    return week or (date(*month, MIDDLE_OF_MONTH) if month else today)


def _find_numbered_days(
    header: DayHeader, line: TableLine, near: date, collector: EntryCollector
) -> dict[int, date]:
    days = {}
    for column, number in header.month_days.items():
        day = find_numbered_day(header.weekdays[column], number, near)
        if day is not None:
            days[column] = day
            continue
        values = {"text": line.get_cell(column), "example": collector.example}
        collector.add_problem(line.number, "rota.invalid_day", **values)
    return days


def _find_chosen_week(collector: EntryCollector) -> date | None:
    """Return the first day of the week that the sender chose, if it can be counted from."""
    week = collector.options.week
    return week if week and week.year in USABLE_YEARS else None


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
