"""Every measure has its rules and its SQL."""

import pytest

from learning.queries.challenges.measure_sql import MEASURE_SQL
from learning.rules.challenges.measures import ALL_MEASURES, MEASURE_RULES, Measure, is_averaged


def test_every_measure_has_a_rule_and_sql() -> None:
    assert list(MEASURE_RULES) == list(ALL_MEASURES)
    assert list(MEASURE_SQL) == list(ALL_MEASURES)


@pytest.mark.parametrize("measure", ALL_MEASURES)
def test_practice_adds_to_every_measure_without_figures_from_outside(measure: Measure) -> None:
    has_units = MEASURE_SQL[measure].units_per_day is not None
    assert has_units != MEASURE_RULES[measure].accepts_figures


def test_only_figures_in_percent_are_averaged() -> None:
    assert is_averaged("figure", "% satisfied")
    assert not is_averaged("figure", "promises kept")
    assert not is_averaged("breaks", "%")
