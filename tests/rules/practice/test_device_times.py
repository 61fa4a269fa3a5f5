from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.practice.device_times import (
    MAX_DAYS_AFTER_ISSUE,
    MAX_OFFLINE_AGE,
    NO_DEVICE_TIME,
    is_break_issued,
    judge_device_time,
    place_device_times,
)
from learning.rules.rota.days import to_local_day

RECEIVED = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
JOINED = datetime(2026, 6, 1, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Kiritimati", "America/St_Johns"])
INSTANTS = st.integers(-(10**8), 10**8).map(lambda minutes: RECEIVED + minutes * MINUTE)
RECEIPTS = st.integers(0, 10**7).map(lambda minutes: RECEIVED + minutes * MINUTE)
CLAIMS = st.lists(st.tuples(INSTANTS, st.integers(0, 1)), max_size=60)


@pytest.mark.parametrize(
    "claimed",
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2000, 1, 1, tzinfo=UTC),
        datetime(2099, 12, 31, tzinfo=UTC),
        RECEIVED + timedelta(seconds=1),
        RECEIVED - MAX_OFFLINE_AGE - timedelta(seconds=1),
        datetime.max.replace(tzinfo=UTC),
        NO_DEVICE_TIME,
    ],
)
def test_a_clock_that_cannot_be_is_not_believed(claimed: datetime) -> None:
    assert judge_device_time(claimed, RECEIVED, JOINED) is None
    assert place_device_times([(claimed, 1)], RECEIVED, JOINED, "UTC") == [RECEIVED]


@pytest.mark.parametrize("age", [timedelta(0), timedelta(hours=5), timedelta(days=6)])
def test_what_was_answered_without_a_network_keeps_its_time(age: timedelta) -> None:
    assert judge_device_time(RECEIVED - age, RECEIVED, JOINED) == RECEIVED - age


def test_nothing_happened_before_the_person_joined() -> None:
    joined = RECEIVED - timedelta(days=3)
    assert judge_device_time(joined - timedelta(minutes=4), RECEIVED, joined) == joined
    assert judge_device_time(joined - timedelta(days=1), RECEIVED, joined) is None


def test_what_is_not_believed_keeps_its_order() -> None:
    first = datetime(1970, 1, 1, tzinfo=UTC)
    claims = [(first + timedelta(minutes=number), 1) for number in (2, 0, 1)]
    placed = place_device_times(claims, RECEIVED, JOINED, "UTC")
    assert [sorted(placed).index(instant) for instant in placed] == [2, 0, 1]
    same = place_device_times([(first, 1), (first, 1), (first, 0)], RECEIVED, JOINED, "UTC")
    assert [sorted(same).index(instant) for instant in same] == [1, 2, 0]


def test_what_is_not_believed_stays_on_the_day_of_receipt_at_its_first_instant() -> None:
    received = datetime(2026, 12, 1, 4, tzinfo=UTC)
    placed = place_device_times([(NO_DEVICE_TIME, 1)] * 5, received, JOINED, "UTC")
    assert {to_local_day(instant, "UTC") for instant in placed} == {date(2026, 12, 1)}


@given(CLAIMS, RECEIPTS, INSTANTS, ZONES)
def test_a_device_clock_is_only_a_hint(
    claims: list[tuple[datetime, int]], received: datetime, joined: datetime, zone: str
) -> None:
    placed = place_device_times(claims, received, joined, zone)
    assert len(placed) == len(claims)
    for (claimed, _), instant in zip(claims, placed, strict=True):
        assert received - MAX_OFFLINE_AGE <= instant <= received
        if judge_device_time(claimed, received, joined) is None:
            assert to_local_day(instant, zone) == to_local_day(received, zone)
    order = sorted(range(len(claims)), key=lambda place: (placed[place], claims[place]))
    unbelieved = [
        place for place in order if judge_device_time(claims[place][0], received, joined) is None
    ]
    assert [claims[place] for place in unbelieved] == sorted(claims[place] for place in unbelieved)


@given(CLAIMS, st.sets(st.integers(0, 40), max_size=5), RECEIPTS, ZONES)
def test_an_earlier_day_is_believed_only_with_a_break_from_the_server(
    claims: list[tuple[datetime, int]], fetched_ago: set[int], received: datetime, zone: str
) -> None:
    today = to_local_day(received, zone)
    fetched = {today - timedelta(days=ago) for ago in fetched_ago}
    placed = place_device_times(claims, received, JOINED, zone, fetched)
    for (claimed, _), instant in zip(claims, placed, strict=True):
        day = to_local_day(instant, zone)
        possible = any(first <= day <= first + MAX_DAYS_AFTER_ISSUE for first in fetched)
        assert day == today or (day < today and possible)
        judged = judge_device_time(claimed, received, JOINED)
        if judged and is_break_issued(to_local_day(judged, zone), fetched):
            assert instant == judged


def test_a_phone_is_believed_for_a_week_with_the_day_of_its_fetch() -> None:
    fetched = RECEIVED - timedelta(days=9)
    claims = [(fetched + timedelta(days=after), 1) for after in range(10)]
    placed = place_device_times(claims, RECEIVED, JOINED, "UTC", {fetched.date()})
    days = [(instant.date() - fetched.date()).days for instant in placed]
    assert days == [0, 1, 2, 3, 4, 5, 6, 9, 9, 9]
