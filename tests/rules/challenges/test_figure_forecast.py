"""Forecasts of figures: from earlier figures, within what the unit allows."""

from datetime import date, timedelta

import pytest

from learning.rules.challenges.challenge_forecast import ChallengeForecast
from learning.rules.challenges.challenge_scores import Scoring
from learning.rules.challenges.figure_forecast import (
    EarlierFigure,
    FiguresAhead,
    forecast_figures,
)
from learning.rules.challenges.figure_units import weigh_figure

PERCENTAGE = Scoring("percentage")
COMPLAINTS = Scoring("count", lower_is_better=True)


def make_earlier(scoring: Scoring, values: list[float], team: int = 1) -> list[EarlierFigure]:
    first = date(2026, 3, 2)
    return [
        EarlierFigure(
            team,
            1,
            len(values),
            first + timedelta(days=day),
            weigh_figure(scoring.unit_type, value),
        )
        for day, value in enumerate(values)
    ]


def forecast(
    scoring: Scoring, values: list[float], days: int = 28, score_max: float | None = None
) -> ChallengeForecast:
    ahead = FiguresAhead((1,), days, days / 2, 0)
    found = forecast_figures(make_earlier(scoring, values), ahead, scoring, score_max)
    assert found is not None
    return found


def test_nothing_is_said_where_no_figure_is_known() -> None:
    assert forecast_figures([], FiguresAhead((1,), 28, 14, 0), PERCENTAGE, None) is None


def test_a_percentage_goes_on_around_its_average_and_never_above_a_hundred() -> None:
    found = forecast(PERCENTAGE, [92, 90, 88, 91, 89, 93, 87] * 3)
    assert found.middle == pytest.approx(90, abs=1)
    assert 80 < found.low < found.high < 100
    assert found.chance_to_reach(80) > 0.9
    assert found.chance_to_reach(99) < 0.1
    assert found.chance_to_reach(100) < 0.01
    assert found.suggest_target(per_person=False, step=1) in (88, 89, 90)


def test_one_figure_alone_says_little() -> None:
    one, many = forecast(PERCENTAGE, [90]), forecast(PERCENTAGE, [90] * 20)
    assert one.high - one.low > 1.5 * (many.high - many.low)


def test_complaints_add_up_and_fewer_are_better() -> None:
    found = forecast(COMPLAINTS, [2, 3, 1, 2, 2, 3, 1] * 2, days=14)
    assert found.middle == pytest.approx(28, abs=3)
    assert found.chance_to_reach(45) > 0.9
    assert found.chance_to_reach(10) < 0.1
    assert found.chance_to_reach(20) < found.chance_to_reach(30)
    assert found.suggest_target(per_person=False) >= 28


def test_a_score_stays_within_its_scale() -> None:
    found = forecast(Scoring("score"), [4.8, 5, 4.9], score_max=5)
    assert found.high <= 5
    assert found.middle == pytest.approx(4.9, abs=0.1)
    assert found.suggest_target(per_person=False, step=0.1) in (4.7, 4.8, 4.9)


def test_a_mean_of_waiting_minutes_has_no_upper_bound() -> None:
    found = forecast(Scoring("duration", lower_is_better=True), [4, 6, 5, 5])
    assert found.chance_to_reach(8) > 0.8
    assert found.values.high > 20


def test_three_perfect_figures_do_not_promise_that_all_will_be() -> None:
    found = forecast(PERCENTAGE, [100, 100, 100])
    assert found.middle < 100
    assert found.suggest_target(per_person=False, step=1) < 100


def test_three_days_without_complaints_do_not_promise_none() -> None:
    assert forecast(COMPLAINTS, [0, 0, 0], days=28).chance_to_reach(0) < 0.6
