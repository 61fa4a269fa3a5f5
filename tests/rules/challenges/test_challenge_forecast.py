"""Forecasts of challenges: a median, a range and a chance that hold together."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.rules.challenges.bounded_distribution import BoundedDistribution
from learning.rules.challenges.challenge_forecast import (
    SUGGESTED_TARGET_CHANCE,
    ChallengeForecast,
    calculate_win_chances,
    forecast_team_value,
)
from learning.rules.challenges.practice_forecast import DayHistory, forecast_practice_days

histories = st.builds(
    lambda ahead, known, share: DayHistory(ahead, known * share, known),
    ahead=st.integers(0, 120),
    known=st.floats(0, 18),
    share=st.floats(0, 1),
)


def make_forecast(
    histories: list[DayHistory], *, per_person: bool = False, days_away: float = 10
) -> ChallengeForecast:
    moments = forecast_practice_days(histories, 0.5, days_away)
    duty_days = sum(history.ahead for history in histories)
    return forecast_team_value(moments, duty_days, per_person=per_person, whole=True)


def make_team(number: int, practised: float, known: float = 14) -> list[DayHistory]:
    return [DayHistory(20, practised, known)] * number


def make_values(number: int, practised: float, *, per_person: bool) -> BoundedDistribution:
    return make_forecast(make_team(number, practised), per_person=per_person).values


def test_a_team_of_which_nothing_is_known_can_do_nearly_anything() -> None:
    forecast = make_forecast(make_team(9, 0, 0))
    assert forecast.middle == pytest.approx(90, abs=2)
    assert forecast.low < 40
    assert forecast.high > 140
    assert 0.4 < forecast.chance_to_reach(90) < 0.6
    assert forecast.suggest_target(per_person=False) > 50


def test_who_joined_today_is_taken_to_be_like_the_team() -> None:
    with_newcomers = make_forecast([*make_team(9, 12), *make_team(3, 0, 0)])
    as_if_missed = make_forecast([*make_team(9, 12), *make_team(3, 0)])
    assert with_newcomers.middle > 190
    assert as_if_missed.middle < 175


def test_a_known_team_goes_on_as_before_within_a_range() -> None:
    forecast = make_forecast(make_team(30, 7), per_person=True)
    assert forecast.middle == pytest.approx(0.5, abs=0.03)
    assert 0.3 < forecast.low < forecast.middle < forecast.high < 0.7


def test_the_further_away_the_less_is_known() -> None:
    near, far = (make_forecast(make_team(30, 7), days_away=days) for days in (5, 150))
    assert far.high - far.low > near.high - near.low


def test_the_chance_falls_with_every_target_and_ends_at_what_is_possible() -> None:
    forecast = make_forecast(make_team(1, 12))
    chances = [forecast.chance_to_reach(target) for target in range(22)]
    assert chances[0] == 1
    assert chances == sorted(chances, reverse=True)
    assert len(set(chances[8:21])) == 13, "no two of these targets are equally likely"
    assert chances[20] > 0
    assert chances[21] == 0


def test_the_suggested_target_is_reached_with_its_chance() -> None:
    forecast = make_forecast(make_team(12, 9))
    suggested = forecast.suggest_target(per_person=False)
    assert forecast.chance_to_reach(suggested) == pytest.approx(SUGGESTED_TARGET_CHANCE, abs=0.1)


def test_equal_teams_of_different_size_have_equal_chances_per_person() -> None:
    first, second = calculate_win_chances(
        [make_values(4, 8, per_person=True), make_values(16, 8, per_person=True)]
    )
    assert first + second == pytest.approx(1)
    assert first == pytest.approx(0.5, abs=0.12)
    totals = [make_values(4, 8, per_person=False), make_values(16, 8, per_person=False)]
    assert calculate_win_chances(totals)[1] > 0.99, "totals would not be fair"


def test_a_race_of_nobody_is_won_by_all_alike() -> None:
    assert calculate_win_chances([]) == []
    nobody = make_forecast([], per_person=True).values
    assert calculate_win_chances([nobody, nobody]) == pytest.approx([0.5, 0.5])


def test_a_team_without_anybody_on_duty_reaches_nothing() -> None:
    assert make_forecast([], per_person=True).high == 0
    assert make_forecast([DayHistory(0, 5, 14)]).high == 0


@settings(deadline=None)
@given(st.lists(histories, min_size=1, max_size=8), st.floats(0, 200))
def test_a_forecast_stays_within_what_is_possible(
    people: list[DayHistory], days_away: float
) -> None:
    forecast = make_forecast(people, days_away=days_away)
    possible = sum(person.ahead for person in people)
    assert 0 <= forecast.low <= forecast.middle <= forecast.high <= possible
    assert all(0 <= forecast.chance_to_reach(part * possible / 4) <= 1 for part in range(6))


@settings(deadline=None)
@given(st.integers(0, 9))
def test_a_team_that_practised_more_reaches_more(practised: int) -> None:
    before, after = (make_forecast(make_team(8, days)) for days in (practised, practised + 4))
    assert after.middle > before.middle
    assert after.chance_to_reach(80) >= before.chance_to_reach(80)
