"""Pictures that cannot be made out on a white or a dark page are found."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.findings import render_text
from support.packs import zip_files
from support.strict_pack import read_strict_pack

from content import read_pack
from content.svg_shapes import read_svg_shapes

NS = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"'


CARD, BLUE = (
    '<rect width="100" height="100" fill="#fff"/>',
    '<rect width="100" height="100" fill="#4E79C7"/>',
)


INK = 'stroke="#2A3150" stroke-width="3"'


def find_faults(inside_it: str) -> list[tuple[int, str]]:
    """Line and rule of what is found in a scene of these shapes."""
    files = read_strict_pack() | {"media/scene.svg": f"<svg {NS}>\n{inside_it}\n</svg>"}
    report = read_pack(zip_files(files), strict=True)
    return [
        (finding.line, render_text(finding).what)
        for finding in report.findings
        if finding.file == "media/scene.svg"
    ]


SCENE_CARD = '<rect width="100" height="100" fill="#FBE0BC"/>'
DARK_CARD = '<rect width="100" height="100" fill="#2B1D1A"/>'
GREEN_CIRCLE = f'<circle cx="50" cy="50" r="30" fill="#2E9C93" {INK}/>'
GOLD_CIRCLE = f'<circle cx="50" cy="50" r="30" fill="#F5B83D" {INK}/>'
LINE = f'<path d="M20 20H80" fill="none" {INK}/>'
PALE_HILL = '<path d="M0 80H100V100H0Z" fill="#eee"/>'


@pytest.mark.parametrize(
    "shapes",
    [
        SCENE_CARD + GREEN_CIRCLE,
        GOLD_CIRCLE,  # its outline stands out from the white page, its fill from the dark one
        CARD + PALE_HILL + LINE,  # a shape without an outline is scenery
        BLUE + LINE + '<path d="M20 20H80" stroke="#fff"/>',  # a white line on the dark one
    ],
)
def test_visible_pictures_have_no_findings(shapes: str) -> None:
    assert find_faults(shapes) == []


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        (LINE, "stands out by 1.4:1"),  # dark ink on the dark page
        (DARK_CARD + LINE, "stands out by"),
        (CARD + '<text x="10" y="50" fill="#999">Tea</text>', "4.5:1 at least"),
        (
            '<rect width="100" height="100" fill="#eee"/>',
            "nothing in the picture stands out from a white page",
        ),
        (GREEN_CIRCLE.replace("#2E9C93", "gold"), "the colour 'gold' cannot be checked"),
        ("<style>circle { fill: red }</style>" + GOLD_CIRCLE, "in <style>"),
    ],
)
def test_parts_with_low_contrast_are_found(shapes: str, said: str) -> None:
    found = find_faults(shapes)
    assert any(said in what for _, what in found), found
    assert {line for line, _ in found} <= {1, 2}


PIECES = st.lists(
    st.sampled_from(
        [
            *(
                '<g transform="scale(1e9)">',
                "</g>",
                '<path d="M1 1a1 1 0 0", stroke="#000"/>',
                "<rect/>",
                "<text>",
            ),
            *(
                '<path d="Z" stroke="#123"/>',
                '<path d="M1"/>',
                '<polygon points="1 1 2" stroke="#f00"/>',
                "</text>",
            ),
            *(
                '<circle r="1e999" stroke="#1234"/>',
                '<path d="H1V2L3 4Z5" style="stroke:#000;stroke-width:-1"/>',
            ),
            *(
                '<g opacity="x" fill="url(#none)">',
                '<path d="M0 0L1e99 1" stroke="inherit" fill="url(#g)"/>',
            ),
        ]
    ),
    max_size=8,
)


@settings(deadline=None)  # the time depends on the load of the machine
@given(PIECES)
def test_reading_shapes_never_raises(pieces: list[str]) -> None:
    drawing = read_svg_shapes(f"<svg {NS}>" + "".join(pieces) + "</svg>")
    assert all(shape.line == 1 for shape in drawing.shapes)
    find_faults("".join(pieces))


def test_only_a_bounded_number_of_shapes_is_checked() -> None:
    one = f'<path d="M{" ".join(f"{i % 90} {i % 77}" for i in range(500))}" {INK}/>'
    assert any("the rest cannot be checked" in what for _, what in find_faults(one * 400))
