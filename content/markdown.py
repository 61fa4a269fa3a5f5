"""Render a card's Markdown to clean HTML, and find elements that a card may not have.

Unsafe HTML is stopped twice: the Markdown parser escapes it, and nh3 keeps only `CARD_TAGS`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from content.findings import FilePlace, Message, Violation, make_message, make_printable
from content.front_matter import CardBlock
from content.limits import MAX_CARD_CHARS
from content.paths import MEDIA_FILE
from content.values import PackCard, Position

CARD_TAGS = {"p", "em", "strong", "ul", "ol", "li", "blockquote", "br", "img"}
_PLAIN_TOKENS = {"inline", "text", "softbreak", "hardbreak", "image"}
_TABLE_PARTS = {"thead", "tbody", "tr", "th", "td"}
_ELEMENT_NAMES = {
    "a": make_message("element.links"),
    "h1": make_message("element.headings"),
    "h2": make_message("element.second-heading"),
    "code": make_message("element.code"),
    "hr": make_message("element.rules"),
    "table": make_message("element.tables"),
}
_HTML_MARKUP = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|<!--")
_CARD_WORD = re.compile(r"\w+(?:[\u2019'.,:-]\w+)*")
_MARKDOWN_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")


class CardImage(NamedTuple):
    """A picture on a card: its path in the pack, where it is placed, and its alt text."""

    src: str
    place: FilePlace
    alt: str


class RenderedCard(NamedTuple):
    """A card, its pictures, and the violations found in its Markdown."""

    card: PackCard
    images: tuple[CardImage, ...]
    refused_elements: tuple[Violation, ...]
    missing_alts: tuple[Violation, ...]


def render_card(block: CardBlock, file: str) -> RenderedCard:
    """Render one card. A card longer than `MAX_CARD_CHARS` is not rendered."""
    position = Position(file, block.line)
    if len(block.text) > MAX_CARD_CHARS:
        message = make_message("card-too-long", most=MAX_CARD_CHARS)
        violation = Violation(position.place_of(), message)
        return RenderedCard(PackCard(None, "", 0, (), position), (), (violation,), ())
    first, _, rest = block.text.partition("\n")
    title = _parse_card_title(first)
    body, start = (rest, block.line + 1) if title else (block.text, block.line)
    tokens = list(_flatten_tokens(_MARKDOWN_PARSER.parse(body), start))
    images = [(token, line) for token, line in tokens if token.type == "image"]
    html = _clean_html(_MARKDOWN_PARSER.render(body))
    words = len(_CARD_WORD.findall("\n".join(t.content for t, _ in tokens if t.type == "text")))
    card = PackCard(
        title, html, words, tuple(str(image.attrs["src"]) for image, _ in images), position
    )
    placed = tuple(
        CardImage(str(token.attrs["src"]), FilePlace(file, line), token.content)
        for token, line in images
    )
    return RenderedCard(
        card,
        placed,
        tuple(_find_refused_elements(tokens, file)),
        tuple(_find_missing_alts(tokens, file)),
    )


def _parse_card_title(line: str) -> str | None:
    """The text of a line `## title` without a closing row of `#`; None for any other line."""
    if not line.startswith(("## ", "##\t")):
        return None
    return line[3:].rstrip(" \t").rstrip("#").strip(" \t") or None


def _flatten_tokens(tokens: list[Token], start: int) -> Iterator[tuple[Token, int]]:
    """Tokens and their children (not of a picture's alt text), each with its line (from 1)."""
    line = start
    for token in tokens:
        line = start + token.map[0] if token.map else line
        yield token, line
        for offset, child in _list_child_tokens(token):
            yield child, line + offset


def _list_child_tokens(token: Token) -> Iterator[tuple[int, Token]]:
    offset = 0
    for child in token.children or ():
        yield offset, child
        offset += child.type in ("softbreak", "hardbreak")


def _find_refused_elements(tokens: list[tuple[Token, int]], file: str) -> Iterator[Violation]:
    for token, line in tokens:
        if token.type == "text" and (found := _HTML_MARKUP.search(token.content)):
            message = make_message("card-html", markup=make_printable(found[0]))
            yield Violation(FilePlace(file, line), message)
        elif (
            token.nesting >= 0
            and token.type not in _PLAIN_TOKENS
            and token.tag not in CARD_TAGS | _TABLE_PARTS
        ):
            message = make_message("card-element", element=_name_element(token.tag))
            yield Violation(FilePlace(file, line), message)


def _name_element(tag: str) -> Message:
    if tag in _ELEMENT_NAMES:
        return _ELEMENT_NAMES[tag]
    if tag.startswith("h"):
        return make_message("element.lower-headings")
    return make_message("element.tag", tag=tag)


def _find_missing_alts(tokens: list[tuple[Token, int]], file: str) -> Iterator[Violation]:
    for token, line in tokens:
        if token.type == "image" and not token.content.strip():
            message = make_message("alt-missing", picture=make_printable(token.attrs["src"]))
            yield Violation(FilePlace(file, line), message)


def _allow_media_only(tag: str, attribute: str, value: str) -> str | None:
    return value if (tag, attribute) != ("img", "src") or MEDIA_FILE.fullmatch(value) else None


def _clean_html(html: str) -> str:
    attributes: dict[str, set[str]] = {"*": set(), "img": {"src", "alt"}}
    return nh3.clean(
        html,
        tags=CARD_TAGS,
        attributes=attributes,
        attribute_filter=_allow_media_only,
        url_schemes=set(),
        link_rel=None,
    ).strip()
