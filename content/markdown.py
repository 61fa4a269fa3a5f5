"""A card's Markdown to clean HTML, and what in it has no place on a card.

Two walls: the Markdown parser does not pass HTML on, and nh3 lets only the tags below through, whatever the parser did.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from content.findings import Place, Problem, shown
from content.front_matter import Block
from content.limits import CARD_CHARS
from content.paths import MEDIA_FILE
from content.values import At, Card

TAGS = {"p", "em", "strong", "ul", "ol", "li", "blockquote", "br", "img"}
_PLAIN = {"inline", "text", "softbreak", "hardbreak", "image"}
_PARTS_OF_TABLES = {"thead", "tbody", "tr", "th", "td"}
_NAMES = {
    "a": "links",
    "h1": "headings (but `## Title` in the first line)",
    "h2": "a second heading",
    "code": "code",
    "hr": "rules",
    "table": "tables",
}
_LOOKS_LIKE_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|<!--")
_WORD = re.compile(r"\w+(?:[\u2019'.,:-]\w+)*")
_parser = MarkdownIt("commonmark", {"html": False}).enable("table")


class Image(NamedTuple):
    """A picture on a card: its path in the pack, where it is placed, and its alt text."""

    src: str
    place: Place
    alt: str


class Drawn(NamedTuple):
    """A card, its pictures with their places, and what of its Markdown is refused or missing."""

    card: Card
    images: tuple[Image, ...]
    elements: tuple[Problem, ...]
    alts: tuple[Problem, ...]


def draw(block: Block, file: str) -> Drawn:
    """Render one card. A card longer than the bound is not rendered at all."""
    at = At(file, block.line)
    if len(block.text) > CARD_CHARS:
        what = f"the card is longer than {CARD_CHARS} characters"
        return Drawn(
            Card(None, "", 0, (), at),
            (),
            (Problem(at.place(), what, "split it with `---` lines"),),
            (),
        )
    first, _, rest = block.text.partition("\n")
    title = _title(first)
    body, start = (rest, block.line + 1) if title else (block.text, block.line)
    tokens = list(_flat(_parser.parse(body), start))
    images = [(token, line) for token, line in tokens if token.type == "image"]
    html = _clean(_parser.render(body))
    words = len(_WORD.findall("\n".join(t.content for t, _ in tokens if t.type == "text")))
    card = Card(title, html, words, tuple(str(image.attrs["src"]) for image, _ in images), at)
    placed = tuple(
        Image(str(token.attrs["src"]), Place(file, line), token.content) for token, line in images
    )
    return Drawn(card, placed, tuple(_elements(tokens, file)), tuple(_alts(tokens, file)))


def _title(line: str) -> str | None:
    """What stands between `## ` and a closing row of `#`, if any; None where the line is no such heading."""
    if not line.startswith(("## ", "##\t")):
        return None
    return line[3:].rstrip(" \t").rstrip("#").strip(" \t") or None


def _flat(tokens: list[Token], start: int) -> Iterator[tuple[Token, int]]:
    """Tokens and those inside them (not inside a picture's alt text) with the line (from 1) of their block."""
    line = start
    for token in tokens:
        line = start + token.map[0] if token.map else line
        yield token, line
        for offset, child in _children(token):
            yield child, line + offset


def _children(token: Token) -> Iterator[tuple[int, Token]]:
    offset = 0
    for child in token.children or ():
        yield offset, child
        offset += child.type in ("softbreak", "hardbreak")


def _elements(tokens: list[tuple[Token, int]], file: str) -> Iterator[Problem]:
    fix = "use paragraphs, **strong**, *emphasis*, lists, quotes and pictures"
    for token, line in tokens:
        if token.type == "text" and (found := _LOOKS_LIKE_HTML.search(token.content)):
            yield Problem(
                Place(file, line), f"HTML is shown as it is written: {shown(found[0])}", fix
            )
        elif (
            token.nesting >= 0
            and token.type not in _PLAIN
            and token.tag not in TAGS | _PARTS_OF_TABLES
        ):
            what = _NAMES.get(token.tag) or (
                "headings" if token.tag[:1] == "h" else f"<{token.tag}>"
            )
            yield Problem(Place(file, line), f"cards have no {what}", fix)


def _alts(tokens: list[tuple[Token, int]], file: str) -> Iterator[Problem]:
    for token, line in tokens:
        if token.type == "image" and not token.content.strip():
            yield Problem(
                Place(file, line),
                f"the picture {shown(token.attrs['src'])} has no alt text",
                "write ![what it shows](…)",
            )


def _only_media(tag: str, attribute: str, value: str) -> str | None:
    return value if (tag, attribute) != ("img", "src") or MEDIA_FILE.fullmatch(value) else None


def _clean(html: str) -> str:
    attributes: dict[str, set[str]] = {"*": set(), "img": {"src", "alt"}}
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=attributes,
        attribute_filter=_only_media,
        url_schemes=set(),
        link_rel=None,
    ).strip()
