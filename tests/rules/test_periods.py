from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.periods import STARTS, Period, Totals, following, month_of, roll_over, season_of, start_of
from learning.rules.points import Entry

DAY = date(2026, 3, 2)
days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
periods = st.sampled_from(tuple(STARTS))
entries = st.lists(
    st.builds(
        lambda ahead, points, second: entry(DAY + timedelta(days=ahead), points, second),
        st.integers(0, 200),
        st.integers(-20, 20),
        st.integers(0, 60),
    ),
    max_size=12,
)


def entry(day: date, points: int = 10, second: int = 0) -> Entry:
    return Entry("moment:1", points, day, datetime.combine(day, time(12, 0, second % 60), UTC))


@pytest.mark.parametrize(
    ("start", "day", "first"),
    [
        (month_of, date(2026, 2, 28), date(2026, 2, 1)),
        (season_of, date(2026, 3, 31), date(2026, 1, 1)),
        (season_of, date(2026, 4, 1), date(2026, 4, 1)),
        (season_of, date(2026, 12, 31), date(2026, 10, 1)),
    ],
)
def test_a_period_is_named_by_its_first_day(start: Callable[[date], date], day: date, first: date) -> None:
    assert start(day) == first


@given(periods, days)
def test_every_day_lies_in_its_period_and_the_next_follows_at_once(period: Period, day: date) -> None:
    start = start_of(period, day)
    after = following(period, start)
    assert start <= day < after
    assert start_of(period, start) == start
    assert start_of(period, after) == after
    assert start_of(period, after - timedelta(days=1)) == start


@given(entries)
def test_totals_are_the_sums_of_the_newest_periods(found: list[Entry]) -> None:
    totals = roll_over(Totals(), found)
    assert totals.points == sum(one.points for one in found)
    for period in STARTS:
        newest = max((start_of(period, one.day) for one in found), default=None)
        assert getattr(totals, period) == newest
        if newest:
            assert totals.of(period, newest) == sum(one.points for one in found if start_of(period, one.day) == newest)


@given(entries, st.randoms(use_true_random=False), st.integers(0, 12))
def test_neither_order_nor_batches_matter(found: list[Entry], random: object, cut: int) -> None:
    shuffled = sorted(found, key=lambda _: random.random())  # type: ignore[attr-defined] # a seeded Random
    assert roll_over(roll_over(Totals(), shuffled[:cut]), shuffled[cut:]) == roll_over(Totals(), found)


def test_of_two_equals_the_earlier_was_there_first() -> None:
    totals = roll_over(Totals(), [entry(DAY, 10, 5), entry(DAY, 0, 9)])
    assert totals.scored_at == entry(DAY, second=5).at
    assert roll_over(totals, [entry(DAY, 5, 7)]).scored_at == entry(DAY, second=7).at


def test_a_period_that_is_not_the_newest_has_nothing() -> None:
    totals = roll_over(Totals(), [entry(DAY)])
    assert (totals.of("week", DAY), totals.of("week", DAY - timedelta(days=7))) == (10, 0)


def test_no_entries_change_nothing() -> None:
    totals = replace(Totals(), points=5, week=DAY)
    assert roll_over(totals, []) is totals
