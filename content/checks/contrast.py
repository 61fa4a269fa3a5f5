"""Check that a picture can be made out on a white page and on a dark one.

This is an approximation without a renderer. The ink of a picture is the colour of most of its
outlines. A shape in ink, or a text, must stand out from what lies under the points of its outline:
the topmost shape painted before it, or the page, which is white or nearly black.

The least contrast is 3:1 on the page and 4.5:1 for text, as in WCAG 2. Within a picture it is 2:1,
because hue, place and form help there. It is enough if the fill or the outline stands out.
Everything else is scenery and is not checked: shapes without an outline, lines in other colours,
transparent paint, small details.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from content.checks.registry import register_check
from content.colours import DARK_PAGE, WHITE, Colour, contrast_ratio
from content.draft import PackDraft
from content.findings import FilePlace, Violation, make_message
from content.image_types import expected_content_type
from content.pack_pictures import SVG
from content.svg_geometry import Box, Point, find_bounds, is_inside, is_near
from content.svg_shapes import UNKNOWN_PAINT, Drawing, Paint, PaintedShape, read_svg_shapes
from content.text_decoding import decode_text

MIN_CONTRAST_ON_PAGE, MIN_CONTRAST_OF_TEXT, MIN_CONTRAST_WITHIN = 3.0, 4.5, 2.0
MAX_CONTRAST = 21.0  # of black and white
MIN_OPACITY = 0.5  # a paint as opaque as this hides what is under it
MIN_SIZE_SHARE = 0.1  # of the longer side of the canvas; smaller things are details
MAX_SAMPLES = 8  # points of an outline for which the colour below is looked up
PAGE_COLOURS = (WHITE, DARK_PAGE)


@register_check("svg-contrast", strict=True)
def check_svg_contrast(draft: PackDraft) -> Iterator[Violation]:
    """Outlined shapes and texts of an SVG stand out from what is under them, on both pages."""
    for path in sorted(draft.pictures.clean):
        if expected_content_type(path) == SVG:
            text, _ = decode_text(path, draft.source.files[path])
            yield from _check_drawing(path, read_svg_shapes(text))


class LowContrast(NamedTuple):
    """A contrast that is too low, and the least that it should be."""

    ratio: float
    needed: float


def _check_drawing(path: str, drawing: Drawing) -> Iterator[Violation]:
    for line, message in drawing.unchecked:
        yield Violation(FilePlace(path, line), message)
    things = [list(same) for _, same in groupby(drawing.shapes, key=lambda shape: shape.parts)]
    ink = _find_ink(drawing)
    below: list[PaintedShape] = []
    for thing in things:
        relevant = any(_is_relevant(shape, ink, drawing.canvas) for shape in thing)
        if relevant and (low := _find_lowest_contrast(thing, below, drawing.canvas)):
            message = make_message(
                "svg-contrast", tag=thing[0].tag, ratio=low.ratio, needed=low.needed
            )
            yield Violation(FilePlace(path, thing[0].line), message)
        below += thing
    if things and not _stands_out(things, WHITE):
        message = make_message("svg-contrast-white-page", needed=MIN_CONTRAST_ON_PAGE)
        yield Violation(FilePlace(path), message)
    if things and not _stands_out(things, DARK_PAGE):
        message = make_message("svg-contrast-dark-page", needed=MIN_CONTRAST_ON_PAGE)
        yield Violation(FilePlace(path), message)


def _stands_out(things: list[list[PaintedShape]], page: Colour) -> bool:
    return any(_best_contrast(thing, page) >= MIN_CONTRAST_ON_PAGE for thing in things)


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
    """The lowest contrast of a thing; None unless more than half of its outline is too faint."""
    inks = {shape.stroke for shape in thing}
    colours_under = [
        _find_colour_under(below, point, inks)
        for point in _sample_points(thing[0])
        if canvas.contains_point(point)
    ]
    measured = [
        min(_measure_contrast(thing, colour, under == PAGE_COLOURS) for colour in under)
        for under in colours_under
        if under
    ]
    low = [contrast for contrast in measured if contrast.ratio < contrast.needed]
    return min(low) if 2 * len(low) > len(measured) else None


def _measure_contrast(thing: list[PaintedShape], under: Colour, on_page: bool) -> LowContrast:
    needed = MIN_CONTRAST_ON_PAGE if on_page else MIN_CONTRAST_WITHIN
    if thing[0].tag == "text":
        needed = MIN_CONTRAST_OF_TEXT
    return LowContrast(_best_contrast(thing, under), needed)


def _sample_points(shape: PaintedShape) -> list[Point]:
    points = [point for part in shape.parts for point in part]
    return points[:: max(1, len(points) // MAX_SAMPLES)][:MAX_SAMPLES]


def _find_colour_under(
    below: list[PaintedShape], point: Point, inks: set[Paint]
) -> tuple[Colour, ...]:
    """The colour under a point; both page colours if nothing is painted there; () if unknown.

    Outlines in the same ink are ignored, because the lines of a drawing meet.
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
    """The highest contrast among a thing's paints; the maximum if a colour is unknown."""
    fills = [shape.fill for shape in thing if shape.fill_opacity >= MIN_OPACITY]
    seen = [*fills, *(shape.stroke for shape in thing if shape.stroke_opacity >= MIN_OPACITY)]
    if UNKNOWN_PAINT in seen:
        return MAX_CONTRAST
    return max(
        (contrast_ratio(paint, under) for paint in seen if isinstance(paint, Colour)),
        default=MAX_CONTRAST,
    )
