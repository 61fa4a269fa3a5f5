"""Rotas as lists: a line for a person and a day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from learning.rules.rota.column_headers import ColumnField
from learning.rules.rota.column_profiles import TIME_PATTERN
from learning.rules.rota.date_order import settle_order
from learning.rules.rota.day_off_words import means_day_off
from learning.rules.rota.folding import fold_text
from learning.rules.rota.rota import PersonKey, RotaFault
from learning.rules.rota.table_columns import Column
from learning.rules.rota.table_lines import Table, TableLine
from learning.rules.rota.table_reading import (
    LINE_WORDS,
    MAX_ECHOED_CHARS,
    EntryCollector,
    RotaTable,
    TableOptions,
    is_not_in_force,
    is_total,
    is_unassigned,
)
from learning.rules.rota.written_dates import read_written_date

YES_WORDS = frozenset(fold_text(word) for word in LINE_WORDS["yes"])
NO_WORDS = frozenset(fold_text(word) for word in LINE_WORDS["no"])
MAX_SHIFT_DAYS = 2
"""A shift ends on its own day or the next."""
MAX_LEAVE_DAYS = 366
MISSING_CODE_BY_PERSON_KEY: Mapping[PersonKey, str] = {
    "login": "rota.missing_login",
    "name": "rota.missing_name",
}
MIDNIGHT = re.compile(r"(?:^|[\sT])(?:0?0:00(?::00)?|12(?::00)?(?::00)?\s?[aA]\.?[mM]\.?)Z?$")
MIN_GROUPED_LINES, MIN_BLANK_SHARE = 3, 0.3
"""Where so many lines have no name or day, it stands once for all lines of its group.

It does not where it is repeated from line to line: then a line without it lacks it.
"""


@dataclass(frozen=True, slots=True)
class ListLayout:
    """Where a list begins, and its columns."""

    header: TableLine | None
    columns: Sequence[Column]
    lines: Sequence[TableLine]

    def list_indexes(self, *names: ColumnField) -> list[int]:
        """List the columns of some fields, in the order of the fields."""
        return [one.index for name in names for one in self.columns if one.field == name]

    @property
    def date_index(self) -> int:
        """The column that says the day: that of the date, else of the start."""
        return self.list_indexes("date", "start")[0]

    @property
    def person_key(self) -> PersonKey:
        """How the list names people."""
        return "login" if self.list_indexes("login") else "name"

    def get_person(self, line: TableLine) -> str:
        """Return whom a line is about, as written."""
        indexes = self.list_indexes("login") or self.list_indexes("name", "first_name", "last_name")
        return " ".join(cell for index in indexes if (cell := line.get_cell(index)))


def read_list(table: Table, layout: ListLayout, options: TableOptions) -> RotaTable:
    """Read a list. A line that cannot be used becomes a problem; the other lines are read."""
    lines = _fill_groups(layout)
    written = [
        found
        for line in lines
        for index in layout.list_indexes("date", "end_date", "start", "end")
        if (found := read_written_date(line.get_cell(index), options.zone))
    ]
    order = settle_order(options.dates, written, options.window, options.order_of_region)
    collector = EntryCollector(options, order)
    for line in lines:
        try:
            _read_line(line, layout, collector)
        except RotaFault as fault:
            collector.add_problem(line.number, fault.code, **fault.values)
    return collector.make_table("list", layout.columns, layout.person_key, table.name)


def _fill_groups(layout: ListLayout) -> list[TableLine]:
    """Write names and days that stand once for a group of lines into each of them."""
    lines = [line for line in layout.lines if len(line.filled_columns) > 1]
    people = layout.list_indexes("login", "name", "first_name", "last_name")
    filled = list(layout.lines)
    for indexes in (people, [layout.date_index]):
        values = [tuple(line.get_cell(index) for index in indexes) for line in lines]
        blank = sum(not any(value) for value in values)
        is_repeated = any(any(value) and value == before for before, value in pairwise(values))
        is_grouped = len(lines) >= MIN_GROUPED_LINES and blank >= MIN_BLANK_SHARE * len(lines)
        if is_grouped and not is_repeated:
            filled = _carry_down(filled, indexes, layout)
    return filled


def _carry_down(
    lines: Sequence[TableLine], indexes: Sequence[int], layout: ListLayout
) -> list[TableLine]:
    filled, last = [], dict.fromkeys(indexes, "")
    for line in lines:
        cells = list(line.cells) + [""] * (max(indexes) + 1 - len(line.cells))
        if any(cells[index] for index in indexes):
            last = {index: cells[index] for index in indexes}
        elif len(line.filled_columns) > 1 and not _is_of_nobody(line, layout):
            for index, cell in last.items():
                cells[index] = cell
        filled.append(TableLine(line.number, tuple(cells)))
    return filled


def _is_of_nobody(line: TableLine, layout: ListLayout) -> bool:
    """Say whether a line without a name says that its shift is open."""
    marks = [one.index for one in layout.columns if is_unassigned(one.header)]
    return any(is_unassigned(cell) for cell in line.cells) or any(
        fold_text(line.get_cell(index)) in YES_WORDS for index in marks
    )


def _read_line(line: TableLine, layout: ListLayout, collector: EntryCollector) -> None:
    """Read one line into entries, a problem or a note."""
    person = layout.get_person(line)
    first_cell = next(cell for cell in line.cells if cell)
    if _is_left_out(line, person, layout, collector):
        collector.add_note(line.number, "rota.line_left_out", first_cell)
        return
    is_open = is_unassigned(person) if person else _is_of_nobody(line, layout)
    if is_open and not collector.options.known.has_name(person):
        collector.add_note(line.number, "rota.shift_of_nobody", first_cell)
        return
    if any(is_not_in_force(line.get_cell(index)) for index in layout.list_indexes("kind")):
        collector.add_note(line.number, "rota.line_not_in_force", first_cell)
        _take_out_shift(line, person, layout, collector)
        return
    if not person:
        raise RotaFault(MISSING_CODE_BY_PERSON_KEY[layout.person_key])
    first = collector.find_day(line.get_cell(layout.date_index))
    works, is_explicit = _find_works(line, layout)
    last = _find_last_day(line, layout, collector, first)
    if works:
        if (last - first).days >= MAX_SHIFT_DAYS:
            raise RotaFault("rota.event_too_long", days=(last - first).days + 1)
        last = first
    collector.add_days(line.number, person, first, last, works=works, is_explicit=is_explicit)


def _take_out_shift(
    line: TableLine, person: str, layout: ListLayout, collector: EntryCollector
) -> None:
    """Take out a shift that does not take place. Leave that was declined says nothing of its day.

    Another line may still give the person a shift that day.
    """
    works, _ = _find_works(line, layout)
    if works and person:
        day = collector.find_day(line.get_cell(layout.date_index))
        collector.add(line.number, person, day, works=False, is_explicit=False)


def _is_left_out(
    line: TableLine, person: str, layout: ListLayout, collector: EntryCollector
) -> bool:
    """Say whether a line is a sum, a title, a footer, or the header once more."""
    if layout.header is not None and line.cells == layout.header.cells:
        return True
    known = collector.options.known
    first_cell = next(cell for cell in line.cells if cell)
    if is_total(person or first_cell) and not known.has_name(person):
        return True
    is_known = known.has_name(first_cell) or known.has_login(first_cell)
    has_day = read_written_date(line.get_cell(layout.date_index)) is not None
    return len(line.filled_columns) == 1 and not has_day and not is_known


def _find_works(line: TableLine, layout: ListLayout) -> tuple[bool, bool]:
    """Say whether a line is a shift, and whether it says so with a word."""
    for text in (fold_text(line.get_cell(index)) for index in layout.list_indexes("works")):
        if text in YES_WORDS | NO_WORDS:
            return text in YES_WORDS, True
        if text and (means_day_off(text) or TIME_PATTERN.fullmatch(text)):
            return not means_day_off(text), True
        if text:
            raise RotaFault("rota.neither_yes_nor_no", text=text[:MAX_ECHOED_CHARS])
    kinds = [line.get_cell(index) for index in layout.list_indexes("kind")]
    indexes = layout.list_indexes("shift", "start", "end") or layout.list_indexes("hours")
    shifts = [line.get_cell(index) for index in indexes]
    if any(text and means_day_off(text) for text in (*kinds, *shifts)):
        return False, True
    if not indexes:
        return True, True
    has_shift = any(shifts)
    return has_shift, has_shift


def _find_last_day(
    line: TableLine, layout: ListLayout, collector: EntryCollector, first: date
) -> date:
    """Return the last day of a line. An end at midnight is the end of the day before."""
    texts = [line.get_cell(index) for index in layout.list_indexes("end_date", "end")]
    for text in texts:
        written = read_written_date(text, collector.options.zone)
        if written is None:
            continue
        last = collector.resolve_day(written, text)
        if last < first:
            raise RotaFault("rota.ends_before_start")
        if (last - first).days > MAX_LEAVE_DAYS:
            raise RotaFault("rota.event_too_long", days=(last - first).days + 1)
        is_midnight = last > first and any(MIDNIGHT.search(one) for one in texts)
        return last - timedelta(days=1) if is_midnight else last
    return first
