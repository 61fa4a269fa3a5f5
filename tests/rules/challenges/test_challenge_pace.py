"""The pace of a running challenge: kept, needed, and whether it can be enough."""

import pytest

from learning.rules.challenges.challenge_pace import ChallengeDays, calculate_pace
from learning.rules.challenges.challenge_scores import Scoring

COUNT, PERCENTAGE = Scoring("count"), Scoring("percentage")
DAYS = ChallengeDays(gone=4.0, left=6)


def test_a_count_needs_what_is_missing_spread_over_the_days_left() -> None:
    pace = calculate_pace(20, 80, DAYS, COUNT, 1e9)
    assert (pace.kind, pace.kept, pace.needed, pace.days_left) == ("a_day", 5, 10, 6)
    assert pace.possible


def test_a_count_that_is_reached_needs_nothing() -> None:
    assert calculate_pace(90, 80, DAYS, COUNT, 1e9).needed == 0


def test_the_first_day_is_a_whole_day() -> None:
    assert calculate_pace(3, 30, ChallengeDays(0.1, 10), COUNT, 1e9).kept == 3


def test_without_a_day_left_no_pace_is_enough() -> None:
    pace = calculate_pace(20, 80, ChallengeDays(10, 0), COUNT, 1e9)
    assert (pace.needed, pace.possible) == (None, False)
    assert calculate_pace(80, 80, ChallengeDays(10, 0), COUNT, 1e9).possible


def test_a_percentage_needs_an_average_of_the_days_left() -> None:
    pace = calculate_pace(90, 92, DAYS, PERCENTAGE, 100)
    assert (pace.kind, pace.kept) == ("average", 90)
    assert pace.needed == pytest.approx((92 * 10 - 90 * 4) / 6)
    assert pace.possible


def test_a_percentage_that_no_day_can_repair_is_named() -> None:
    assert not calculate_pace(50, 90, DAYS, PERCENTAGE, 100).possible


def test_before_any_figure_the_target_is_what_is_needed() -> None:
    pace = calculate_pace(None, 92, DAYS, PERCENTAGE, 100)
    assert (pace.kept, pace.needed) == (None, 92)


def test_complaints_to_stay_below_are_a_budget() -> None:
    lower = Scoring("count", lower_is_better=True)
    pace = calculate_pace(8, 20, DAYS, lower, 1e9)
    assert (pace.kept, pace.needed, pace.possible) == (2, 2, True)
    spent = calculate_pace(25, 20, DAYS, lower, 1e9)
    assert (spent.needed, spent.possible) == (0, False)


def test_minutes_of_waiting_need_days_below_the_target() -> None:
    lower = Scoring("duration", lower_is_better=True)
    assert calculate_pace(8, 5, DAYS, lower, 86_400).needed == pytest.approx(3)
    assert not calculate_pace(20, 5, DAYS, lower, 86_400).possible
