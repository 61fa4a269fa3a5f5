"""Can a picture be made out, by day and in the dark?

An approximation, with no renderer. What a picture is about is drawn in its ink, the colour of most of its outlines. A
shape in ink, or a text, has to stand out from what lies under the points of its outline: the topmost shape painted before
it, or the page, which is white or nearly black. On the page 3:1 is needed and for text 4.5:1, as WCAG 2 has it; within a
picture, where hue, place and form help, 2:1. Standing out with fill or outline is enough. All else is scenery and may be as
faint as it likes: shapes without an outline, lines in other colours, see-through paint, specks.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from content.colours import DARK, WHITE, Colour, contrast
from content.draft import Draft
from content.drawing import UNKNOWN, Drawing, Paint, Shape, draw
from content.findings import Place, Problem, shown
from content.geometry import Box, Point, bounds, inside, near
from content.images import content_type, named_type
from content.registry import check
from content.svg import inspect
from content.text import decode

ON_PAGE, TEXT, WITHIN = 3.0, 4.5, 2.0
FAINT = 0.5  # as opaque as this, a paint hides what is under it
SPECK = 0.1  # of the canvas, in its longer direction: what is smaller is detail
SAMPLES = 8  # points of an outline that are looked under
PAGES = (WHITE, DARK)


@check(
    "svg-contrast",
    "A picture that melts into the page is a grey patch to a third of the people.",
    strict=True,
)
def svg_contrast(draft: Draft) -> Iterator[Problem]:
    """Outlined shapes and texts of an SVG stand out from what is under them, on a white page and a dark one."""
    for path, data in sorted(draft.source.files.items()):
        if path.startswith("media/") and named_type(path) == content_type(data) == "image/svg+xml":
            text, finding = decode(path, data)
            if not finding and not inspect(text):
                yield from _judge(path, draw(text))


class Faint(NamedTuple):
    """A contrast that is too low, and what it should be."""

    ratio: float
    needed: float


def _judge(path: str, drawing: Drawing) -> Iterator[Problem]:
    for line, what in drawing.unread:
        yield Problem(
            Place(path, line),
            shown(what),
            "write colours as `#rrggbb` in `fill` and `stroke`; draw simply",
        )
    things = [list(same) for _, same in groupby(drawing.shapes, key=lambda shape: shape.parts)]
    ink = _ink(drawing)
    below: list[Shape] = []
    for thing in things:
        matters = any(_matters(shape, ink, drawing.canvas) for shape in thing)
        if matters and (faint := _faintest(thing, below, drawing.canvas)):
            what = f"this <{thing[0].tag}> stands out by {faint.ratio:.1f}:1 where it is, {faint.needed:g}:1 at least"
            yield Problem(
                Place(path, thing[0].line), what, "give it a darker or lighter outline or fill"
            )
        below += thing
    for page, name in zip(PAGES, ("white", "dark"), strict=True):
        if things and not any(_best(thing, page) >= ON_PAGE for thing in things):
            what = f"nothing in the picture stands out from a {name} page by {ON_PAGE:g}:1"
            yield Problem(
                Place(path), what, "outline it in a colour that does, or paint a card under it"
            )


def _ink(drawing: Drawing) -> Paint:
    """The colour of most outlines; None if nothing has one."""
    strokes = Counter(
        shape.stroke for shape in drawing.shapes if shape.stroke and shape.stroke_opacity >= FAINT
    )
    return strokes.most_common(1)[0][0] if strokes else None


def _matters(shape: Shape, ink: Paint, canvas: Box) -> bool:
    if shape.tag == "text":
        return True
    boxes = [bounds([part]) for part in shape.parts]
    size = (
        max(max(box.right - box.left, box.bottom - box.top) for box in boxes) + shape.stroke_width
    )
    whole = max(canvas.right - canvas.left, canvas.bottom - canvas.top)
    return (
        shape.stroke is not None
        and shape.stroke == ink
        and shape.stroke_opacity >= FAINT
        and size >= SPECK * whole
    )


def _faintest(thing: list[Shape], below: list[Shape], canvas: Box) -> Faint | None:
    """Where a thing is hardest to make out, if more than half of its outline is too faint."""
    inks = {shape.stroke for shape in thing}
    unders = [_under(below, point, inks) for point in _samples(thing[0]) if canvas.holds(point)]
    told = [
        min(_told(thing, colour, under == PAGES) for colour in under) for under in unders if under
    ]
    faint = [one for one in told if one.ratio < one.needed]
    return min(faint) if 2 * len(faint) > len(told) else None


def _told(thing: list[Shape], under: Colour, on_page: bool) -> Faint:
    needed = TEXT if thing[0].tag == "text" else ON_PAGE if on_page else WITHIN
    return Faint(_best(thing, under), needed)


def _samples(shape: Shape) -> list[Point]:
    points = [point for part in shape.parts for point in part]
    return points[:: max(1, len(points) // SAMPLES)][:SAMPLES]


def _under(below: list[Shape], point: Point, inks: set[Paint]) -> tuple[Colour, ...]:
    """The colour under a point, both pages where there is none, nothing where nobody can say.

    Outlines in the same ink are looked through: lines of a drawing meet.
    """
    for shape in reversed(below):
        half = shape.stroke_width / 2
        if not shape.box.holds(point, half):
            continue
        if (
            shape.stroke not in inks
            and shape.stroke_opacity >= FAINT
            and near(point, shape.parts, half)
        ):
            return _known(shape.stroke)
        if shape.fill and shape.fill_opacity >= FAINT and inside(point, shape.parts):
            return _known(shape.fill)
    return PAGES


def _known(paint: Paint) -> tuple[Colour, ...]:
    return (paint,) if isinstance(paint, Colour) else ()


def _best(thing: list[Shape], under: Colour) -> float:
    """The contrast of whichever of a thing's paints stands out most; all there is for a colour nobody can say."""
    fills = [shape.fill for shape in thing if shape.fill_opacity >= FAINT]
    seen = [*fills, *(shape.stroke for shape in thing if shape.stroke_opacity >= FAINT)]
    if UNKNOWN in seen:
        return 21.0
    return max(
        (contrast(paint, under) for paint in seen if isinstance(paint, Colour)), default=21.0
    )
