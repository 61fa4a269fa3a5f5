"""Forecasts of days and events: little evidence is completed by the team."""

import time

import pytest

from learning.rules.challenges.practice_forecast import (
    DayHistory,
    EventHistory,
    forecast_events,
    forecast_practice_days,
)


def test_one_lucky_day_does_not_make_a_habit() -> None:
    days = forecast_practice_days([DayHistory(20, 1, 1)], 0.5, 10)
    assert 10 < days.mean < 17
    assert days.ceiling == 20


def test_a_team_with_days_of_its_own_is_not_drawn_to_the_usual_share() -> None:
    low, high = (
        forecast_practice_days([DayHistory(20, 3, 14)] * 20, usual, 10) for usual in (0.1, 0.9)
    )
    assert low.mean == pytest.approx(high.mean, rel=0.1)


def test_people_of_a_mixed_team_keep_their_own_habits() -> None:
    mixed = [DayHistory(10, 14, 14)] * 5 + [DayHistory(10, 0, 14)] * 5
    always, never = mixed[:5], mixed[5:]
    assert forecast_practice_days(mixed, 0.5, 10).mean == pytest.approx(50, abs=4)
    on = forecast_practice_days([*mixed, *[DayHistory(100, 14, 14)]], 0.5, 10).mean
    assert on - forecast_practice_days(mixed, 0.5, 10).mean > 85
    assert forecast_practice_days(always, 0.5, 10).mean > 45
    assert forecast_practice_days(never, 0.5, 10).mean < 5


def test_events_are_expected_as_often_as_they_were_seen() -> None:
    events = forecast_events([EventHistory(20, 2, 10)] * 10, 0.05, 10)
    assert events.mean == pytest.approx(40, rel=0.15)
    none = forecast_events([EventHistory(20, 0, 10)] * 10, 0.05, 10)
    assert 0 < none.mean < 2
    assert none.ceiling > none.mean


def test_two_thousand_people_are_forecast_in_a_moment() -> None:
    people = [DayHistory(20, (person % 141) / 10, 14.2) for person in range(2000)]
    started_at = time.perf_counter()
    days = forecast_practice_days(people, 0.5, 10)
    assert time.perf_counter() - started_at < 1
    assert days.mean == pytest.approx(2000 * 20 * 7 / 14.2, rel=0.05)
