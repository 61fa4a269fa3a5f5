"""What reading a rota table takes and gives: entries, findings, and how it was understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from learning.rules.refusals import InputProblem, TooLarge, make_line_problem
from learning.rules.rota.column_headers import ColumnField, make_header_key
from learning.rules.rota.column_profiles import KnownPeople
from learning.rules.rota.date_order import DateOrder, SettledOrder
from learning.rules.rota.rota import PersonKey, RotaFault, RotaWindow
from learning.rules.rota.table_columns import Column
from learning.rules.rota.word_lists import load_word_lists, merge_languages
from learning.rules.rota.written_dates import (
    InvalidDayTextError,
    NumberOrder,
    WrittenDate,
    read_written_date,
)

LayoutKind = Literal["list", "grid", "people_across"]
"""A line for a person and a day; people down and days across; days down and people across."""

DATE_EXAMPLES: Mapping[NumberOrder | None, str] = {
    None: "2026-12-24",
    "dmy": "24/12/2026",
    "mdy": "12/24/2026",
}
MAX_ECHOED_CHARS = 20
MAX_ROTA_ENTRIES = 200_000
"""Days of all people: 500 people for a year."""
MAX_LISTED_NOTES = 50

LINE_WORDS = {name: merge_languages(words) for name, words in load_word_lists("lines").items()}
TOTAL_KEYS = frozenset(make_header_key(word) for word in LINE_WORDS["totals"])
NOT_IN_FORCE_KEYS = frozenset(make_header_key(word) for word in LINE_WORDS["not_in_force"])
UNASSIGNED_KEYS = frozenset(make_header_key(word) for word in LINE_WORDS["unassigned"])


@dataclass(frozen=True, slots=True)
class TableOptions:
    """How a table is to be read.

    `zone` and `language` are those of the sender. `fields` are the fields of the columns in order,
    None where they are to be recognised; `fields_by` says who chose them.
    """

    window: RotaWindow
    dates: DateOrder = "auto"
    zone: str = "UTC"
    language: str = "en"
    order_of_region: NumberOrder = "dmy"
    known: KnownPeople = field(default_factory=KnownPeople)
    fields: Sequence[ColumnField | None] = ()
    fields_by: Literal["chosen", "remembered"] = "chosen"
    week: date | None = None


@dataclass(frozen=True, slots=True)
class RotaEntry:
    """What one line or cell says of a person and a day. An empty cell says off, not explicitly."""

    line: int
    person: str
    day: date
    works: bool
    is_explicit: bool = True


@dataclass(frozen=True, slots=True)
class RotaTable:
    """A table that was read, and how it was understood."""

    kind: LayoutKind
    columns: Sequence[Column]
    order: SettledOrder
    entries: Sequence[RotaEntry]
    person_key: PersonKey
    sheet: str = ""
    problems: Sequence[InputProblem] = ()
    notes: Sequence[InputProblem] = ()


@dataclass
class EntryCollector:
    """Entries, problems and notes while a table is read."""

    options: TableOptions
    order: SettledOrder
    entries: list[RotaEntry] = field(default_factory=list)
    problems: list[InputProblem] = field(default_factory=list)
    notes: list[InputProblem] = field(default_factory=list)

    def add(self, line: int, person: str, day: date, *, works: bool, is_explicit: bool) -> None:
        """Add what a line says of a day.

        Raises:
            RotaFault: the day is too far from today.
            TooLarge: there are more entries than any rota has.
        """
        window = self.options.window
        if day not in window:
            raise RotaFault(
                "rota.day_too_far",
                day=day.isoformat(),
                first=window.first.isoformat(),
                last=window.last.isoformat(),
            )
        if len(self.entries) >= MAX_ROTA_ENTRIES:
            raise TooLarge("rota.too_many_entries", max_entries=MAX_ROTA_ENTRIES)
        self.entries.append(RotaEntry(line, person, day, works, is_explicit))

    def add_days(
        self, line: int, person: str, first: date, last: date, *, works: bool, is_explicit: bool
    ) -> None:
        """Add what a line says of several days, both ends included."""
        for ahead in range((last - first).days + 1):
            day = first + timedelta(days=ahead)
            self.add(line, person, day, works=works, is_explicit=is_explicit)

    def add_problem(self, line: int, code: str, **values: object) -> None:
        """Add a fault of a line."""
        self.problems.append(make_line_problem(line, code, **values))

    def add_note(self, line: int, code: str, text: str) -> None:
        """Note a line that is no fault but was left out, with what it begins with."""
        if len(self.notes) < MAX_LISTED_NOTES:
            self.notes.append(make_line_problem(line, code, text=text[:MAX_ECHOED_CHARS]))

    def make_table(
        self, kind: LayoutKind, columns: Sequence[Column], person_key: PersonKey, sheet: str
    ) -> RotaTable:
        """Make the table of all that was added."""
        return RotaTable(
            kind,
            columns,
            self.order,
            self.entries,
            person_key,
            sheet,
            self.problems,
            self.notes,
        )

    def find_day(self, text: str) -> date:
        """Return the day that a text names.

        Raises:
            RotaFault: it names none.
        """
        written = read_written_date(text, self.options.zone)
        return self.resolve_day(written, text)

    def resolve_day(self, written: WrittenDate | None, text: str) -> date:
        """Return the day of what was read from a text.

        Raises:
            RotaFault: it names none.
        """
        try:
            if written is not None:
                return written.find_day(self.order.order, self.options.window)
        except InvalidDayTextError:
            pass
        values = {"text": text[:MAX_ECHOED_CHARS], "example": self.example}
        raise RotaFault("rota.invalid_day" if text else "rota.missing_day", **values)

    @cached_property
    def example(self) -> str:
        """An example of a day, in the order of the table."""
        return DATE_EXAMPLES[None if self.order.reason == "no_numbers" else self.order.order]


def apply_chosen_fields(columns: Sequence[Column], options: TableOptions) -> list[Column]:
    """Give columns the fields that were chosen for them, by their places."""
    chosen = [*options.fields, *[None] * len(columns)][: len(columns)]
    return [
        replace(one, field=name, recognised_by=options.fields_by) if name else one
        for one, name in zip(columns, chosen, strict=True)
    ]


def is_total(text: str) -> bool:
    """Say whether a text begins a line of sums, and not of a person."""
    return make_header_key(text) in TOTAL_KEYS


def is_unassigned(text: str) -> bool:
    """Say whether a text stands for a shift that nobody has yet."""
    return make_header_key(text) in UNASSIGNED_KEYS


def is_not_in_force(text: str) -> bool:
    """Say whether a status means that a line does not count: a leave that was declined."""
    return make_header_key(text) in NOT_IN_FORCE_KEYS
