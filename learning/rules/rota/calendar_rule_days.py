"""Which days agree with a repeating rule of an iCalendar file (RRULE, RFC 5545)."""

from calendar import monthrange
from datetime import date
from functools import lru_cache

from learning.rules.rota.calendar_rule import RepeatRule


def is_day_of_rule(rule: RepeatRule, day: date) -> bool:
    """Say whether a day agrees with all parts of a rule."""
    return (
        (not rule.months or day.month in rule.months)
        and (not rule.weekdays or _is_weekday_of(rule, day))
        and (not rule.month_days or _is_place_in(rule.month_days, day.day, _count_month_days(day)))
        and (
            not rule.year_days
            or _is_place_in(rule.year_days, day.timetuple().tm_yday, _count_year_days(day.year))
        )
        and (not rule.week_numbers or _is_week_of(rule, day))
    )


def _is_weekday_of(rule: RepeatRule, day: date) -> bool:
    weekday = day.weekday()
    if (0, weekday) in rule.weekdays:
        return True
    if rule.frequency == "MONTHLY" or rule.months:
        place, days = day.day, _count_month_days(day)
    else:
        place, days = day.timetuple().tm_yday, _count_year_days(day.year)
    from_begin, from_end = (place - 1) // 7 + 1, -((days - place) // 7 + 1)
    return (from_begin, weekday) in rule.weekdays or (from_end, weekday) in rule.weekdays


def _is_week_of(rule: RepeatRule, day: date) -> bool:
    """Say whether a rule names the week of a day. Week 1 has at least four days of its year."""
    fourth_day = day.toordinal() - (day.weekday() - rule.week_start) % 7 + 3
    year = date.fromordinal(fourth_day).year
    weeks = [
        (date.fromordinal(one).timetuple().tm_yday - 1) // 7 + 1
        for one in (fourth_day, _find_last_fourth_day(year, rule.week_start))
    ]
    return _is_place_in(rule.week_numbers, *weeks)


def _find_last_fourth_day(year: int, week_start: int) -> int:
    """Return the fourth day of the last week of a year, as an ordinal."""
    last = date(year, 12, 31)
    return last.toordinal() - (last.weekday() - week_start - 3) % 7


def _is_place_in(numbers: frozenset[int], place: int, places: int) -> bool:
    """Say whether numbers, counted from the begin or (negative) from the end, name a place."""
    return place in numbers or place - places - 1 in numbers


@lru_cache(maxsize=4096)
def _count_days_of_month(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _count_month_days(day: date) -> int:
    return _count_days_of_month(day.year, day.month)


def _count_year_days(year: int) -> int:
    return 365 + (_count_days_of_month(year, 2) == 29)
