"""Colours are read, and their contrast is that of WCAG 2."""

import pytest

from content.colours import BLACK, DARK_PAGE, WHITE, contrast_ratio, parse_colour


@pytest.mark.parametrize(
    ("text", "ratio"), [("#000", 21), ("#ffffff", 1), ("#767676", 4.54), ("rgb(255, 0, 0)", 4.0)]
)
def test_the_contrast_with_white(text: str, ratio: float) -> None:
    found = parse_colour(text)
    assert found
    assert contrast_ratio(found, WHITE) == pytest.approx(ratio, abs=0.01)


def test_the_dark_page_is_nearly_black() -> None:
    assert contrast_ratio(DARK_PAGE, WHITE) > 15 > 2 > contrast_ratio(DARK_PAGE, BLACK)
    assert parse_colour("gold") is None
