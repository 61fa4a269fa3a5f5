"""Every measure has its SQL.

Other tests run it: `test_challenge_measures`, `test_practice_habits`.
"""

import pytest

from learning.queries.challenges.habit_sql import HABIT_SQL
from learning.queries.challenges.measure_sql import MEASURE_SQL
from learning.rules.challenges.measures import ALL_MEASURES, MEASURE_RULES, Measure


def test_every_measure_has_sql() -> None:
    assert list(MEASURE_SQL) == list(ALL_MEASURES)


@pytest.mark.parametrize("measure", ALL_MEASURES)
def test_every_measure_but_those_of_figures_is_forecast_from_habits(measure: Measure) -> None:
    assert (measure in HABIT_SQL) != MEASURE_RULES[measure].accepts_figures


@pytest.mark.parametrize("measure", ALL_MEASURES)
def test_sql_takes_the_parameters_of_recall_where_it_says_so(measure: Measure) -> None:
    sql = MEASURE_SQL[measure]
    assert ("$3" in (sql.select_values or "")) == sql.uses_recall
