"""Every measure has its rule."""

from learning.rules.challenges.measures import ALL_MEASURES, MEASURE_RULES


def test_every_measure_has_a_rule() -> None:
    assert list(MEASURE_RULES) == list(ALL_MEASURES)
