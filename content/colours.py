"""Colours in sRGB, and the contrast of two colours as WCAG 2 defines it (1 to 21)."""

import re
from typing import NamedTuple


class Colour(NamedTuple):
    """Red, green and blue, each 0 to 1."""

    red: float
    green: float
    blue: float

    @property
    def luminance(self) -> float:
        """The relative luminance of WCAG 2, from 0 (black) to 1 (white)."""
        red, green, blue = (
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in self
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue


BLACK, WHITE = Colour(0, 0, 0), Colour(1, 1, 1)
DARK_PAGE = Colour(0x14 / 255, 0x16 / 255, 0x1F / 255)  # the page of the app in dark mode

_HEX_COLOUR = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_RGB_COLOUR = re.compile(r"rgb\((\d{1,3})[ ,]+(\d{1,3})[ ,]+(\d{1,3})\)")
_NAMED_COLOURS = {
    "black": BLACK,
    "white": WHITE,
    "currentcolor": BLACK,
}  # in an <img> the current colour is black


def contrast_ratio(one: Colour, other: Colour) -> float:
    """The ratio of luminances of WCAG 2: 1 for equal colours, 21 for black and white."""
    low, high = sorted((one.luminance, other.luminance))
    return (high + 0.05) / (low + 0.05)


def parse_colour(text: str) -> Colour | None:
    """The colour of `#rgb`, `#rrggbb`, `rgb(r, g, b)`, black or white; None for other CSS."""
    said = text.strip().lower()
    if found := _HEX_COLOUR.fullmatch(said):
        digits = found[1] if len(found[1]) > 4 else "".join(2 * digit for digit in found[1])
        return Colour(*(int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)))
    if found := _RGB_COLOUR.fullmatch(said):
        return Colour(*(min(int(part), 255) / 255 for part in found.groups()))
    return _NAMED_COLOURS.get(said)


def mean_colour(colours: list[Colour]) -> Colour:
    """The mean colour of a gradient's stops, of which there is at least one."""
    return Colour(*(sum(parts) / len(colours) for parts in zip(*colours, strict=True)))
