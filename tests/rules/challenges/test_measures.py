"""Every measure has its rule."""

from learning.rules.challenges.measures import ALL_MEASURES, MEASURE_RULES, is_averaged


def test_every_measure_has_a_rule() -> None:
    assert list(MEASURE_RULES) == list(ALL_MEASURES)


def test_only_figures_in_percent_are_averaged() -> None:
    assert is_averaged("figure", "% satisfied")
    assert not is_averaged("figure", "promises kept")
    assert not is_averaged("breaks", "%")
