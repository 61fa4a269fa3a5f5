from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from learning.rules.boards.periods import (
    PERIOD_RULES,
    POINTS_TOTALS_FIELDS,
    Period,
    PointsTotals,
    add_entries_to_totals,
    find_month_start,
    find_next_period_start,
    find_period_start,
    find_season_start,
    name_period,
)
from learning.rules.recognition.points import PointsEntry
from learning.tables.progress import ProgressTable

DAY = date(2026, 3, 2)
days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
periods = st.sampled_from(tuple(PERIOD_RULES))
entries = st.lists(
    st.builds(
        lambda ahead, points, second: entry(DAY + timedelta(days=ahead), points, second),
        st.integers(0, 200),
        st.integers(-20, 20),
        st.integers(0, 60),
    ),
    max_size=12,
)


def entry(day: date, points: int = 10, second: int = 0) -> PointsEntry:
    return PointsEntry(
        "moment:1", points, day, datetime.combine(day, time(12, 0, second % 60), UTC)
    )


@pytest.mark.parametrize(
    ("start", "day", "first"),
    [
        (find_month_start, date(2026, 2, 28), date(2026, 2, 1)),
        (find_season_start, date(2026, 3, 31), date(2026, 1, 1)),
        (find_season_start, date(2026, 4, 1), date(2026, 4, 1)),
        (find_season_start, date(2026, 12, 31), date(2026, 10, 1)),
    ],
)
def test_a_period_is_named_by_its_first_day(
    start: Callable[[date], date], day: date, first: date
) -> None:
    assert start(day) == first


@given(periods, days)
def test_every_day_lies_in_its_period_and_the_next_follows_at_once(
    period: Period, day: date
) -> None:
    start = find_period_start(period, day)
    after = find_next_period_start(period, start)
    assert start <= day < after
    assert find_period_start(period, start) == start
    assert find_period_start(period, after) == after
    assert find_period_start(period, after - timedelta(days=1)) == start


@given(entries)
def test_totals_are_the_sums_of_the_newest_periods(found: list[PointsEntry]) -> None:
    totals = add_entries_to_totals(PointsTotals(), found)
    assert totals.points == sum(one.points for one in found)
    for period in PERIOD_RULES:
        newest = max((find_period_start(period, one.day) for one in found), default=None)
        assert getattr(totals, period) == newest
        if newest:
            assert totals.get_period_points(period, newest) == sum(
                one.points for one in found if find_period_start(period, one.day) == newest
            )


@given(entries, st.randoms(use_true_random=False), st.integers(0, 12))
def test_neither_order_nor_batches_matter(
    found: list[PointsEntry], random: object, cut: int
) -> None:
    shuffled = sorted(found, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert add_entries_to_totals(
        add_entries_to_totals(PointsTotals(), shuffled[:cut]), shuffled[cut:]
    ) == add_entries_to_totals(PointsTotals(), found)


def test_of_two_equals_the_earlier_was_there_first() -> None:
    totals = add_entries_to_totals(PointsTotals(), [entry(DAY, 10, 5), entry(DAY, 0, 9)])
    assert totals.scored_at == entry(DAY, second=5).earned_at
    assert (
        add_entries_to_totals(totals, [entry(DAY, 5, 7)]).scored_at
        == entry(DAY, second=7).earned_at
    )


def test_a_period_that_is_not_the_newest_has_nothing() -> None:
    totals = add_entries_to_totals(PointsTotals(), [entry(DAY)])
    assert (
        totals.get_period_points("week", DAY),
        totals.get_period_points("week", DAY - timedelta(days=7)),
    ) == (10, 0)


def test_no_entries_change_nothing() -> None:
    totals = replace(PointsTotals(), points=5, week=DAY)
    assert add_entries_to_totals(totals, []) is totals


@pytest.mark.parametrize(
    ("period", "start", "name"),
    [
        ("week", date(2026, 12, 28), "2026-W53"),
        ("week", date(2025, 12, 29), "2026-W01"),
        ("month", date(2026, 3, 1), "2026-03"),
        ("season", date(2026, 10, 1), "2026-Q4"),
        ("season", date(2026, 1, 1), "2026-Q1"),
    ],
)
def test_periods_have_names(period: Period, start: date, name: str) -> None:
    assert name_period(period, start) == name


def test_every_period_has_a_rule_and_two_fields_of_the_totals() -> None:
    assert tuple(PERIOD_RULES) == get_args(Period)
    fields = {field for period in get_args(Period) for field in (period, f"{period}_points")}
    assert fields | {"points", "scored_at"} == set(POINTS_TOTALS_FIELDS)
    assert fields < {column._meta.name for column in ProgressTable._meta.columns}
