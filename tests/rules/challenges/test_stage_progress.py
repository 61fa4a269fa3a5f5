"""When milestones are reached: counts at once, rates over a window."""

from datetime import date, timedelta

import pytest

from learning.rules.challenges.challenge_scores import Scoring
from learning.rules.challenges.figure_units import WeightedValue
from learning.rules.challenges.stage_progress import (
    ChallengeProgress,
    count_reached_stages,
    find_window_values,
)

FIRST = date(2026, 3, 2)
MONTH_END = FIRST + timedelta(days=29)
RATE = Scoring("percentage")


def find_windows(values: dict[int, float], last: date = MONTH_END) -> list[float]:
    """Return the windows of figures, given as value by number of the day."""
    figures = [
        (FIRST + timedelta(days=day), WeightedValue(value, 100)) for day, value in values.items()
    ]
    return find_window_values(figures, FIRST, last, "percentage")


@pytest.mark.parametrize(
    ("value", "reached"), [(0, 0), (19.9, 0), (20, 1), (50 - 1e-12, 2), (100, 3), (300, 3)]
)
def test_a_count_has_reached_the_stages_up_to_its_value(value: float, reached: int) -> None:
    progress = ChallengeProgress(value, 100)
    assert count_reached_stages([20, 50, 100], progress, Scoring()) == reached


def test_a_first_good_day_reaches_no_milestone_of_a_rate() -> None:
    windows = find_windows({0: 100})
    assert windows == []
    progress = ChallengeProgress(100, 95, windows=windows)
    assert count_reached_stages([80, 90, 95], progress, RATE) == 0


def test_a_window_has_seven_days_and_figures_of_three() -> None:
    assert find_windows({0: 90, 5: 100}) == []
    assert find_windows({0: 90, 6: 100}) == []
    assert find_windows({0: 90, 3: 92, 6: 100}) == [pytest.approx(94)]
    assert find_windows({0: 0, 7: 90, 8: 90, 9: 90}) == [90.0]


def test_a_short_challenge_is_one_window() -> None:
    last = FIRST + timedelta(days=1)
    assert find_windows({0: 90}, last) == []
    assert find_windows({0: 90, 1: 100}, last) == [95.0]


def test_a_bad_week_takes_no_milestone_back_and_the_target_is_decided_at_the_end() -> None:
    windows = [96.0, 60.0]
    running = ChallengeProgress(78, 95, windows=windows)
    assert count_reached_stages([80, 90, 95], running, RATE) == 2
    lost = ChallengeProgress(78, 95, is_over=True, windows=windows)
    assert count_reached_stages([80, 90, 95], lost, RATE) == 2
    won = ChallengeProgress(95, 95, is_over=True, windows=windows)
    assert count_reached_stages([80, 90, 95], won, RATE) == 3


def test_where_lower_is_better_milestones_go_down() -> None:
    waiting = Scoring("duration", lower_is_better=True)
    assert count_reached_stages([8, 6, 5], ChallengeProgress(7, 5, windows=[7.5]), waiting) == 1


def test_a_count_to_stay_below_is_decided_at_the_end() -> None:
    complaints = Scoring(lower_is_better=True)
    assert count_reached_stages([20, 10], ChallengeProgress(3, 10), complaints) == 0
    assert count_reached_stages([20, 10], ChallengeProgress(3, 10, is_over=True), complaints) == 2


def test_without_any_figure_nothing_is_reached() -> None:
    silent = ChallengeProgress(0, 5, is_measured=False, is_over=True)
    assert count_reached_stages([8, 5], silent, Scoring("duration", lower_is_better=True)) == 0
