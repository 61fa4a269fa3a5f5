"""Forecasts of challenges: seeded, bounded, and higher for people who practise more."""

import pytest
from hypothesis import given, settings
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


def make_habits(number: int, practised: int, first: int = 1, duty: int = 20) -> list[PracticeHabit]:
    return [PracticeHabit(first + person, duty, practised, 20, 1.0) for person in range(number)]


def test_the_same_seed_gives_the_same_forecast() -> None:
    assert forecast_challenge(make_habits(8, 12), "a", per_person=False) == forecast_challenge(
        make_habits(8, 12), "a", per_person=False
    )
    assert forecast_challenge(make_habits(8, 12), "a", per_person=False) != forecast_challenge(
        make_habits(8, 12), "b", per_person=False
    )


def test_the_middle_is_the_share_of_days_practised_before() -> None:
    forecast = forecast_challenge(make_habits(30, 10), "seed", per_person=True)
    assert forecast.middle == pytest.approx(0.5, abs=0.03)
    assert forecast.low < forecast.middle < forecast.high


def test_the_suggested_target_is_reached_in_its_share_of_runs() -> None:
    forecast = forecast_challenge(make_habits(12, 13), "seed", per_person=False)
    assert forecast.chance_to_reach(forecast.suggested_target) == pytest.approx(
        SUGGESTED_TARGET_CHANCE, abs=0.1
    )
    assert forecast.chance_to_reach(0) == 1
    assert forecast.chance_to_reach(12 * 20 + 1) == 0


def test_equal_teams_of_different_size_have_equal_chances_per_person() -> None:
    small, large = make_habits(4, 12), make_habits(16, 12, first=100)
    first, second = calculate_win_chances([small, large], "seed", per_person=True)
    assert first + second == pytest.approx(1)
    assert first == pytest.approx(0.5, abs=0.12)
    assert calculate_win_chances([small, large], "seed", per_person=False)[1] > 0.99, (
        "totals would not be fair"
    )


def test_a_team_without_anybody_on_duty_reaches_nothing() -> None:
    assert forecast_challenge([], "seed", per_person=True).middle == 0
    assert forecast_challenge(make_habits(3, 5, duty=0), "seed", per_person=True).high == 0


@given(st.lists(habits, max_size=6), st.text(max_size=5))
def test_people_practise_at_most_on_their_days_on_duty(
    people: list[PracticeHabit], seed: str
) -> None:
    forecast = forecast_challenge(people, seed, per_person=False)
    assert (
        0
        <= forecast.runs[0]
        <= forecast.runs[-1]
        <= sum(one.duty_days * one.units_per_day for one in people) + 1e-9
    )


@settings(deadline=None)  # two forecasts, on a machine that does other things too
@given(st.integers(0, 15))
def test_a_team_that_practised_more_reaches_more(practised: int) -> None:
    before, after = (
        forecast_challenge(make_habits(8, days), "seed", per_person=False)
        for days in (practised, practised + 5)
    )
    assert after.middle > before.middle
