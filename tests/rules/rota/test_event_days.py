"""The days of an event: whole days as written, and shifts by the day on which they begin."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.rota.days import find_shift_day
from learning.rules.rota.event_days import EventEnd, find_first_day, measure_event
from learning.rules.rota.rota import RotaFault

ZONES = st.sampled_from(["UTC", "Europe/London", "Pacific/Auckland"])
LONDON, PARIS, AUCKLAND = map(ZoneInfo, ("Europe/London", "Europe/Paris", "Pacific/Auckland"))


def at(
    day: int, hour: int = 0, minute: int = 0, *, zone: ZoneInfo = LONDON, month: int = 12
) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=zone)


def list_days(
    start: date, end: EventEnd, zone: str = "Europe/London", marked: bool = False
) -> list[int]:
    length = measure_event(start, end, marked, zone)
    first = find_first_day(start, length.is_whole, zone)
    return [(first + timedelta(days=ahead)).day for ahead in range(length.days)]


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (at(12), at(13), [12]),
        (at(14), at(19), [14, 15, 16, 17, 18]),
        (at(12), at(12, 23, 59), [12]),
        (at(12, zone=PARIS), at(13, zone=PARIS), [12]),
        (at(12, zone=AUCKLAND), at(14, zone=AUCKLAND), [12, 13]),
        (at(12).astimezone(UTC), at(13).astimezone(UTC), [12]),
        (at(4, month=7).astimezone(UTC), at(5, month=7).astimezone(UTC), [4]),
        (at(25, month=10), at(26, month=10), [25]),
        (at(29, month=3), at(30, month=3), [29]),
        (at(25, month=10).astimezone(UTC), at(27, month=10).astimezone(UTC), [25, 26]),
        (date(2026, 12, 12), date(2026, 12, 13), [12]),
        (date(2026, 12, 12), date(2026, 12, 12), [12]),
        (at(12, 22), at(13, 6), [12]),
        (at(12, 3, 30), at(12, 11, 30), [12]),
        (at(12), at(12, 8), [12]),
        (at(12, 16), at(13), [12]),
        (at(24, 9, month=10), at(25, 9, month=10), [24]),
        (at(24, 9, month=10).astimezone(UTC), at(25, 9, month=10).astimezone(UTC), [24]),
        (at(28, 9, month=3), at(29, 9, month=3), [28]),
        (at(11, 9), at(14, 17), [11, 12, 13, 14]),
        (at(12, 9), at(12, 9), [12]),
    ],
)
def test_the_days_from_start_to_end(start: date, end: date, days: list[int]) -> None:
    assert list_days(start, EventEnd(end)) == days


@pytest.mark.parametrize(
    ("start", "duration", "days"),
    [
        (at(12), timedelta(days=1), [12]),
        (at(12), timedelta(weeks=1), [12, 13, 14, 15, 16, 17, 18]),
        (at(12, 22), timedelta(hours=8), [12]),
        (at(25, month=10), timedelta(days=1), [25]),
        (at(25, month=10), timedelta(hours=25), [25]),
        (at(29, month=3), timedelta(hours=23), [29]),
        (at(29, month=3), timedelta(days=1), [29]),
        (date(2026, 12, 12), timedelta(days=2), [12, 13]),
        (date(2026, 12, 12), timedelta(hours=8), [12]),
        (at(12, 9), timedelta(), [12]),
    ],
)
def test_the_days_of_a_duration(start: date, duration: timedelta, days: list[int]) -> None:
    assert list_days(start, EventEnd(duration=duration)) == days


def test_an_event_that_outlook_marks_as_whole_takes_the_nearest_days() -> None:
    start = at(12, zone=PARIS).astimezone(UTC)
    assert list_days(start, EventEnd(start + timedelta(days=1))) == [11], "in London it is 23:00"
    assert list_days(start, EventEnd(start + timedelta(days=1)), marked=True) == [12]


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (at(12, 9), EventEnd(at(12, 8)), "rota.ends_before_start"),
        (at(12, 9), EventEnd(duration=timedelta(hours=-8)), "rota.ends_before_start"),
        (date(2026, 12, 12), EventEnd(date(2026, 12, 11)), "rota.ends_before_start"),
        (at(12, 9), EventEnd(date(2026, 12, 12)), "rota.start_and_end_differ_in_kind"),
        (date(2026, 12, 12), EventEnd(at(12, 9)), "rota.start_and_end_differ_in_kind"),
        (at(12, 9), EventEnd(duration=timedelta(days=9_999_999)), "rota.event_too_long"),
        (at(1, 9, month=1), EventEnd(datetime(2028, 1, 1, tzinfo=UTC)), "rota.event_too_long"),
    ],
)
def test_what_cannot_be_an_event(start: date, end: EventEnd, code: str) -> None:
    with pytest.raises(RotaFault, match=code):
        measure_event(start, end, False, "Europe/London")


@given(
    st.integers(0, 365),
    st.integers(0, 23),
    st.integers(1, 23),
    st.sampled_from(["UTC", "Europe/London", "Pacific/Auckland"]),
)
def test_a_shift_of_less_than_a_day_belongs_to_the_calendar_day_of_its_start(
    ahead: int, hour: int, hours: int, zone: str
) -> None:
    day = date(2026, 1, 1) + timedelta(days=ahead)
    start = datetime(day.year, day.month, day.day, hour, 30, tzinfo=ZoneInfo(zone))
    assert (
        find_shift_day(start.astimezone(UTC), zone)
        == start.astimezone(UTC).astimezone(ZoneInfo(zone)).date()
    )
    length = measure_event(start, EventEnd(duration=timedelta(hours=hours)), False, zone)
    assert (length.days, length.is_whole) == (1, False)
