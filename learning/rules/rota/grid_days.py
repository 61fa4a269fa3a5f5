"""The days across the top of a grid: dates, weekdays of a week that is named, days of a month."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from learning.rules.rota.day_names import MONTHS, read_weekday_row
from learning.rules.rota.folding import fold_text
from learning.rules.rota.table_lines import TableLine
from learning.rules.rota.written_dates import WrittenDate, read_written_date

MIN_DATES, MIN_WEEKDAYS, MIN_MONTH_DAYS = 2, 3, 7
"""Cells that make a line the header of a grid."""
MAX_TITLE_LINES = 12
"""Lines above a header in which its week is looked for."""
DATES_IN_TEXT = tuple(
    re.compile(rf"(?<![\w/.-]){pattern}(?![\w/-])")
    for pattern in (
        r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}",
        r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})",
        r"\d{1,2}(?:st|nd|rd|th|er|\.)?[\s-]+(?:de\s|of\s)?[a-z]{3,12}\.?(?:[\s,-]+(?:de\s)?\d{4})?",
        r"[a-z]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?",
        r"\d{1,2}/\d{1,2}",
        r"\d{1,2}\.\d{1,2}\.",
    )
)
"""Days in a title such as "Week commencing 7 December 2026", the completest first."""
WEEK_NUMBER = re.compile(
    r"\b(?:week|wk|cw|kw|kalenderwoche|woche|semaine|sem|semana|tydzien|tydz)\b\.?\s*"
    r"(?:nr\.?|no\.?|number|n|#)?\s*(\d{1,2})\b(?:\D{0,4}(20\d{2}))?"
)
WEEK_END = re.compile(r"\b(?:ending|w/e|week end|week-ending|fin de semaine|endend)\b")
MONTH_OF_YEAR = re.compile(
    r"\b([a-z]{3,12})\.?(?:\s+de)?,?\s+(20\d{2})\b|\b(\d{1,2})[/.-](20\d{2})\b|\b(20\d{2})-(\d{1,2})\b"
)
DAYS_BEFORE_END = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class WeekTitle:
    """What a title says of a week: one of its days, or a number and perhaps a year."""

    written: WrittenDate | None = None
    is_end: bool = False
    number: int = 0
    year: int | None = None


@dataclass(frozen=True, slots=True)
class DayHeader:
    """A line that names days, by column: dates, or weekdays, or days of a month.

    `at` is its place among the lines of the table.
    """

    at: int
    dates: Mapping[int, WrittenDate]
    weekdays: Mapping[int, int]
    month_days: Mapping[int, int]

    @property
    def columns(self) -> list[int]:
        """List the columns that have a day."""
        return sorted(self.dates or self.weekdays or self.month_days)


def read_day_header(lines: Sequence[TableLine], at: int, zone: str) -> DayHeader | None:
    """Read a line as the header of a grid; None if it is none."""
    cells = lines[at].cells
    dates = {
        column: written
        for column, cell in enumerate(cells)
        if (written := read_written_date(cell, zone))
    }
    if len(set(dates.values())) >= MIN_DATES:
        return DayHeader(at, dates, {}, {})
    weekdays = {
        column: weekday
        for column, weekday in enumerate(read_weekday_row(list(cells)))
        if weekday is not None
    }
    if len(set(weekdays.values())) >= MIN_WEEKDAYS:
        return DayHeader(at, {}, weekdays, {})
    month_days = _read_month_days(cells)
    return DayHeader(at, {}, {}, month_days) if month_days else None


def _read_month_days(cells: Sequence[str]) -> dict[int, int]:
    """Read "1", "2", "3" and so on as the days of a month."""
    numbers = {at: int(cell) for at, cell in enumerate(cells) if re.fullmatch(r"\d{1,2}", cell)}
    values = list(numbers.values())
    is_count = len(values) >= MIN_MONTH_DAYS and values == list(
        range(values[0], values[0] + len(values))
    )
    return numbers if is_count else {}


def find_week_title(lines: Sequence[TableLine], at: int, zone: str) -> WeekTitle | None:
    """Find what names the week of a header: in the lines above it, or in its own other cells."""
    for line in reversed(lines[max(0, at - MAX_TITLE_LINES) : at + 1]):
        for cell in dict.fromkeys(line.cells):
            if title := _read_week_title(cell, zone):
                return title
    return None


def _read_week_title(cell: str, zone: str) -> WeekTitle | None:
    folded = fold_text(cell)
    if not any(character.isdigit() for character in folded):
        return None
    found_texts = (found[0] for pattern in DATES_IN_TEXT for found in pattern.finditer(folded))
    for text in (cell, *found_texts):
        if written := read_written_date(text, zone):
            return WeekTitle(written, is_end=WEEK_END.search(folded) is not None)
    if found := WEEK_NUMBER.search(folded):
        return WeekTitle(number=int(found[1]), year=int(found[2]) if found[2] else None)
    return None


def find_first_day_of_week(title: WeekTitle, day: date | None, today: date) -> date | None:
    """Return the day with which the week of a title begins; None if there is no such week.

    `day` is the day that the title names. A week without a year is the nearest one to today.
    """
    if title.written is not None:
        return day - DAYS_BEFORE_END if day and title.is_end else day
    years = [title.year] if title.year else [today.year - 1, today.year, today.year + 1]
    mondays = []
    for year in years:
        try:
            mondays.append(date.fromisocalendar(year, title.number, 1))
        except ValueError:
            continue
    return min(mondays, key=lambda monday: abs(monday - today), default=None)


def find_month(lines: Sequence[TableLine], at: int, today: date) -> tuple[int, int] | None:
    """Find the year and month that a title above a header names."""
    for line in reversed(lines[max(0, at - MAX_TITLE_LINES) : at + 1]):
        for cell in dict.fromkeys(line.cells):
            if month := _read_month(fold_text(cell), today):
                return month
    return None


def _read_month(folded: str, today: date) -> tuple[int, int] | None:
    for found in MONTH_OF_YEAR.finditer(folded):
        if found[1] in MONTHS:
            return int(found[2]), MONTHS[found[1]]
        if found[3] or found[5]:
            return int(found[4] or found[5]), int(found[3] or found[6])
    if folded.rstrip(".") in MONTHS:
        month = MONTHS[folded.rstrip(".")]
        firsts = [date(today.year + ahead, month, 1) for ahead in (-1, 0, 1)]
        nearest = min(firsts, key=lambda first: abs(first - today))
        return nearest.year, nearest.month
    return None
