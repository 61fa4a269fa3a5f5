from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.practice.capacity import (
    CAPACITY_DAYS,
    MIN_TEAM_SIZE_FOR_FIGURES,
    Capacity,
    PersonLoad,
    calculate_capacity,
    count_working_days,
)
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota

MONDAY = date(2026, 3, 2)
loads = st.builds(
    PersonLoad,
    st.integers(0, 500),
    st.floats(5, 60),
    st.integers(2, 15),
    st.integers(0, CAPACITY_DAYS),
)


def test_a_team_is_over_when_more_falls_due_than_it_has_minutes_for() -> None:
    assert calculate_capacity(
        [PersonLoad(due=60, question_seconds=20, minutes=5, days=4)] * MIN_TEAM_SIZE_FOR_FIGURES
    ) == Capacity(100, 100, over=False)
    assert calculate_capacity(
        [PersonLoad(due=61, question_seconds=20, minutes=5, days=4)] * MIN_TEAM_SIZE_FOR_FIGURES
    ) == Capacity(102, 100, over=True)


def test_nobody_at_work_and_something_due_is_over_and_nothing_due_never_is() -> None:
    assert calculate_capacity([PersonLoad(1, 20, 5, 0)] * MIN_TEAM_SIZE_FOR_FIGURES).over
    assert not calculate_capacity([PersonLoad(0, 20, 5, 0)] * MIN_TEAM_SIZE_FOR_FIGURES).over


@given(st.lists(loads, max_size=MIN_TEAM_SIZE_FOR_FIGURES - 1))
def test_minutes_of_a_few_are_nobodys_business(few: list[PersonLoad]) -> None:
    found = calculate_capacity(few)
    assert (found.due_minutes, found.available_minutes) == (None, None)


@given(st.lists(loads, min_size=MIN_TEAM_SIZE_FOR_FIGURES, max_size=12), loads)
def test_the_same_minutes_however_people_are_listed_and_never_fewer_with_one_more(
    team: list[PersonLoad], one: PersonLoad
) -> None:
    alone, joined = calculate_capacity(team), calculate_capacity([one, *team])
    assert calculate_capacity(reversed(team)) == alone
    assert alone.due_minutes is not None
    assert joined.due_minutes is not None
    assert joined.due_minutes >= alone.due_minutes


@pytest.mark.parametrize(
    ("rota", "days"),
    [
        (Rota(ALL_ISO_WEEKDAYS), 7),
        (Rota((1, 2, 3, 4, 5)), 5),
        (Rota((1, 2, 3, 4, 5), days_off=frozenset([MONDAY, MONDAY + timedelta(days=8)])), 4),
        (Rota((1,), days_on=frozenset([MONDAY + timedelta(days=6)])), 2),
    ],
)
def test_working_days_are_those_of_the_persons_own_rota(rota: Rota, days: int) -> None:
    assert count_working_days(rota, MONDAY) == days
