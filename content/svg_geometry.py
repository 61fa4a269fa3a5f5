"""The outlines of SVG shapes as polygons whose corners are the points in the file.

This is an approximation: control points of curves are corners, and an arc is a straight line. It
is good enough to find which shape lies under which.
"""

import math
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
IDENTITY_MATRIX: Matrix = (1, 0, 0, 1, 0, 0)

# A possessive quantifier does not go back, and brackets end where others begin. So each pattern
# takes a time that is linear in the length of the text, whatever it says.
_SVG_NUMBER = re.compile(r"[-+]?(?:\d++\.?+\d*+|\.\d++)(?:e[-+]?\d{1,2})?", re.IGNORECASE)
_PATH_STEP = re.compile(r"([MLHVCSQTAZ])([^MLHVCSQTAZ]*+)", re.IGNORECASE)
_TRANSFORM_PART = re.compile(r"(matrix|translate|scale|rotate|skewX|skewY)\(([^()]*+)\)")
_ARC_NUMBER = re.compile(rf"[\s,]*+({_SVG_NUMBER.pattern})", re.IGNORECASE)
_ARC_FLAG = re.compile(r"[\s,]*+([01])")
_ARC_PARTS = (*[_ARC_NUMBER] * 3, *[_ARC_FLAG] * 2, *[_ARC_NUMBER] * 2)
_COORDINATES_PER_STEP = {"M": 2, "L": 2, "T": 2, "C": 6, "S": 4, "Q": 4}
_CIRCLE_CORNERS = 16  # of the polygon that stands for a circle


class Box(NamedTuple):
    """The bounds of a shape."""

    left: float
    top: float
    right: float
    bottom: float

    def contains_point(self, point: Point, margin: float = 0) -> bool:
        """Whether the point is in the box, or at most `margin` outside."""
        x, y = point
        return (
            self.left - margin <= x <= self.right + margin
            and self.top - margin <= y <= self.bottom + margin
        )


def parse_numbers(text: str | None) -> list[float]:
    """All numbers in a text."""
    return [_parse_coordinate(found) for found in _SVG_NUMBER.findall(text or "")]


def _parse_coordinate(text: str) -> float:
    """A coordinate, bounded so that calculations with it do not overflow."""
    return max(-1e6, min(1e6, float(text)))


def read_length(attributes: Mapping[str, str], name: str) -> float:
    """The length in an attribute; 0 if there is none."""
    return next(iter(parse_numbers(attributes.get(name))), 0.0)


def trace_outlines(tag: str, attributes: Mapping[str, str]) -> list[list[Point]]:
    """The polygons of a shape; [] for an element that is not a shape."""
    x, y, cx, cy = (read_length(attributes, name) for name in ("x", "y", "cx", "cy"))
    if tag == "rect":
        right, bottom = x + read_length(attributes, "width"), y + read_length(attributes, "height")
        return [[(x, y), (right, y), (right, bottom), (x, bottom)]]
    if tag in ("circle", "ellipse"):
        rx, ry = (
            read_length(attributes, name if tag == "ellipse" else "r") for name in ("rx", "ry")
        )
        angles = (2 * math.pi * i / _CIRCLE_CORNERS for i in range(_CIRCLE_CORNERS))
        return [[(cx + rx * math.cos(angle), cy + ry * math.sin(angle)) for angle in angles]]
    if tag == "line":
        x1, y1, x2, y2 = (read_length(attributes, name) for name in ("x1", "y1", "x2", "y2"))
        return [[(x1, y1), (x2, y2)]]
    if tag in ("polyline", "polygon"):
        return [_pair_coordinates(parse_numbers(attributes.get("points")))]
    if tag == "path":
        return _trace_path(attributes.get("d", ""))
    return [[(x, y)]] if tag == "text" else []


def _pair_coordinates(flat: list[float]) -> list[Point]:
    return list(zip(flat[::2], flat[1::2], strict=False))


def _trace_path(d: str) -> list[list[Point]]:
    """The points of each part of a path, including control points."""
    parts: list[list[Point]] = []
    here: Point = (0.0, 0.0)
    for letter, rest in _PATH_STEP.findall(d):
        kind, relative = letter.upper(), letter.islower()
        if kind == "Z":
            here = parts[-1][0] if parts and parts[-1] else here
            parts.append([here])
            continue
        if kind == "M" or not parts:
            parts.append([] if kind == "M" else [here])
        for group in _split_step(kind, rest):
            points = _trace_step(kind, group, here, relative)
            parts[-1] += points
            here = points[-1]
    return [part for part in parts if len(part) > 1]


def _split_step(kind: str, rest: str) -> list[list[float]]:
    if kind == "A":
        return list(_iterate_arcs(rest))
    flat, size = parse_numbers(rest), _COORDINATES_PER_STEP.get(kind, 1)
    return [flat[i : i + size] for i in range(0, len(flat) - size + 1, size)]


def _iterate_arcs(rest: str) -> Iterator[list[float]]:
    """Give the seven numbers of each arc up to a fault. Flags may stand without spaces."""
    at = 0
    while True:
        group: list[float] = []
        for part in _ARC_PARTS:
            found = part.match(rest, at)
            if found is None:
                return
            group.append(_parse_coordinate(found[1]))
            at = found.end()
        yield group


def _trace_step(kind: str, group: list[float], here: Point, relative: bool) -> list[Point]:
    x, y = here if relative else (0.0, 0.0)
    if kind == "H":
        return [(group[0] + x, here[1])]
    if kind == "V":
        return [(here[0], group[0] + y)]
    flat = group[5:] if kind == "A" else group
    return [(a + x, b + y) for a, b in _pair_coordinates(flat)]


def parse_transform(text: str | None) -> Matrix:
    """The matrix of a `transform` attribute."""
    whole = IDENTITY_MATRIX
    for kind, inside in _TRANSFORM_PART.findall(text or ""):
        whole = compose_matrices(
            whole,
            _build_transform(
                kind,
                [*parse_numbers(inside), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
                len(parse_numbers(inside)),
            ),
        )
    return whole


def _build_transform(kind: str, n: list[float], given: int) -> Matrix:
    if kind == "matrix":
        return n[0], n[1], n[2], n[3], n[4], n[5]
    if kind == "translate":
        return 1, 0, 0, 1, n[0], n[1]
    if kind == "scale":
        return n[0], 0, 0, n[1] if given > 1 else n[0], 0, 0
    angle = math.radians(n[0])
    if kind == "rotate":
        turn: Matrix = (math.cos(angle), math.sin(angle), -math.sin(angle), math.cos(angle), 0, 0)
        return compose_matrices(
            compose_matrices((1, 0, 0, 1, n[1], n[2]), turn), (1, 0, 0, 1, -n[1], -n[2])
        )
    slant = max(-1e3, min(1e3, math.tan(angle)))
    return (1, 0, slant, 1, 0, 0) if kind == "skewX" else (1, slant, 0, 1, 0, 0)


def compose_matrices(outer: Matrix, inner: Matrix) -> Matrix:
    """The matrix that does `inner` first."""
    a, b, c, d, e, f = outer
    x, y, z, w, u, v = inner
    return (
        a * x + c * y,
        b * x + d * y,
        a * z + c * w,
        b * z + d * w,
        a * u + c * v + e,
        b * u + d * v + f,
    )


def transform_point(point: Point, matrix: Matrix) -> Point:
    """Apply a matrix to a point. The result is bounded so that calculations do not overflow."""
    (x, y), (a, b, c, d, e, f) = point, matrix
    return max(-1e9, min(1e9, a * x + c * y + e)), max(-1e9, min(1e9, b * x + d * y + f))


def find_bounds(parts: list[list[Point]]) -> Box:
    """The box around polygons that have at least one point."""
    xs, ys = zip(*(point for part in parts for point in part), strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def is_inside(point: Point, parts: list[list[Point]]) -> bool:
    """Whether a point is in the polygons, by the even-odd rule."""
    x, y = point
    odd = False
    for part in parts:
        for (x1, y1), (x2, y2) in zip(part, [*part[1:], part[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                odd = not odd
    return odd


def is_near(point: Point, parts: list[list[Point]], distance: float) -> bool:
    """Whether a point is at most `distance` from a line of the polygons."""
    return any(
        _distance_to_segment(point, one, other) <= distance
        for part in parts
        for one, other in pairwise(part)
    )


def _distance_to_segment(point: Point, one: Point, other: Point) -> float:
    (x, y), (x1, y1), (x2, y2) = point, one, other
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / length)) if length else 0.0
    return math.hypot(x - x1 - along * dx, y - y1 - along * dy)
