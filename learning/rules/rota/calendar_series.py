"""Repeating events of an iCalendar file. A rule that could run on without end is refused."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import vRecur

from learning.rules.rota.days import find_time_zone, to_local_day
from learning.rules.rota.rota import RotaFault, RotaWindow

MAX_SERIES_AGE = timedelta(days=3660)
ALLOWED_RULE_PARTS = {
    "DAILY": {"BYDAY"},
    "WEEKLY": {"BYDAY"},
    "MONTHLY": {"BYDAY", "BYMONTHDAY"},
    "YEARLY": set[str](),
}
"""How events may repeat. Each of these comes again within years: the search for the next ends."""


def iterate_series_starts(rule: Any, start: date, zone: str, window: RotaWindow) -> Iterator[date]:
    """Give the starts of a series up to the end of the window, in the time zone of its first start.

    Raises:
        RotaFault: the series began too long ago, or repeats in a way that rotas do not.
    """
    if window.first - to_local_event_day(start, zone) > MAX_SERIES_AGE:
        raise RotaFault("rota.series_too_old")
    _validate_rule_parts(rule)
    until = rule.get("UNTIL", [None])[0]
    rule_without_until: Any = vRecur(
        {name: value for name, value in rule.items() if name != "UNTIL"}
    )
    wall_start = (
        start.replace(tzinfo=None)
        if isinstance(start, datetime)
        else datetime.combine(start, time())
    )
    window_end = datetime.combine(window.last + timedelta(days=2), time())
    last = min(window_end, _to_wall_clock(until, start))
    wall_starts = rrulestr(rule_without_until.to_ical().decode(), dtstart=wall_start)
    for series_start in takewhile(lambda wall_time: wall_time <= last, wall_starts):
        yield (
            series_start.replace(tzinfo=start.tzinfo)
            if isinstance(start, datetime)
            else series_start.date()
        )


def _validate_rule_parts(rule: Any) -> None:
    """Check that a rule repeats soon enough for the search for its next start to end."""
    frequency, interval = str(rule.get("FREQ", [""])[0]), int(rule.get("INTERVAL", [1])[0])
    parts = {str(name) for name in rule} - {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
    days = rule.get("BYDAY", [])
    numbered = [day for day in days if day.relative]
    is_allowed = (
        frequency in ALLOWED_RULE_PARTS
        and parts <= ALLOWED_RULE_PARTS[frequency]
        and len(parts) <= 1
        and 1 <= interval <= (11 if frequency == "MONTHLY" else 99)
        and not (frequency == "DAILY" and days and interval > 1)
        and all(frequency == "MONTHLY" and abs(day.relative) <= 5 for day in numbered)
        and all(1 <= abs(int(day)) <= 31 for day in rule.get("BYMONTHDAY", []))
        and all(int(count) > 0 for count in rule.get("COUNT", []))
    )
    if not is_allowed:
        raise RotaFault("rota.unusual_series")


def _to_wall_clock(until: date | None, start: date) -> datetime:
    """Return the last moment of a series as wall time in its zone."""
    if until is None:
        return datetime.combine(date.max, time.max)
    if not isinstance(until, datetime):
        return datetime.combine(until, time.max)
    zone = start.tzinfo if isinstance(start, datetime) else None
    return (until.astimezone(zone) if zone and until.tzinfo else until).replace(tzinfo=None)


def to_local_event_day(start: date, zone: str) -> date:
    """Return the local day of a start. A time without a zone is in the zone of the team."""
    if not isinstance(start, datetime):
        return start
    return to_local_day(start if start.tzinfo else start.replace(tzinfo=find_time_zone(zone)), zone)
