"""Read rota tables as the application does, without a database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from learning.rules.people.logins import normalise_login
from learning.rules.refusals import InputProblem
from learning.rules.rota.column_profiles import KnownPeople
from learning.rules.rota.person_names import list_person_keys
from learning.rules.rota.rota import make_rota_window
from learning.rules.rota.rota_table import (
    merge_entries,
    open_tables,
    read_table,
    recognise_tables,
)
from learning.rules.rota.table_reading import RotaTable, TableOptions

TODAY = date(2026, 12, 1)
WINDOW = make_rota_window(TODAY)
TEAM = ("Tess Bakerman", "Anna Lee", "Bo Chan")


@dataclass(frozen=True)
class ReadRota:
    """The days of each person, the faults and notes as codes by line, and the table itself."""

    days: Mapping[str, Mapping[date, bool]]
    problems: Sequence[tuple[int, str]]
    notes: Sequence[tuple[int, str]]
    table: RotaTable

    def list_shifts(self, person: str) -> list[int]:
        """List the days of the month on which a person works."""
        return sorted(day.day for day, works in self.days.get(person, {}).items() if works)

    def list_days_off(self, person: str) -> list[int]:
        """List the days of the month on which a person is off."""
        return sorted(day.day for day, works in self.days.get(person, {}).items() if not works)


def read_rota_table(raw: bytes, options: TableOptions) -> RotaTable:
    """Read a table file at once: open it, recognise its columns, and read its days.

    Raises:
        Invalid: it is no table, lacks a column, or its days have no week.
        TooLarge: it is larger than any rota.
    """
    return read_table(recognise_tables(open_tables(raw, options), options), options)


def make_known_people(names: Iterable[str]) -> KnownPeople:
    """Make the people whom the sender leads."""
    listed = list(names)
    keys = {key for name in listed for key in list_person_keys(name)}
    return KnownPeople(frozenset(keys), frozenset(normalise_login(name) for name in listed))


def read_rota(
    content: str | bytes, *, team: Iterable[str] = TEAM, encoding: str = "utf-8", **options: Any
) -> ReadRota:
    """Read a table as a leader of a team in London sends it on 1 December 2026."""
    raw = content if isinstance(content, bytes) else content.encode(encoding)
    known = make_known_people(team)
    table = read_rota_table(raw, TableOptions(WINDOW, known=known, **options))
    days, contradictions = merge_entries(table.entries, str)
    return ReadRota(
        days,
        list_codes([*table.problems, *contradictions]),
        list_codes(note for note in table.notes if "line" in note.values),
        table,
    )


def list_codes(problems: Iterable[InputProblem]) -> list[tuple[int, str]]:
    """List problems as pairs of line and code."""
    return [(int(str(problem.values["line"])), problem.code) for problem in problems]


def make_workbook(
    rows: Sequence[Sequence[object]], *, merged: Sequence[str] = (), name: str = "Rota"
) -> bytes:
    """Make a workbook with one sheet. Days are typed cells. `merged` are ranges such as "A1:C1"."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as workbook:
        day_format = workbook.add_format({"num_format": "ddd d/m/yy"})
        sheet = workbook.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, day_format)
                elif cell not in (None, ""):
                    sheet.write(row, column, cell)
        for span in merged:
            first = span.split(":")[0]
            row, column = int(first[1:]) - 1, ord(first[0]) - ord("A")
            cell = rows[row][column]
            is_day = isinstance(cell, date)
            sheet.merge_range(span, cell, day_format if is_day else None)
    return content.getvalue()
