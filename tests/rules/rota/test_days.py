from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.vectors import read_vectors

from learning.rules.rota import days

ZONES = (
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Asia/Beirut",
    "Pacific/Apia",
    "UTC",
)
INSTANTS = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    datetime(2027, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
zones = st.sampled_from(ZONES)


@pytest.mark.parametrize("case", read_vectors("day_rollover"), ids=lambda case: case["name"])
def test_an_instant_belongs_to_the_same_day_as_on_the_phone(case: dict[str, str]) -> None:
    day = days.to_local_day(datetime.fromisoformat(case["instant"]), case["zone"])
    assert day.isoformat() == case["day"]


@pytest.mark.parametrize(
    ("local", "day"),
    [
        ("2026-03-10T03:59:59", "2026-03-09"),
        ("2026-03-10T04:00:00", "2026-03-10"),
        ("2026-03-11T00:30:00", "2026-03-10"),
    ],
)
def test_a_day_begins_at_four(local: str, day: str) -> None:
    instant = datetime.fromisoformat(local).replace(tzinfo=days.find_time_zone("Europe/London"))
    assert days.to_local_day(instant, "Europe/London") == date.fromisoformat(day)


def test_an_evening_and_the_next_morning_are_one_day_apart() -> None:
    evening, morning = datetime(2026, 5, 4, 21, tzinfo=UTC), datetime(2026, 5, 5, 6, tzinfo=UTC)
    assert days.to_local_day(morning, "UTC") - days.to_local_day(evening, "UTC") == timedelta(
        days=1
    )


@given(INSTANTS, zones)
def test_every_instant_lies_in_its_own_day(instant: datetime, zone: str) -> None:
    day = days.to_local_day(instant, zone)
    assert (
        days.find_day_start(day, zone)
        <= instant
        < days.find_day_start(day + timedelta(days=1), zone)
    )


@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(days=40)), zones)
def test_days_never_run_backwards(instant: datetime, later: timedelta, zone: str) -> None:
    assert days.to_local_day(instant, zone) <= days.to_local_day(instant + later, zone)


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), zones)
def test_days_start_in_order(day: date, zone: str) -> None:
    length = days.find_day_start(day + timedelta(days=1), zone) - days.find_day_start(day, zone)
    assert timedelta(hours=22) <= length <= timedelta(hours=26)


def test_an_unknown_zone_raises_with_its_name() -> None:
    with pytest.raises(ValueError, match="Mars/Olympus"):
        days.find_time_zone("Mars/Olympus")


@given(
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.sets(st.integers(1, 7), min_size=1),
    st.data(),
)
def test_the_next_work_day_is_worked_and_none_is_skipped(
    day: date, work_days: set[int], data: st.DataObject
) -> None:
    near = st.frozensets(
        st.integers(0, 20).map(lambda ahead: day + timedelta(days=ahead)), max_size=9
    )
    rota = days.Rota(work_days, data.draw(near), data.draw(near))
    found = rota.find_next_work_day(day)
    assert rota.is_work_day(found)
    assert not any(
        rota.is_work_day(day + timedelta(days=ahead)) for ahead in range((found - day).days)
    )


def test_leave_and_shifts_differ_from_the_week() -> None:
    monday = date(2026, 3, 2)
    rota = days.Rota((1, 2, 3, 4, 5), [monday], [monday + timedelta(days=5)])
    assert [rota.is_work_day(monday + timedelta(days=ahead)) for ahead in range(7)] == [
        False,
        *[True] * 5,
        False,
    ]


@given(st.dates(date(1, 1, 8)))
def test_a_week_is_named_by_its_monday(day: date) -> None:
    assert days.find_week_start(day).isoweekday() == 1
    assert timedelta(0) <= day - days.find_week_start(day) < timedelta(days=7)


@given(st.dates(date(2024, 1, 1), date(2027, 6, 30)), st.times(), zones)
def test_a_break_at_the_same_hour_every_day_is_on_every_day_once(
    first: date, hour: time, zone: str
) -> None:
    """A year of breaks at one wall-clock time: one on each day, also over clock changes."""
    time_zone = days.find_time_zone(zone)
    calendar = [first + timedelta(days=ahead) for ahead in range(366)]
    breaks = [datetime.combine(day, hour, time_zone).astimezone(UTC) for day in calendar]
    local_days = [days.to_local_day(instant, zone) for instant in breaks]
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(local_days))


@given(st.dates(date(2024, 1, 1), date(2027, 12, 30)), st.integers(0, 359), zones)
def test_a_shift_over_midnight_is_one_day(day: date, minutes: int, zone: str) -> None:
    start = datetime.combine(day, time(22), days.find_time_zone(zone))
    wall = datetime.combine(day, time(22)) + timedelta(minutes=minutes)
    assert days.to_local_day(start, zone) == day
    assert days.to_local_day(wall.replace(tzinfo=days.find_time_zone(zone)), zone) == day


@given(INSTANTS, zones, zones, st.integers(1, 40))
def test_a_change_of_zone_moves_a_count_of_days_by_one_at_most(
    instant: datetime, old: str, new: str, gap: int
) -> None:
    """The team of a person can move to another zone. Earlier attempts keep their day."""
    later = instant + timedelta(days=gap)
    stayed = (days.to_local_day(later, old) - days.to_local_day(instant, old)).days
    moved = (days.to_local_day(later, new) - days.to_local_day(instant, old)).days
    assert abs(moved - stayed) <= 1
    assert moved >= 0
