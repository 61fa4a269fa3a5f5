"""An SVG is a picture, or it is refused with the line that makes it more."""

import time
from collections.abc import Callable

import pytest

from content.svg_rewriting import rewrite_svg
from content.svg_safety import inspect_svg
from content.svg_shapes import read_svg_shapes

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def make_svg(inside: str) -> str:
    return f"<svg {NS}>\n{inside}\n</svg>"


@pytest.mark.parametrize(
    "inside",
    [
        '<path d="M0 0h9" fill="url(#paint)" style="stroke: #123"/>',
        '<defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient></defs>',
        "<style>@media (prefers-color-scheme: dark) { path { fill: white } }</style>",
        "<path fill=\"url( '#a' )\"/>",
        '<use href="#a"/><use xlink:href="#a"/>',
        '<text role="img" aria-label="Tea: hot" font-size="3">Tea &amp; cake</text>',
    ],
)
def test_a_plain_picture_has_no_faults(inside: str) -> None:
    assert (
        inspect_svg(
            '<?xml version="1.0" encoding="UTF-8"?>\n<!-- drawn by us -->\n' + make_svg(inside)
        )
        == []
    )


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<x:script xmlns:x='http://www.w3.org/2000/svg'>alert(1)</x:script>",
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>",
        '<path onload="alert(1)"/>',
        '<path ONCLICK="alert(1)"/>',
        '<use href="https://example.org/x.svg#a"/>',
        '<use xlink:href="data:image/svg+xml,x#a"/>',
        '<use href="#a b"/>',
        '<path fill="url(https://example.org/x)"/>',
        "<path fill=\"URL( 'x.svg#a')\"/>",
        '<path style="fill: u\\72l(x)"/>',
        '<path fill="u\\72l(x)"/>',
        '<path xml:base="https://example.org/"/>',
        "<style>@import 'x.css';</style>",
        "<style>@im<g/>port 'x.css';</style>",
        "<style><![CDATA[path { fill: url(x) }]]></style>",
        "<style>a{}</style><style>path { fill: url(x) }</style>",
        '<image href="x.png"/>',
        '<a href="#x"><path/></a>',
        '<set attributeName="href" to="x"/>',
        '<animate attributeName="href" values="x"/>',
        "<?xml-stylesheet href='x.css'?>",
        "<html xmlns='http://www.w3.org/1999/xhtml'/>",
        "<g>" * 100 + "</g>" * 100,
        "<path",
        "&xxe;",
    ],
)
def test_unsafe_parts_are_found(inside: str) -> None:
    faults = inspect_svg(make_svg(inside))
    assert faults
    assert all(1 <= fault.line <= 3 for fault in faults)


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + make_svg("<text>&b;</text>"),
        '<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + make_svg(""),
        "<svg/>",
        "<html><svg/></html>",
        "",
        "svg",
    ],
)
def test_document_types_and_other_documents_are_refused(text: str) -> None:
    assert len(inspect_svg(text)) == 1


def make_nested(levels: int, times: int) -> str:
    """Groups that each draw the one before so many times."""
    groups = ['<g id="g0"><path d="M0 0h1"/></g>']
    for level in range(1, levels + 1):
        uses = f'<use href="#g{level - 1}"/>' * times
        groups.append(f'<g id="g{level}">{uses}</g>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(groups)}</svg>'


@pytest.mark.parametrize(
    "text",
    [
        make_nested(12, 10),
        make_nested(5000, 1),
        make_svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'),
        make_svg('<g id="a"><use href="#a"/></g>'),
    ],
    ids=["doubling", "a long chain", "a circle", "itself"],
)
def test_a_drawing_that_repeats_without_bound_is_refused(text: str) -> None:
    assert [fault.message["code"] for fault in inspect_svg(text)] == ["svg-drawn"]


def test_a_drawing_that_repeats_a_little_is_good() -> None:
    assert inspect_svg(make_nested(3, 8)) == []


@pytest.mark.parametrize("read", [inspect_svg, rewrite_svg, read_svg_shapes])
def test_a_long_style_is_read_quickly(read: Callable[[str], object]) -> None:
    style = "\n" * 1_900_000
    began = time.process_time()
    read(f'<svg xmlns="http://www.w3.org/2000/svg"><style>{style}</style></svg>')
    assert time.process_time() - began < 5


def test_a_long_value_is_not_read_for_each_shape_inside() -> None:
    width = "x" * 1_000_000
    shapes = '<path d="M1 1L2 2"/>' * 600
    began = time.process_time()
    read_svg_shapes(f'<svg {NS}><g stroke-width="{width}" fill="{width}">{shapes}</g></svg>')
    assert time.process_time() - began < 2
