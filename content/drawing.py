"""The shapes of an SVG in the order in which they are painted, with their colours and places.

Only for texts that `svg.inspect` found nothing wrong with; anything else gives the shapes up to the fault.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat  # `inspect` has refused document types, and with them every entity

from content.colours import Colour, colour, mean
from content.geometry import (
    IDENTITY,
    Box,
    Matrix,
    Point,
    bounds,
    compose,
    numbers,
    outlines,
    placed,
    transform,
)

UNKNOWN = "unknown"  # a paint that is there, but whose colour nobody can say
Paint = Colour | str | None  # a colour, UNKNOWN, or None for no paint

NO_CANVAS = Box(0, 0, 100, 100)
SHAPES, CORNERS = (
    600,
    12_000,
)  # of one picture that are looked at; looking under each takes all before it
_APART = frozenset(
    {"defs", "symbol", "clipPath", "mask", "pattern", "marker", "linearGradient", "radialGradient"}
)
_INHERITED = {
    "fill": "black",
    "stroke": "none",
    "stroke-width": "1",
    "fill-opacity": "1",
    "stroke-opacity": "1",
}
_URL = re.compile(r"url\(\s*['\"]?#([\w.-]+)['\"]?\s*\)")


class Shape(NamedTuple):
    """One thing that is painted. `stroke_width` is 0 where there is no stroke."""

    line: int
    tag: str
    fill: Paint
    fill_opacity: float
    stroke: Paint
    stroke_opacity: float
    stroke_width: float
    parts: list[list[Point]]
    box: Box


class Unread(NamedTuple):
    """Something that is not written in a way that can be checked."""

    line: int
    what: str


@dataclass(slots=True)
class Drawing:
    """What is painted on a canvas."""

    canvas: Box = NO_CANVAS
    shapes: list[Shape] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


class _State(NamedTuple):
    style: dict[str, str]
    matrix: Matrix
    opacity: float
    apart: bool


@dataclass(slots=True)
class _Reader:
    drawing: Drawing = field(default_factory=Drawing)
    states: list[_State] = field(default_factory=lambda: [_State(_INHERITED, IDENTITY, 1.0, False)])
    gradients: dict[str, list[Colour]] = field(default_factory=dict)
    gradient: str = ""
    corners: int = 0
    parser: expat.XMLParserType = field(
        default_factory=lambda: expat.ParserCreate(namespace_separator=" ")
    )

    def read(self, text: str) -> Drawing:
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = lambda _: self.states.pop()
        with suppress(expat.ExpatError):  # `svg-unsafe` says so
            self.parser.Parse(text, True)
        return self.drawing

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag, before = name.rpartition(" ")[2], self.states[-1]
        given = {key: value for key, value in attributes.items() if key in _INHERITED} | _declared(
            attributes
        )
        style = before.style | {key: value for key, value in given.items() if value != "inherit"}
        matrix = compose(before.matrix, transform(attributes.get("transform")))
        opacity = before.opacity * _share(given.get("opacity", attributes.get("opacity")))
        state = _State(style, matrix, opacity, before.apart or tag in _APART)
        self.states.append(state)
        if len(self.states) == 2:
            self.drawing.canvas = _canvas(attributes)
        if tag == "style":
            self.unread("colours in <style> cannot be checked")
        self.note_gradient(tag, attributes, given)
        if not state.apart:
            self.shape(tag, attributes, state)

    def unread(self, what: str) -> None:
        self.drawing.unread.append(Unread(self.parser.CurrentLineNumber, what))

    def note_gradient(self, tag: str, attributes: dict[str, str], given: dict[str, str]) -> None:
        if tag in ("linearGradient", "radialGradient"):
            self.gradient = attributes.get("id", "")
        elif tag == "stop" and (
            found := colour(given.get("stop-color", attributes.get("stop-color", "black")))
        ):
            self.gradients.setdefault(self.gradient, []).append(found)

    def shape(self, tag: str, attributes: dict[str, str], state: _State) -> None:
        parts = [
            [placed(point, state.matrix) for point in part]
            for part in outlines(tag, attributes)
            if part
        ]
        if not parts or self.corners > CORNERS:
            return
        self.corners += max(CORNERS // SHAPES, sum(map(len, parts)))
        if self.corners > CORNERS:
            self.unread(
                f"the picture has more than {SHAPES} shapes or {CORNERS} points: the rest cannot be checked"
            )
            return
        a, b, c, d, _, _ = state.matrix
        width = (
            next(iter(numbers(state.style["stroke-width"])), 1.0)
            * min(abs(a * d - b * c), 1e6) ** 0.5
        )
        stroke = self.paint(state.style["stroke"]) if width > 0 else None
        self.drawing.shapes.append(
            Shape(
                line=self.parser.CurrentLineNumber,
                tag=tag,
                fill=self.paint(state.style["fill"]),
                fill_opacity=state.opacity * _share(state.style["fill-opacity"]),
                stroke=stroke,
                stroke_opacity=state.opacity * _share(state.style["stroke-opacity"]),
                stroke_width=width if stroke else 0.0,
                parts=parts,
                box=bounds(parts),
            )
        )

    def paint(self, said: str) -> Paint:
        if said.strip().lower() in ("none", "transparent"):
            return None
        if found := _URL.match(said.strip()):
            stops = self.gradients.get(found[1])
            return mean(stops) if stops else UNKNOWN
        if (known := colour(said)) is None:
            self.unread(f"the colour {said.strip()[:20]!r} cannot be checked")
        return known or UNKNOWN


def draw(text: str) -> Drawing:
    """Read the shapes of an SVG. Never raises for what the text holds."""
    return _Reader().read(text)


def _declared(attributes: dict[str, str]) -> dict[str, str]:
    pairs = (part.partition(":") for part in attributes.get("style", "").split(";"))
    return {key.strip(): value.strip() for key, colon, value in pairs if colon}


def _share(text: str | None) -> float:
    found = next(iter(numbers(text)), 1.0)
    return max(0.0, min(1.0, found / 100 if text and "%" in text else found))


def _canvas(attributes: dict[str, str]) -> Box:
    box = numbers(attributes.get("viewBox"))
    if len(box) != 4:
        box = [
            0,
            0,
            *(next(iter(numbers(attributes.get(name))), 100.0) for name in ("width", "height")),
        ]
    return Box(box[0], box[1], box[0] + box[2], box[1] + box[3])
