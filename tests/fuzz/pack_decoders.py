"""Packs and what is in them: zips, lessons in YAML and Markdown, SVG, and photos."""

import re
from collections.abc import Sequence
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree

from fuzz.answers import check_findings, check_text
from fuzz.decoder import MEGABYTE, Decoder
from fuzz.line_probe import REPOSITORY
from PIL import Image
from support.packs import CUP_SVG, LOOK_UP_LESSON, USE_NAMES_LESSON, make_valid_zip, zip_files
from support.photos import make_picture

from content import PackReport, read_pack
from content.archive import read_zip
from content.document import load_yaml
from content.front_matter import split_lesson_file
from content.limits import MAX_ARCHIVE_BYTES, MAX_MEDIA_BYTES, MAX_TEXT_BYTES
from content.markdown import CARD_TAGS, RenderedCard, render_card
from content.paths import MEDIA_FILE
from content.pictures import PictureError, PictureRules, keep_picture
from content.svg_rewriting import rewrite_svg
from content.svg_safety import inspect_svg
from content.svg_shapes import read_svg_shapes
from content.text_decoding import decode_text

CASES = REPOSITORY / "tests/cases/inputs"
PACKS = REPOSITORY / "content/packs"
PHOTO_RULES = (
    PictureRules(1280, encoded_as="WEBP", ground="white", animated=True),
    PictureRules(2048),
)
OUTSIDE = re.compile(r"(?i)url\(\s*['\"]?\s*(?!#)|@import|javascript:|expression\s*\(")
YAML_TOKENS = (
    *(b"---\n", b": ", b"- ", b"|\n", b">-\n", b"&a ", b"*a", b"!!python/object:os ", b"? "),
    *(b"%YAML 1.3\n", b"<<: ", b'"\\x00"', b'"\\uD800"', b"#", b"\t", b"...", b"[", b"{"),
)
MARKDOWN_TOKENS = (
    *(b"![", b"](", b"**", b"_", b"`", b"> ", b"1. ", b"<b>", b"<!--", b"&amp;", b"\\*"),
    *(b"[a]: b", b"| a | b |", b"```", b"  \n", b"javascript:", b"media/cup.svg"),
)
SVG_TOKENS = tuple(
    text.encode()
    for text in (
        *("<script>", "onload='x'", "href='javascript:a'", "<!DOCTYPE a [<!ENTITY b 'c'>]>"),
        *("url(#a)", "url( 'x')", "<use href='#a'/>", "<style>", "</style>", "&#x0;", "&#xD800;"),
        *("<![CDATA[", "]]>", "<?xml version='1.0' encoding='UTF-16'?>", "<!--", "-->", "xml:base"),
        *("transform='scale('", "A1 1 0 01 2 2", "1e9", "<g>", "</g>", "xlink:href='#a'", "<svg>"),
        *("@import", "\\75rl(", "xmlns=''", "xmlns:a='b'", "<a:b/>", "<foreignObject/>"),
    )
)


def _list_shipped(pattern: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(PACKS.glob(pattern))]


def _decode_pack(data: bytes) -> PackReport:
    return read_pack(data, strict=True)


def _check_pack(report: object) -> None:
    assert isinstance(report, PackReport)
    check_findings(report.findings)
    assert (report.pack is None) == bool(report.errors)
    for name, media in report.pack.media.items() if report.pack else ():
        assert "/" not in name
        assert MEDIA_FILE.fullmatch(f"media/{name}")
        if name.endswith(".svg"):
            check_svg_is_harmless(media.data)


@cache
def _list_pack_seeds() -> Sequence[bytes]:
    small = PACKS / "proud"
    files = {
        path.relative_to(small).as_posix(): path.read_bytes()
        for path in sorted(small.rglob("*"))
        if path.is_file()
    }
    cases = [path.read_bytes() for path in sorted(CASES.glob("*/*.zip"))]
    return [*cases, make_valid_zip(), zip_files(files)]


def _decode_names(data: bytes) -> dict[str, bytes]:
    return read_zip(data, "pack.zip").files


def _check_names(files: object) -> None:
    assert isinstance(files, dict)
    for path in files:
        assert not path.startswith("/")
        assert not {"..", "", "."} & set(path.split("/")), path
        assert "\\" not in path
        check_text(path)


def _decode_lesson(data: bytes) -> object:
    text, finding = decode_text("lessons/a.md", data)
    if finding:
        return [finding], []
    lesson = split_lesson_file("lessons/a.md", text)
    _, findings = load_yaml("pack.yaml", text)
    cards = [render_card(block, "lessons/a.md") for block in lesson.blocks[:20]]
    return [*lesson.findings, *findings], cards


class _TagList(HTMLParser):
    """Checks the elements of a card as a browser finds them."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        allowed = {"img": {"src", "alt"}, "ol": {"start"}}.get(tag, set())
        assert tag in CARD_TAGS, tag
        assert {name for name, _ in attrs} <= allowed, attrs
        for name, value in attrs:
            assert name != "src" or MEDIA_FILE.fullmatch(value or ""), value


def _check_lesson(answer: object) -> None:
    assert isinstance(answer, tuple)
    findings, cards = answer
    check_findings(findings)
    for rendered in cards:
        assert isinstance(rendered, RenderedCard)
        check_text(rendered.card.html)
        _TagList().feed(rendered.card.html)


def _decode_svg(data: bytes) -> object:
    text, finding = decode_text("media/a.svg", data)
    if finding:
        return None
    faults = inspect_svg(text)
    drawing = read_svg_shapes(text)
    return (faults, drawing, None if faults else rewrite_svg(text))


def _check_svg(answer: object) -> None:
    if answer is None:
        return
    assert isinstance(answer, tuple)
    faults, _, rewritten = answer
    if not faults:
        check_svg_is_harmless(rewritten)
        again = rewritten.decode()
        assert inspect_svg(again) == []
        assert rewrite_svg(again) == rewritten
        assert read_svg_shapes(again).canvas is not None


def check_svg_is_harmless(content: bytes) -> None:
    """Check with another parser that a picture holds no script and refers to nothing outside."""
    assert content.isascii()
    assert b"<!" not in content
    assert b"<?" not in content
    for element in ElementTree.fromstring(content).iter():  # noqa: S314 - it has no entities
        assert element.tag.startswith("{http://www.w3.org/2000/svg}"), element.tag
        tag = element.tag.rpartition("}")[2].lower()
        assert tag not in ("script", "foreignobject", "image", "a", "iframe", "animate", "set")
        for name, value in element.attrib.items():
            plain = name.rpartition("}")[2].lower()
            assert not plain.startswith("on"), name
            assert plain not in ("href", "src", "base") or value.startswith("#"), value
            assert not OUTSIDE.search(value), value
        assert tag != "style" or not OUTSIDE.search(element.text or ""), element.text


def _decode_photo(data: bytes) -> object:
    """The first byte says by which rules."""
    return keep_picture(data[1:], PHOTO_RULES[data[0] % 2 if data else 0])


def _check_photo(content: object) -> None:
    assert isinstance(content, bytes)
    with Image.open(BytesIO(content)) as image:
        image.load()
        assert max(image.size) <= 2048
        assert not image.getexif()
        assert not {"exif", "xmp", "comment", "icc_profile", "XML:com.adobe.xmp"} & set(image.info)
    assert b"Secret Camera" not in content


def _list_photo_seeds() -> Sequence[bytes]:
    pictures = [make_picture(60, 40, kind) for kind in ("JPEG", "PNG", "WEBP")]
    for mode in ("1", "L", "LA", "P", "RGBA", "I;16", "CMYK"):
        kind = "JPEG" if mode == "CMYK" else "PNG"
        written = BytesIO()
        Image.new(mode, (9, 7)).save(written, kind)
        pictures.append(written.getvalue())
    moving = BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(moving, "WEBP", save_all=True, append_images=frames[1:])
    return [bytes([rules]) + one for one in (*pictures, moving.getvalue()) for rules in (0, 1)]


PACK_DECODERS = (
    Decoder(
        "pack",
        _decode_pack,
        _check_pack,
        _list_pack_seeds,
        ("content",),
        shape="zip",
        tokens=(*YAML_TOKENS, *MARKDOWN_TOKENS, *SVG_TOKENS),
        most_bytes=MAX_ARCHIVE_BYTES,
        base_ms=3000,
        ms_per_kb=20,
        most_memory=400 * MEGABYTE,
    ),
    Decoder(
        "zip",
        _decode_names,
        _check_names,
        _list_pack_seeds,
        ("content/archive.py", "content/entry_names.py", "content/paths.py"),
        shape="zip",
        tokens=(b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"../"),
        most_bytes=MAX_ARCHIVE_BYTES,
        base_ms=500,
    ),
    Decoder(
        "lesson",
        _decode_lesson,
        _check_lesson,
        lambda: [LOOK_UP_LESSON.encode(), USE_NAMES_LESSON.encode(), *_list_shipped("*/*.yaml")],
        (
            *("content/document.py", "content/yaml_scalars.py", "content/yaml_errors.py"),
            *("content/front_matter.py", "content/markdown.py", "content/markdown_changes.py"),
            *("content/markdown_emphasis.py", "content/markdown_tokens.py"),
            *("content/text_decoding.py", "content/plain_text.py"),
        ),
        tokens=(*YAML_TOKENS, *MARKDOWN_TOKENS),
        most_bytes=MAX_TEXT_BYTES,
        base_ms=200,
        ms_per_kb=40,
    ),
    Decoder(
        "svg",
        _decode_svg,
        _check_svg,
        lambda: [CUP_SVG.encode(), *_list_shipped("*/media/*.svg")],
        (
            *("content/svg_safety.py", "content/svg_rewriting.py", "content/svg_shapes.py"),
            *("content/svg_geometry.py", "content/svg_drawing_size.py", "content/colours.py"),
        ),
        tokens=SVG_TOKENS,
        most_bytes=MAX_MEDIA_BYTES,
        base_ms=300,
        ms_per_kb=6,
    ),
    Decoder(
        "photo",
        _decode_photo,
        _check_photo,
        _list_photo_seeds,
        ("content/pictures.py",),
        shape="bytes",
        tokens=(b"IDAT", b"IHDR", b"eXIf", b"acTL", b"\xff\xd8", b"\xff\xe1", b"VP8X", b"iCCP"),
        refusals=(PictureError,),
        most_bytes=4 * MEGABYTE,
        base_ms=4000,
        most_memory=400 * MEGABYTE,
    ),
)
