"""Read the shapes of an SVG in the order in which they are painted, with colours and places.

The text must have passed `inspect_svg`. Otherwise only the shapes before the first fault are read.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat  # `inspect_svg` refuses document types

from content.colours import Colour, mean_colour, parse_colour
from content.findings import Message, make_message, make_printable
from content.svg_geometry import (
    IDENTITY_MATRIX,
    Box,
    Matrix,
    Point,
    compose_matrices,
    find_bounds,
    parse_numbers,
    parse_transform,
    trace_outlines,
    transform_point,
)
from content.xml_parsing import feed_parser

UNKNOWN_PAINT = "unknown"  # there is a paint, but its colour is unknown
Paint = Colour | str | None  # a colour, UNKNOWN_PAINT, or None for no paint

DEFAULT_CANVAS = Box(0, 0, 100, 100)
# Of one picture. The time grows with their square: each shape is compared with all before it.
MAX_SHAPES, MAX_CORNERS = 600, 12_000
MAX_COLOUR_CHARS = 20  # of an unknown colour quoted in a finding
MAX_STYLE_CHARS = 200  # a longer value is not read: each shape inside would read it again
_DEFINITION_TAGS = frozenset(
    {"defs", "symbol", "clipPath", "mask", "pattern", "marker", "linearGradient", "radialGradient"}
)
_INHERITED_STYLE = {
    "fill": "black",
    "stroke": "none",
    "stroke-width": "1",
    "fill-opacity": "1",
    "stroke-opacity": "1",
}
_STYLE_KEYS = frozenset({*_INHERITED_STYLE, "opacity", "stop-color"})
_PAINT_URL = re.compile(r"url\(\s*['\"]?#([\w.-]+)['\"]?\s*\)")


class PaintedShape(NamedTuple):
    """One painted shape. `stroke_width` is 0 if there is no stroke."""

    line: int
    tag: str
    fill: Paint
    fill_opacity: float
    stroke: Paint
    stroke_opacity: float
    stroke_width: float
    parts: list[list[Point]]
    box: Box


class UncheckedPart(NamedTuple):
    """A part whose colours or places cannot be checked."""

    line: int
    message: Message


@dataclass(slots=True)
class Drawing:
    """The painted shapes of a picture."""

    canvas: Box = DEFAULT_CANVAS
    shapes: list[PaintedShape] = field(default_factory=list)
    unchecked: list[UncheckedPart] = field(default_factory=list)


class _ElementState(NamedTuple):
    style: dict[str, str]
    matrix: Matrix
    opacity: float
    in_definition: bool


@dataclass(slots=True)
class _SvgReader:
    drawing: Drawing = field(default_factory=Drawing)
    states: list[_ElementState] = field(
        default_factory=lambda: [_ElementState(_INHERITED_STYLE, IDENTITY_MATRIX, 1.0, False)]
    )
    gradients: dict[str, list[Colour]] = field(default_factory=dict)
    gradient: str = ""
    corners: int = 0
    parser: expat.XMLParserType = field(
        default_factory=lambda: expat.ParserCreate("UTF-8", namespace_separator=" ")
    )

    def read_drawing(self, text: str) -> Drawing:
        self.parser.StartElementHandler = self.start_element
        self.parser.EndElementHandler = lambda _: self.states.pop()
        with suppress(expat.ExpatError):  # the rule `svg-unsafe` reports it
            feed_parser(self.parser, text)
        return self.drawing

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        tag, before = name.rpartition(" ")[2], self.states[-1]
        given = {
            key: value
            for key, value in (attributes | _parse_style(attributes)).items()
            if key in _STYLE_KEYS and len(value) <= MAX_STYLE_CHARS
        }
        style = before.style | {key: value for key, value in given.items() if value != "inherit"}
        matrix = compose_matrices(before.matrix, parse_transform(attributes.get("transform")))
        opacity = before.opacity * _parse_opacity(given.get("opacity"))
        state = _ElementState(
            style, matrix, opacity, before.in_definition or tag in _DEFINITION_TAGS
        )
        self.states.append(state)
        if len(self.states) == 2:
            self.drawing.canvas = _find_canvas(attributes)
        if tag == "style":
            self.note_unchecked(make_message("svg-colour-in-style"))
        self.note_gradient(tag, attributes, given.get("stop-color", "black"))
        if not state.in_definition:
            self.add_shape(tag, attributes, state)

    def note_unchecked(self, message: Message) -> None:
        self.drawing.unchecked.append(UncheckedPart(self.parser.CurrentLineNumber, message))

    def note_gradient(self, tag: str, attributes: dict[str, str], stop_colour: str) -> None:
        if tag in ("linearGradient", "radialGradient"):
            self.gradient = attributes.get("id", "")
        elif tag == "stop" and (found := parse_colour(stop_colour)):
            self.gradients.setdefault(self.gradient, []).append(found)

    def add_shape(self, tag: str, attributes: dict[str, str], state: _ElementState) -> None:
        parts = [
            [transform_point(point, state.matrix) for point in part]
            for part in trace_outlines(tag, attributes)
            if part
        ]
        if not parts or self.corners > MAX_CORNERS:
            return
        self.corners += max(MAX_CORNERS // MAX_SHAPES, sum(map(len, parts)))
        if self.corners > MAX_CORNERS:
            self.note_unchecked(
                make_message("svg-too-complex", shapes=MAX_SHAPES, points=MAX_CORNERS)
            )
            return
        a, b, c, d, _, _ = state.matrix
        width = (
            next(iter(parse_numbers(state.style["stroke-width"])), 1.0)
            * min(abs(a * d - b * c), 1e6) ** 0.5
        )
        stroke = self.resolve_paint(state.style["stroke"]) if width > 0 else None
        self.drawing.shapes.append(
            PaintedShape(
                line=self.parser.CurrentLineNumber,
                tag=tag,
                fill=self.resolve_paint(state.style["fill"]),
                fill_opacity=state.opacity * _parse_opacity(state.style["fill-opacity"]),
                stroke=stroke,
                stroke_opacity=state.opacity * _parse_opacity(state.style["stroke-opacity"]),
                stroke_width=width if stroke else 0.0,
                parts=parts,
                box=find_bounds(parts),
            )
        )

    def resolve_paint(self, said: str) -> Paint:
        if said.strip().lower() in ("none", "transparent"):
            return None
        if found := _PAINT_URL.match(said.strip()):
            stops = self.gradients.get(found[1])
            return mean_colour(stops) if stops else UNKNOWN_PAINT
        if (known := parse_colour(said)) is None:
            colour = make_printable(said.strip()[:MAX_COLOUR_CHARS])
            self.note_unchecked(make_message("svg-colour-unknown", colour=colour))
        return known or UNKNOWN_PAINT


def read_svg_shapes(text: str) -> Drawing:
    """Read the shapes of an SVG. Never raises."""
    return _SvgReader().read_drawing(text)


def _parse_style(attributes: dict[str, str]) -> dict[str, str]:
    pairs = (part.partition(":") for part in attributes.get("style", "").split(";"))
    return {key.strip(): value.strip() for key, colon, value in pairs if colon}


def _parse_opacity(text: str | None) -> float:
    found = next(iter(parse_numbers(text)), 1.0)
    return max(0.0, min(1.0, found / 100 if text and "%" in text else found))


def _find_canvas(attributes: dict[str, str]) -> Box:
    box = parse_numbers(attributes.get("viewBox"))
    if len(box) != 4:
        box = [
            0,
            0,
            *(
                next(iter(parse_numbers(attributes.get(name))), 100.0)
                for name in ("width", "height")
            ),
        ]
    return Box(box[0], box[1], box[0] + box[2], box[1] + box[3])
