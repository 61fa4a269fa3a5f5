"""A target that is suggested is one that people would say aloud."""

import pytest
from support.vectors import read_vectors

from learning.queries.challenges.challenge_preview import round_to_spoken_figure


@pytest.mark.parametrize(
    ("value", "per_person", "said"),
    [
        (0.2, False, 0),
        (4.45, False, 4),
        (19.4, False, 19),
        (43, False, 45),
        (134, False, 135),
        (1234, False, 1230),
        (0.456, True, 0.46),
        (12.345, True, 12.35),
    ],
)
def test_counts_are_whole_and_shares_of_a_day_keep_their_hundredths(
    value: float, *, per_person: bool, said: float
) -> None:
    assert round_to_spoken_figure(value, per_person=per_person) == pytest.approx(said, abs=0.006)


@pytest.mark.parametrize("case", read_vectors("target_rounding"))
def test_counts_are_rounded_as_on_the_phone(case: dict[str, float]) -> None:
    assert round_to_spoken_figure(case["value"], per_person=False) == case["rounded"]
