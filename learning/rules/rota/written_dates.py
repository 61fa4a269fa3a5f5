"""Days as people and programs write them in tables.

`read_written_date` reads what a text says; "07/12/2026" leaves open which number is the month.
`find_day` decides that by the order of the table. A year of two digits is one of 2000 to 2099. A
day without a year is the nearest one to today.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from learning.rules.rota.day_names import MONTHS, find_weekdays
from learning.rules.rota.days import USABLE_YEARS, find_time_zone
from learning.rules.rota.folding import fold_text
from learning.rules.rota.rota import ROTA_FILE_PAST, RotaWindow

NumberOrder = Literal["dmy", "mdy"]
"""Which number of 07/12/2026 is the day: the first, or the second."""

MAX_DATE_CHARS = 60
CENTURY = 2000
EXCEL_DAY_ZERO = date(1899, 12, 30)
EXCEL_DAYS = range(36_526, 73_051)
"""Days that a spreadsheet has written as numbers, from 2000 to 2099."""
MONTHS_OF_YEAR, MAX_MONTH_DAYS, FULL_DIGITS = 12, 31, 2
FILLERS = frozenset(("de", "del", "of", "the", "le", "den", "dnia", "r", "am", "el", "der", "du"))
TIME_AFTER_DATE = re.compile(
    r"(?:t|,|\s)\s*(?:at |um |a las |à )?(?:\d{1,2}(?:[:h]\d{2}(?:[:.]\d{2})?(?:[.,]\d+)?"
    r"|\.\d{2}(?:\.\d{2})?(?![./\d]))(?:\s?[ap]\.?m\.?)?|\d{1,2}\s?[ap]\.?m\.?)(?:\s?uhr)?"
    r"(?:\s?(?:z|utc|gmt|[-+]\d{2}:?\d{2}))?(?:\s?-\s?\d.*)?$"
)
YEAR_FIRST = re.compile(r"(\d{4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})\.?")
NUMBERS = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})(?:\s?\2\s?(\d{4}|\d{2}))?\.?")
WEEKDAY_BEFORE = re.compile(r"^([a-z]{2,}(?:-[a-z]+)?)\.?,?\s*(?=\d|[a-z])")
WEEKDAY_AFTER = re.compile(r"[\s,(]+([a-z]{2,})\.?\)?$")
ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|\.|o|a)?")


class InvalidDayTextError(ValueError):
    """A text is no day, or none in the order of its table."""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """What a text says of a day.

    Either `day` is known, or `numbers` are two of which one is the month, or `month_day` is a
    month and a day without a year. `weekdays` are those that the text can name, none if it names
    none. `has_points` is true for 7.12.2026.
    """

    day: date | None = None
    numbers: tuple[int, int] | None = None
    month_day: tuple[int, int] | None = None
    year: int | None = None
    weekdays: frozenset[int] = frozenset()
    has_points: bool = False

    def find_day(self, order: NumberOrder | None, window: RotaWindow) -> date:
        """Return the day in the order of its table. None: numbers like 07/12 are refused.

        Raises:
            InvalidDayTextError: there is no such day, or not on the weekday that the text names.
        """
        found = self._list_days(order, window)
        fitting = [day for day in found if not self.weekdays or day.isoweekday() in self.weekdays]
        if not fitting:
            raise InvalidDayTextError
        today = window.first + ROTA_FILE_PAST
        return min(fitting, key=lambda day: abs(day - today))

    def _list_days(self, order: NumberOrder | None, window: RotaWindow) -> list[date]:
        if self.day is not None:
            return [self.day]
        month_day = self.month_day
        if self.numbers is not None:
            if order is None:
                raise InvalidDayTextError
            first, second = self.numbers
            month_day = (second, first) if order == "dmy" else (first, second)
        years = (
            [self.year] if self.year is not None else range(window.first.year, window.last.year + 1)
        )
        return [day for year in years if (day := _make_day(year, month_day))]


def _make_day(year: int, month_day: tuple[int, int] | None) -> date | None:
    if month_day is None or year not in USABLE_YEARS:
        return None
    try:
        return date(year, *month_day)
    except ValueError:
        return None


@lru_cache(maxsize=20_000)
def read_written_date(text: str, zone: str = "UTC") -> WrittenDate | None:
    """Read a day, with or without a weekday and a time; None if the text is none.

    An instant with an offset is a local day of `zone`.
    """
    if not text or len(text) > MAX_DATE_CHARS or not any(one.isdigit() for one in text):
        return None
    if instant := _read_instant(text, zone):
        return WrittenDate(day=instant)
    plain_text = fold_text(text)
    if len(plain_text) > MAX_DATE_CHARS:  # some characters become several
        return None
    folded, weekdays = _split_weekday(plain_text)
    plain = TIME_AFTER_DATE.sub("", folded).strip(" ,")
    written = _read_numbers(plain, bool(weekdays)) or _read_with_month_name(plain)
    if written is None:
        return None
    return WrittenDate(
        written.day,
        written.numbers,
        written.month_day,
        written.year,
        weekdays,
        written.has_points,
    )


def _read_instant(text: str, zone: str) -> date | None:
    """Read what the standard describes, for example 2026-12-07T09:00:00+01:00."""
    if not text[:4].isdigit() or len(text) < len("20261207T00"):
        return None
    try:
        instant = datetime.fromisoformat(text.strip())
        day = (instant.astimezone(find_time_zone(zone)) if instant.tzinfo else instant).date()
    except (ValueError, OverflowError):
        return None
    return day if day.year in USABLE_YEARS else None


def _split_weekday(folded: str) -> tuple[str, frozenset[int]]:
    """Take the name of a weekday off the beginning or the end of a text.

    "mar" is a weekday (Tuesday) only where the rest names a month without it.
    """
    for pattern in (WEEKDAY_BEFORE, WEEKDAY_AFTER):
        if (found := pattern.search(folded)) and (weekdays := find_weekdays(found[1])):
            rest = (folded[: found.start()] + folded[found.end() :]).strip(" ,")
            if found[1] not in MONTHS or _names_a_month(rest):
                return rest, weekdays
    return folded, frozenset()


def _names_a_month(rest: str) -> bool:
    return NUMBERS.match(rest) is not None or any(
        word in MONTHS for word in re.split(r"[\s,/.-]+", rest)
    )


def _read_numbers(plain: str, has_weekday: bool) -> WrittenDate | None:
    if found := YEAR_FIRST.fullmatch(plain):
        day = _make_day(int(found[1]), (int(found[2]), int(found[3])))
        return WrittenDate(day=day) if day else None
    if re.fullmatch(r"\d{8}", plain):
        day = _make_day(int(plain[:4]), (int(plain[4:6]), int(plain[6:])))
        return WrittenDate(day=day) if day else None
    if re.fullmatch(r"\d{5}(?:\.\d+)?", plain) and int(float(plain)) in EXCEL_DAYS:
        return WrittenDate(day=EXCEL_DAY_ZERO + timedelta(days=int(float(plain))))
    found = NUMBERS.fullmatch(plain)
    if found is None or not _can_be_day_and_month(found, has_weekday):
        return None
    return WrittenDate(
        numbers=(int(found[1]), int(found[3])),
        year=_read_year(found[4]),
        has_points=found[2] == ".",
    )


def _can_be_day_and_month(found: re.Match[str], has_weekday: bool) -> bool:
    """Tell 07/12 from 9-5, which is a shift, and 07.12 and 7.12. from 7.5, which are hours."""
    first, second = int(found[1]), int(found[3])
    if not (1 <= min(first, second) <= MONTHS_OF_YEAR and max(first, second) <= MAX_MONTH_DAYS):
        return False
    if found[4] is not None or found[2] == "/":
        return True
    is_full = len(found[1]) == len(found[3]) == FULL_DIGITS or found[0].endswith(".")
    return found[2] == "." and second <= MONTHS_OF_YEAR and (is_full or has_weekday)


def _read_year(digits: str | None) -> int | None:
    if digits is None:
        return None
    return int(digits) + (CENTURY if len(digits) == FULL_DIGITS else 0)


def _read_with_month_name(plain: str) -> WrittenDate | None:
    """Read a day whose month is a word: "7 Dec 2026", "Dec 7", "7-dez-26"."""
    words = [word for word in re.split(r"[\s,/.-]+", plain) if word and word not in FILLERS]
    months = [at for at, word in enumerate(words) if word in MONTHS]
    if len(months) != 1 or not 2 <= len(words) <= 3:
        return None
    month = MONTHS[words.pop(months[0])]
    year = None
    if len(words) == 2:
        year_first = len(words[0]) == 4 and words[0].isdigit()
        year_word = words.pop(0 if year_first else 1).lstrip("'")
        if not re.fullmatch(r"\d{4}|\d{2}", year_word):
            return None
        year = _read_year(year_word)
    found = ORDINAL.fullmatch(words[0])
    return WrittenDate(month_day=(month, int(found[1])), year=year) if found else None
