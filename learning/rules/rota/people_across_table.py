"""Rotas with days down and people across: a column for each person."""

from collections.abc import Sequence
from dataclasses import dataclass

from learning.rules.rota.column_profiles import MAX_PROFILED_LINES
from learning.rules.rota.date_order import settle_order
from learning.rules.rota.day_off_words import means_day_off
from learning.rules.rota.rota import RotaFault
from learning.rules.rota.table_columns import CLEAR_SHARE, Column, list_columns
from learning.rules.rota.table_lines import Table, TableLine
from learning.rules.rota.table_reading import EntryCollector, RotaTable, TableOptions
from learning.rules.rota.written_dates import read_written_date

MAX_LINES_ABOVE = 40


@dataclass(frozen=True, slots=True)
class PeopleAcrossLayout:
    """The column of the days, and the person of each other column."""

    date_index: int
    people: dict[int, str]
    lines: Sequence[TableLine]


def find_people_across(table: Table, options: TableOptions) -> PeopleAcrossLayout | None:
    """Find a line of known people above a column of days; None if there is none."""
    for at, header in enumerate(table.lines[:MAX_LINES_ABOVE]):
        people = {
            column: cell
            for column, cell in enumerate(header.cells)
            if cell and options.known.has_name(cell)
        }
        lines = table.lines[at + 1 :]
        if not people or not lines or read_written_date(header.cells[0], options.zone):
            continue
        shown = lines[:MAX_PROFILED_LINES]
        for column in range(min(people)):
            days = [read_written_date(line.get_cell(column), options.zone) for line in shown]
            if sum(day is not None for day in days) >= CLEAR_SHARE * len(shown):
                others = {
                    index: cell
                    for index, cell in enumerate(header.cells)
                    if index > column and cell and index >= min(people)
                }
                return PeopleAcrossLayout(column, others, lines)
    return None


def read_people_across(
    table: Table, layout: PeopleAcrossLayout, options: TableOptions
) -> RotaTable:
    """Read a table of days down and people across."""
    texts = [line.get_cell(layout.date_index) for line in layout.lines]
    written = [found for text in texts if (found := read_written_date(text, options.zone))]
    order = settle_order(options.dates, written, options.window, options.order_of_region)
    collector = EntryCollector(options, order)
    for line in layout.lines:
        try:
            day = collector.find_day(line.get_cell(layout.date_index))
            for column, person in layout.people.items():
                text = line.get_cell(column)
                works = bool(text) and not means_day_off(text)
                collector.add(line.number, person, day, works=works, is_explicit=bool(text))
        except RotaFault as fault:
            collector.add_problem(line.number, fault.code, **fault.values)
    columns = [
        Column(one.index, one.header, "date", "values", one.sample)
        for one in list_columns(None, layout.lines)[: layout.date_index + 1]
        if one.index == layout.date_index
    ]
    return collector.make_table("people_across", columns, "name", table.name)
