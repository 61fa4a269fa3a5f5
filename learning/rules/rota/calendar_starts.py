"""The starts of a repeating event in a span of days (RRULE, RFC 5545).

The work is bounded: a rule is followed from near the span on, and from its first start only where
it counts. Every day that is looked at is taken from the budget of the file. `dateutil`, which would
search for the next start of an impossible rule until the year 9999, is a second opinion in tests.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from math import ceil

from learning.rules.rota.calendar_rule import RepeatRule
from learning.rules.rota.calendar_rule_days import is_day_of_rule

DAYS_OF_WEEK = 7
SpendDays = Callable[[int], None]
"""Takes a number of days from the budget of a file."""


def iterate_rule(
    rule: RepeatRule, start: datetime, first: date, last: date, spend_days: SpendDays
) -> Iterator[datetime]:
    """Give the starts of a rule, in their order, from about the day `first` to the day `last`.

    They are wall times in the zone of the first start. That start itself is among them only if it
    agrees with the rule.
    """
    if (last_day := find_last_possible_day(rule, start.date())) and last_day < first:
        return
    window_end = datetime.combine(last, time.max)
    end = min(rule.until, window_end) if rule.until else window_end
    counted = 0
    searched_from = start.date() if rule.count else max(first, start.date())
    for days in _iterate_periods(rule, start.date(), searched_from):
        if days[0] > end.date():
            return
        spend_days(len(days))
        for wall in _list_period_starts(rule, days):
            if wall < start:
                continue
            if wall > end or (rule.count and counted >= rule.count):
                return
            counted += 1
            if wall.date() >= first:
                yield wall


def find_last_possible_day(rule: RepeatRule, start: date) -> date | None:
    """Return a day after which a rule surely has no start; None if nothing simple says so.

    A rule that counts its starts need not be followed where it ended long ago.
    """
    by_other_parts = rule.months or rule.month_days or rule.year_days or rule.week_numbers
    is_simple = rule.frequency in ("DAILY", "WEEKLY") and not by_other_parts and not rule.positions
    if not rule.count or not is_simple or (rule.frequency == "DAILY" and rule.weekdays):
        return rule.until.date() if rule.until else None
    starts_of_period = len(rule.times) * (len(rule.weekdays) or 1)
    periods = ceil(rule.count / starts_of_period) + 1
    days = periods * rule.interval * (DAYS_OF_WEEK if rule.frequency == "WEEKLY" else 1)
    try:
        return start + timedelta(days=days)
    except OverflowError:
        return None


def _list_period_starts(rule: RepeatRule, days: list[date]) -> list[datetime]:
    """Return the starts of a day, week, month or year, with BYSETPOS applied."""
    days_of_rule = [day for day in days if is_day_of_rule(rule, day)]
    walls = [datetime.combine(day, one) for day in days_of_rule for one in rule.times]
    if not rule.positions:
        return walls
    places = {place - 1 if place > 0 else len(walls) + place for place in rule.positions}
    return [walls[place] for place in sorted(places) if 0 <= place < len(walls)]


def _iterate_periods(rule: RepeatRule, start: date, first: date) -> Iterator[list[date]]:
    """Give the days of each day, week, month or year of a rule, from the one that holds `first`."""
    try:
        if rule.frequency in ("DAILY", "WEEKLY"):
            length = 7 if rule.frequency == "WEEKLY" else 1
            origin = start.toordinal() - (start.weekday() - rule.week_start) % 7 * (length > 1)
            step = length * rule.interval
            for number in count((first.toordinal() - origin) // step):
                begins = origin + number * step
                yield [date.fromordinal(begins + ahead) for ahead in range(length)]
        length = 1 if rule.frequency == "MONTHLY" else 12
        origin, wanted = (day.year * 12 + (day.month - 1) * (length == 1) for day in (start, first))
        step = length * rule.interval
        for number in count((wanted - origin) // step):
            year, month = divmod(origin + number * step, 12)
            months = [month + 1] if length == 1 else sorted(rule.months) or range(1, 13)
            yield [
                date(year, one, day)
                for one in months
                for day in range(1, monthrange(year, one)[1] + 1)
            ]
    except (ValueError, OverflowError):  # after the year 9999
        return
