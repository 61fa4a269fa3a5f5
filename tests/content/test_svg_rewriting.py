"""Phones get an SVG that was written from what the check found in it, never the file itself."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.packs import CUP_SVG, make_valid_pack, zip_files

from content import read_pack
from content.svg_rewriting import rewrite_svg
from content.svg_safety import inspect_svg

NS = 'xmlns="http://www.w3.org/2000/svg"'
HIDDEN_SCRIPTS = {
    "gbk": "\u00e9",
    "shift_jis": "\u00e9",
    "UTF-16": "x",
    "utf-7": "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "ISO-8859-1": "\u00e9",
    "x-user-defined": "x",
}


def list_elements(svg: str | bytes) -> list[tuple[str, dict[str, str], str]]:
    """The elements of an SVG in order, with attributes and texts."""
    tree = ElementTree.fromstring(svg)  # noqa: S314 - the texts of this file
    return [(one.tag, dict(one.attrib), one.text or "") for one in tree.iter()]


@pytest.mark.parametrize("encoding", HIDDEN_SCRIPTS)
def test_another_declared_encoding_is_refused(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n<svg {NS}><title>'
    text += f"{HIDDEN_SCRIPTS[encoding]}</title></svg>"
    assert [fault.message["code"] for fault in inspect_svg(text)] == ["svg-encoding"]
    report = read_pack(zip_files(make_valid_pack() | {"media/cup.svg": text.encode()}))
    assert report.pack is None
    assert [finding.code for finding in report.errors] == ["svg-encoding"]


@pytest.mark.parametrize("encoding", ["UTF-8", "utf-8", "us-ascii"])
def test_a_picture_may_say_that_it_is_utf_8(encoding: str) -> None:
    assert inspect_svg(f'<?xml version="1.0" encoding="{encoding}"?><svg {NS}/>') == []


def test_phones_get_what_was_written_and_not_the_file() -> None:
    comment = '<?xml version="1.0"?><!-- \u00e9 --><svg '
    written = comment + 'xmlns:ink="http://ink.example" ink:label="\u00e9" ' + CUP_SVG[5:]
    report = read_pack(zip_files(make_valid_pack() | {"media/cup.svg": written.encode()}))
    assert report.pack is not None, report.findings
    sent = report.pack.media["cup.svg"].data
    assert sent.isascii()
    assert not any(part in sent for part in (b"<?", b"<!", b"label"))
    assert list_elements(sent) == list_elements(CUP_SVG)


def test_what_is_shown_stays_as_it_was() -> None:
    text = (
        f'<svg {NS} xmlns:x="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'
        '<style><![CDATA[g > path { fill: url("#a") }]]></style>'
        '<use x:href="#a" aria-label="&lt;&quot;T\u00e9a&quot;&#10;&amp; cake>"/>'
        '<text xml:space="preserve">a &lt;b&gt; \U0001f375 <tspan>c</tspan></text></svg>'
    )
    assert inspect_svg(text) == []
    assert list_elements(rewrite_svg(text)) == list_elements(text)


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=40))
def test_every_text_survives_and_nothing_becomes_markup(said: str) -> None:
    made = ElementTree.Element("{http://www.w3.org/2000/svg}svg", {"aria-label": said})
    made.text = said
    text = ElementTree.tostring(made, encoding="unicode")
    assert list_elements(rewrite_svg(text)) == [(made.tag, {"aria-label": said}, said)]
    assert list_elements(rewrite_svg(rewrite_svg(text).decode())) == list_elements(text)
