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

from content.colours import DARK_PAGE, WHITE, Colour, contrast_ratio
from content.draft import PackDraft
from content.findings import FilePlace, Violation, make_printable
from content.image_types import detect_content_type, expected_content_type
from content.registry import check
from content.svg_geometry import Box, Point, find_bounds, is_inside, is_near
from content.svg_safety import inspect_svg
from content.svg_shapes import UNKNOWN_PAINT, Drawing, Paint, PaintedShape, read_svg_shapes
from content.text_decoding import decode_text

MIN_CONTRAST_ON_PAGE, MIN_CONTRAST_OF_TEXT, MIN_CONTRAST_WITHIN = 3.0, 4.5, 2.0
MIN_OPACITY = 0.5  # as opaque as this, a paint hides what is under it
MIN_SIZE_SHARE = 0.1  # of the canvas, in its longer direction: what is smaller is detail
MAX_SAMPLES = 8  # points of an outline that are looked under
PAGE_COLOURS = (WHITE, DARK_PAGE)


@check(
    "svg-contrast",
    "A picture that melts into the page is a grey patch to a third of the people.",
    strict=True,
)
def svg_contrast(draft: PackDraft) -> Iterator[Violation]:
    """Outlined shapes and texts of an SVG stand out from what is under them, on a white page and a dark one."""
    for path, data in sorted(draft.source.files.items()):
        if (
            path.startswith("media/")
            and expected_content_type(path) == detect_content_type(data) == "image/svg+xml"
        ):
            text, finding = decode_text(path, data)
            if not finding and not inspect_svg(text):
                yield from _check_drawing(path, read_svg_shapes(text))


class LowContrast(NamedTuple):
    """A contrast that is too low, and what it should be."""

    ratio: float
    needed: float


def _check_drawing(path: str, drawing: Drawing) -> Iterator[Violation]:
    for line, what in drawing.unchecked:
        yield Violation(
            FilePlace(path, line),
            make_printable(what),
            "write colours as `#rrggbb` in `fill` and `stroke`; draw simply",
        )
    things = [list(same) for _, same in groupby(drawing.shapes, key=lambda shape: shape.parts)]
    ink = _find_ink(drawing)
    below: list[PaintedShape] = []
    for thing in things:
        matters = any(_is_relevant(shape, ink, drawing.canvas) for shape in thing)
        if matters and (faint := _find_lowest_contrast(thing, below, drawing.canvas)):
            what = f"this <{thing[0].tag}> stands out by {faint.ratio:.1f}:1 where it is, {faint.needed:g}:1 at least"
            yield Violation(
                FilePlace(path, thing[0].line), what, "give it a darker or lighter outline or fill"
            )
        below += thing
    for page, name in zip(PAGE_COLOURS, ("white", "dark"), strict=True):
        if things and not any(
            _best_contrast(thing, page) >= MIN_CONTRAST_ON_PAGE for thing in things
        ):
            what = f"nothing in the picture stands out from a {name} page by {MIN_CONTRAST_ON_PAGE:g}:1"
            yield Violation(
                FilePlace(path), what, "outline it in a colour that does, or paint a card under it"
            )


def _find_ink(drawing: Drawing) -> Paint:
    """The colour of most outlines; None if nothing has one."""
    strokes = Counter(
        shape.stroke
        for shape in drawing.shapes
        if shape.stroke and shape.stroke_opacity >= MIN_OPACITY
    )
    return strokes.most_common(1)[0][0] if strokes else None


def _is_relevant(shape: PaintedShape, ink: Paint, canvas: Box) -> bool:
    if shape.tag == "text":
        return True
    boxes = [find_bounds([part]) for part in shape.parts]
    size = (
        max(max(box.right - box.left, box.bottom - box.top) for box in boxes) + shape.stroke_width
    )
    whole = max(canvas.right - canvas.left, canvas.bottom - canvas.top)
    return (
        shape.stroke is not None
        and shape.stroke == ink
        and shape.stroke_opacity >= MIN_OPACITY
        and size >= MIN_SIZE_SHARE * whole
    )


def _find_lowest_contrast(
    thing: list[PaintedShape], below: list[PaintedShape], canvas: Box
) -> LowContrast | None:
    """Where a thing is hardest to make out, if more than half of its outline is too faint."""
    inks = {shape.stroke for shape in thing}
    unders = [
        _find_colour_under(below, point, inks)
        for point in _sample_points(thing[0])
        if canvas.contains_point(point)
    ]
    told = [
        min(_measure_contrast(thing, colour, under == PAGE_COLOURS) for colour in under)
        for under in unders
        if under
    ]
    faint = [one for one in told if one.ratio < one.needed]
    return min(faint) if 2 * len(faint) > len(told) else None


def _measure_contrast(thing: list[PaintedShape], under: Colour, on_page: bool) -> LowContrast:
    needed = (
        MIN_CONTRAST_OF_TEXT
        if thing[0].tag == "text"
        else MIN_CONTRAST_ON_PAGE
        if on_page
        else MIN_CONTRAST_WITHIN
    )
    return LowContrast(_best_contrast(thing, under), needed)


def _sample_points(shape: PaintedShape) -> list[Point]:
    points = [point for part in shape.parts for point in part]
    return points[:: max(1, len(points) // MAX_SAMPLES)][:MAX_SAMPLES]


def _find_colour_under(
    below: list[PaintedShape], point: Point, inks: set[Paint]
) -> tuple[Colour, ...]:
    """The colour under a point, both pages where there is none, nothing where nobody can say.

    Outlines in the same ink are looked through: lines of a drawing meet.
    """
    for shape in reversed(below):
        half = shape.stroke_width / 2
        if not shape.box.contains_point(point, half):
            continue
        if (
            shape.stroke not in inks
            and shape.stroke_opacity >= MIN_OPACITY
            and is_near(point, shape.parts, half)
        ):
            return _list_known_colours(shape.stroke)
        if shape.fill and shape.fill_opacity >= MIN_OPACITY and is_inside(point, shape.parts):
            return _list_known_colours(shape.fill)
    return PAGE_COLOURS


def _list_known_colours(paint: Paint) -> tuple[Colour, ...]:
    return (paint,) if isinstance(paint, Colour) else ()


def _best_contrast(thing: list[PaintedShape], under: Colour) -> float:
    """The contrast of whichever of a thing's paints stands out most; all there is for a colour nobody can say."""
    fills = [shape.fill for shape in thing if shape.fill_opacity >= MIN_OPACITY]
    seen = [*fills, *(shape.stroke for shape in thing if shape.stroke_opacity >= MIN_OPACITY)]
    if UNKNOWN_PAINT in seen:
        return 21.0
    return max(
        (contrast_ratio(paint, under) for paint in seen if isinstance(paint, Colour)), default=21.0
    )
