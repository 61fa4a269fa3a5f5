"""A forecast is seeded, moves the right way, and says how likely it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.challenges.challenge_forecast import (
    SUGGESTED_TARGET_CHANCE,
    PracticeHabit,
    calculate_win_chances,
    forecast_challenge,
)

habits = st.builds(
    PracticeHabit,
    person=st.integers(1, 10**6),
    duty_days=st.integers(0, 28),
    practised_days=st.integers(0, 20),
    worked_days=st.just(20),
    units_per_day=st.floats(0, 5),
)


def staff(number: int, practised: int, first: int = 1, duty: int = 20) -> list[PracticeHabit]:
    return [PracticeHabit(first + person, duty, practised, 20, 1.0) for person in range(number)]


def test_the_same_seed_tells_the_same() -> None:
    assert forecast_challenge(staff(8, 12), "a", per_person=False) == forecast_challenge(
        staff(8, 12), "a", per_person=False
    )
    assert forecast_challenge(staff(8, 12), "a", per_person=False) != forecast_challenge(
        staff(8, 12), "b", per_person=False
    )


def test_people_are_expected_to_go_on_as_they_did() -> None:
    told = forecast_challenge(staff(30, 10), "seed", per_person=True)
    assert told.middle == pytest.approx(0.5, abs=0.03)
    assert told.low < told.middle < told.high


def test_the_suggested_target_is_reached_about_as_often_as_it_says() -> None:
    told = forecast_challenge(staff(12, 13), "seed", per_person=False)
    assert told.chance_to_reach(told.suggested_target) == pytest.approx(
        SUGGESTED_TARGET_CHANCE, abs=0.1
    )
    assert told.chance_to_reach(0) == 1
    assert told.chance_to_reach(12 * 20 + 1) == 0


def test_even_teams_have_even_chances_whatever_their_size() -> None:
    small, large = staff(4, 12), staff(16, 12, first=100)
    first, second = calculate_win_chances([small, large], "seed", per_person=True)
    assert first + second == pytest.approx(1)
    assert first == pytest.approx(0.5, abs=0.12)
    assert calculate_win_chances([small, large], "seed", per_person=False)[1] > 0.99, (
        "totals would not be fair"
    )


def test_a_team_that_nobody_works_in_is_no_error() -> None:
    assert forecast_challenge([], "seed", per_person=True).middle == 0
    assert forecast_challenge(staff(3, 5, duty=0), "seed", per_person=True).high == 0


@given(st.lists(habits, max_size=6), st.text(max_size=5))
def test_nobody_practises_on_more_days_than_they_work(
    people: list[PracticeHabit], seed: str
) -> None:
    told = forecast_challenge(people, seed, per_person=False)
    assert (
        0
        <= told.runs[0]
        <= told.runs[-1]
        <= sum(one.duty_days * one.units_per_day for one in people) + 1e-9
    )


@given(st.integers(0, 15))
def test_a_more_faithful_team_reaches_more(practised: int) -> None:
    before, after = (
        forecast_challenge(staff(8, days), "seed", per_person=False)
        for days in (practised, practised + 5)
    )
    assert after.middle > before.middle
