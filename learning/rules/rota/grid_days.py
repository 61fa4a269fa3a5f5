"""The days across the top of a grid: dates, weekdays of a week that is named, days of a month."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from learning.rules.rota.day_names import MONTHS, find_weekdays, read_weekday_row
from learning.rules.rota.folding import fold_text
from learning.rules.rota.table_lines import TableLine
from learning.rules.rota.written_dates import (
    MONTHS_OF_YEAR,
    WrittenDate,
    read_written_date,
)

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
BEFORE_LAST_DAY = re.compile(
    r"\d(?:st|nd|rd|th|er)?[\s./]*"
    r"(?:[/.\s]\d{1,2}[\s./]*(?:20\d{2})?|(?:de )?[a-z]{3,12}\.?(?: de)?(?: 20\d{2})?)?"
    r"\s*(?:-|\b(?:to|until|thru|through|bis|au|al|a|do))\s*(?:el |le |the )?$"
)
"""What stands before the last day of a span such as "7 - 13 December"."""
TIGHT_SPAN = re.compile(
    r"(?<![\d/.-])(\d{1,2}(?:st|nd|rd|th|er|(?:[./]\d{1,2})?\.?(?:20\d{2})?)?)-"
    r"(?=\d{1,2}(?:st|nd|rd|th|er|\.)?\s+[a-z]|\d{1,2}[./]\d)"
)
"""The first day and the dash of a span without spaces, such as "7.-13.12.2026"."""
MAX_SPAN_CHARS = 60
"""Characters before the last day of a span that are looked at."""
WEEK_END = re.compile(r"\b(?:ending|w/e|week end|week-ending|fin de semaine|endend)\b")
MONTH_OF_YEAR = re.compile(
    r"\b([a-z]{3,12})\.?(?:\s+de)?,?\s+(20\d{2})\b|\b(\d{1,2})[/.-](20\d{2})\b|\b(20\d{2})-(\d{1,2})\b"
)
NUMBERED_WEEKDAY = re.compile(
    r"([a-z]{2,12})\.?,?\s*(\d{1,2})(?:st|nd|rd|th|\.)?"
    r"|(\d{1,2})(?:st|nd|rd|th|\.)?\s*([a-z]{2,12})\.?"
)
MONTH_DAYS = 31
MAX_DAYS_APART = 45
"""How far a day such as "Mon 7" can lie from the day that its table names, or from today."""
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

    It has both weekdays and days of a month where it says "Mon 7". `at` is its place among the
    lines of the table.
    """

    at: int
    dates: Mapping[int, WrittenDate]
    weekdays: Mapping[int, int]
    month_days: Mapping[int, int]

    @property
    def is_numbered(self) -> bool:
        """Say whether weekdays have the day of the month beside or below them."""
        return bool(self.weekdays and self.month_days)

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
        below = lines[at + 1] if at + 1 < len(lines) else None
        if below and (numbers := _read_numbers_of(weekdays, below)):
            return DayHeader(at + 1, {}, weekdays, numbers)
        return DayHeader(at, {}, weekdays, {})
    if numbered := _read_numbered_weekdays(at, cells):
        return numbered
    month_days = _read_month_days(cells)
    return DayHeader(at, {}, {}, month_days) if month_days else None


def _read_numbers_of(weekdays: Mapping[int, int], line: TableLine) -> dict[int, int]:
    """Read the days of a month that stand below weekdays; none if one of them has none."""
    cells = {column: line.get_cell(column).rstrip(".") for column in weekdays}
    if not all(re.fullmatch(r"\d{1,2}", cell) for cell in cells.values()):
        return {}
    numbers = {column: int(cell) for column, cell in cells.items()}
    follow = [(later - day) % MONTH_DAYS for day, later in pairwise(numbers.values())]
    is_week = all(1 <= number <= MONTH_DAYS for number in numbers.values())
    return numbers if is_week and set(follow) <= {1, 2, 3, 4} else {}


def _read_numbered_weekdays(at: int, cells: Sequence[str]) -> DayHeader | None:
    """Read "Mon 7", "Tue 8" and so on: weekdays with the day of the month."""
    found = [NUMBERED_WEEKDAY.fullmatch(fold_text(cell)) for cell in cells]
    names = [one[1] or one[4] if one else "" for one in found]
    weekdays, numbers = {}, {}
    for column, weekday in enumerate(read_weekday_row(names)):
        if (one := found[column]) and weekday is not None:
            weekdays[column], numbers[column] = weekday, int(one[2] or one[3])
    is_header = len(set(weekdays.values())) >= MIN_WEEKDAYS
    return DayHeader(at, {}, weekdays, numbers) if is_header else None


def find_numbered_day(weekday: int, number: int, near: date) -> date | None:
    """Return the nearest day with a weekday and a number in its month."""
    ahead = sorted(range(-MAX_DAYS_APART, MAX_DAYS_APART + 1), key=abs)
    days = (near + timedelta(days=count) for count in ahead)
    return next((day for day in days if (day.isoweekday(), day.day) == (weekday, number)), None)


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


@lru_cache(maxsize=20_000)
def _read_week_title(cell: str, zone: str) -> WeekTitle | None:
    folded = TIGHT_SPAN.sub(r"\1 - ", fold_text(cell))
    if not any(character.isdigit() for character in folded):
        return None
    found_days = [found for pattern in DATES_IN_TEXT for found in pattern.finditer(folded)]
    for text, before in [(cell, ""), *((one[0], folded[: one.start()]) for one in found_days)]:
        if written := read_written_date(text, zone):
            is_end = bool(
                WEEK_END.search(folded) or BEFORE_LAST_DAY.search(before[-MAX_SPAN_CHARS:])
            )
            return WeekTitle(written, is_end=is_end)
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
        month = int(found[3] or found[6] or 0)
        if 1 <= month <= MONTHS_OF_YEAR:
            return int(found[4] or found[5]), month
    if folded.rstrip(".") in MONTHS and not find_weekdays(folded):  # "mar" is Tuesday, too
        month = MONTHS[folded.rstrip(".")]
        firsts = [date(today.year + ahead, month, 1) for ahead in (-1, 0, 1)]
        nearest = min(firsts, key=lambda first: abs(first - today))
        return nearest.year, nearest.month
    return None
