"""What the columns of a table hold: recognised by their headers, and by their values.

Where several columns have a fitting header, their values decide; where none has, a column is
recognised by its values alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from learning.rules.rota.column_headers import ColumnField
from learning.rules.rota.column_profiles import (
    MAX_PROFILED_LINES,
    ColumnProfile,
    KnownPeople,
    profile_column,
)
from learning.rules.rota.folding import fold_text
from learning.rules.rota.table_lines import TableLine

RecognisedBy = Literal["header", "values", "chosen", "remembered", "nothing"]

SINGLE_FIELDS: tuple[ColumnField, ...] = ("end_date", "start", "end", "works", "hours")
"""Fields of one column, after those of the day and the person."""
REPEATED_FIELDS: tuple[ColumnField, ...] = ("shift", "kind", "ignore")
"""Fields that several columns can have."""
DATE_FIELDS: tuple[ColumnField, ...] = ("date", "start")
PERSON_FIELDS: tuple[ColumnField, ...] = ("login", "name")
SAMPLE_VALUES, SAMPLE_CHARS = 3, 40
MIN_SHARE, CLEAR_SHARE = 0.5, 0.8
"""The share of a column's values that supports its header, and that needs none."""
TIME_OF_DAY = re.compile(r"\d[:h]\d{2}|\d\s?[ap]\.?m|\s\d{1,2}\.\d{2}$")


@dataclass(frozen=True, slots=True)
class Column:
    """A column, what it holds, and how that is known."""

    index: int
    header: str
    field: ColumnField | None = None
    recognised_by: RecognisedBy = "nothing"
    sample: tuple[str, ...] = ()


def list_columns(header: TableLine | None, lines: Sequence[TableLine]) -> list[Column]:
    """List the columns of a table with a sample of their values, not yet recognised."""
    shown = lines[:MAX_PROFILED_LINES]
    width = max([len(header.cells) if header else 0, *(len(line.cells) for line in lines)])
    columns = []
    for index in range(width):
        values = dict.fromkeys(cell for line in shown if (cell := line.get_cell(index)))
        sample = tuple(value[:SAMPLE_CHARS] for value in list(values)[:SAMPLE_VALUES])
        columns.append(Column(index, header.get_cell(index) if header else "", sample=sample))
    return columns


def recognise_columns(
    columns: Sequence[Column], lines: Sequence[TableLine], known: KnownPeople, zone: str
) -> list[Column]:
    """Recognise what each column of a list holds. Columns with a field keep it."""
    profiles = [profile_column(one.index, one.header, lines, known, zone) for one in columns]
    assigned = _Assignment(list(columns), profiles)
    assigned.assign_dates()
    assigned.assign_people()
    for name in SINGLE_FIELDS:
        assigned.assign_by_header(name)
    assigned.assign_rest()
    return assigned.columns


@dataclass(slots=True)
class _Assignment:
    """Columns while they are being recognised, with the profiles of their values."""

    columns: list[Column]
    profiles: list[ColumnProfile]

    def find(self, name: ColumnField) -> int | None:
        """Return the column of a field that was assigned."""
        return next((one.index for one in self.columns if one.field == name), None)

    def assign(self, index: int, name: ColumnField, by: RecognisedBy) -> None:
        self.columns[index] = replace(self.columns[index], field=name, recognised_by=by)

    def list_free(self, name: ColumnField | None = None) -> list[int]:
        """List the columns without a field, or those whose header fits one."""
        return [
            column.index
            for column, profile in zip(self.columns, self.profiles, strict=True)
            if column.field is None and (name is None or name in profile.header_fields)
        ]

    def assign_by_header(self, name: ColumnField) -> None:
        if self.find(name) is None and (fitting := self.list_free(name)):
            self.assign(fitting[0], name, "header")

    def assign_dates(self) -> None:
        """Assign the column of the day: a fitting header with days, or days alone, or a header."""
        if self.find("date") is not None:
            return
        for name in DATE_FIELDS:
            fitting = [at for at in self.list_free(name) if self.profiles[at].dates >= MIN_SHARE]
            if fitting:
                best = max(fitting, key=lambda at: self.profiles[at].dates)
                self.assign(best, name if self._has_times(best) else "date", "header")
                return
        named = [at for at in self.list_free("date") if not self.profiles[at].filled]
        unlisted = [
            at
            for at in self.list_free()
            if self.profiles[at].dates >= CLEAR_SHARE and not self.profiles[at].header_fields
        ]
        if unlisted and not named:
            self.assign(unlisted[0], "date", "values")
        else:
            self.assign_by_header("date")

    def _has_times(self, index: int) -> bool:
        return any(TIME_OF_DAY.search(fold_text(value)) for value in self.columns[index].sample)

    def assign_people(self) -> None:
        """Assign the columns that say who: login, name, or first and last name."""
        if any(self.find(name) is not None for name in PERSON_FIELDS):
            return
        logins = self._find_best("login")
        names = self._find_best("name")
        knows_names_only = (
            logins is not None
            and names is not None
            and self.profiles[logins].logins == 0 < self.profiles[names].names
        )
        if logins is not None and not knows_names_only:
            self.assign(logins, "login", "header")
            return
        if names is not None:
            self.assign(names, "name", "header")
            return
        self._assign_parts_of_names()
        if self.find("first_name") is None and self.find("name") is None:
            self._assign_people_by_values()

    def _find_best(self, name: Literal["login", "name"]) -> int | None:
        """Return the column with a fitting header that holds most known people."""
        fitting = self.list_free(name)
        known = {at: max(self.profiles[at].names, self.profiles[at].logins) for at in fitting}
        return max(fitting, key=known.__getitem__, default=None)

    def _assign_parts_of_names(self) -> None:
        """Assign first and last names. One of them alone is taken as the name."""
        first, last = self.list_free("first_name"), self.list_free("last_name")
        if first and last and first[0] != last[0]:
            self.assign(first[0], "first_name", "header")
            self.assign(last[0], "last_name", "header")
        elif first or last:
            self.assign((first or last)[0], "name", "header")

    def _assign_people_by_values(self) -> None:
        """Assign the column that holds most known people, as names or as logins."""
        free = self.list_free()
        known = {at: max(self.profiles[at].names, self.profiles[at].logins) for at in free}
        best = max(free, key=known.__getitem__, default=None)
        if best is not None and known[best] >= MIN_SHARE:
            are_names = self.profiles[best].names >= self.profiles[best].logins
            self.assign(best, "name" if are_names else "login", "values")

    def assign_rest(self) -> None:
        """Assign what several columns can hold, and times without a header."""
        for name in REPEATED_FIELDS:
            for at in self.list_free(name):
                self.assign(at, name, "header")
        has_shift = self.find("start") is not None or self.find("shift") is not None
        for at in self.list_free():
            profile = self.profiles[at]
            if not has_shift and profile.times >= MIN_SHARE:
                self.assign(at, "shift", "values")
            elif profile.has_leave:
                self.assign(at, "kind", "values")
