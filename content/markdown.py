"""Render a card's Markdown to clean HTML, and find elements that a card may not have.

Unsafe HTML is stopped twice: the Markdown parser escapes it, and nh3 keeps only `CARD_TAGS`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

import nh3
from markdown_it.token import Token

from content.findings import FilePlace, Message, Violation, make_message, make_printable
from content.front_matter import CardBlock
from content.limits import MAX_CARD_CHARS
from content.markdown_changes import find_changes
from content.markdown_tokens import MARKDOWN_PARSER, PlacedToken, flatten_tokens
from content.paths import MEDIA_FILE
from content.picture_names import suggest_picture_path
from content.plain_text import describe_marks
from content.values import PackCard, Position

CARD_TAGS = {"p", "em", "strong", "ul", "ol", "li", "blockquote", "br", "img"}
_PLAIN_TOKENS = {"inline", "text", "softbreak", "hardbreak", "image"}
_TABLE_PARTS = {"thead", "tbody", "tr", "th", "td"}
_ELEMENT_NAMES = {
    "a": make_message("element.links"),
    "h1": make_message("element.headings"),
    "h2": make_message("element.further-titles"),
    "code": make_message("element.code"),
    "hr": make_message("element.rules"),
    "table": make_message("element.tables"),
}
_HTML_MARKUP = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|<!--")
_CARD_WORD = re.compile(r"\w+(?:[\u2019'.,:-]\w+)*")
_UNREAD_PICTURE = re.compile(r"!\s?\[[^\]\n]*\]\s?\(([^)\n]*)")


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
    changes: tuple[Violation, ...] = ()
    title_marks: tuple[Violation, ...] = ()


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
    parsed = MARKDOWN_PARSER.parse(body)
    tokens = list(flatten_tokens(parsed, start))
    images = [(token, line) for token, line in tokens if token.type == "image"]
    html = _clean_html(MARKDOWN_PARSER.renderer.render(parsed, MARKDOWN_PARSER.options, {}))
    words = len(_CARD_WORD.findall("\n".join(t.content for t, _ in tokens if t.type == "text")))
    placed = tuple(
        CardImage(unquote(str(token.attrs["src"])), FilePlace(file, line), token.content)
        for token, line in images
    )
    card = PackCard(title, html, words, tuple(image.src for image in placed), position)
    refused = tuple(_find_refused_elements(tokens, file))
    changes = find_changes(body, start, tokens, file)
    return RenderedCard(
        card,
        placed,
        refused,
        tuple(_find_missing_alts(tokens, file)),
        tuple(one for one in changes if not refused or one.message["code"] != "card-word-lost"),
        tuple(_find_title_marks(title, position)),
    )


def _parse_card_title(line: str) -> str | None:
    """The text of a line `## title` or `## title ##`; None for any other line."""
    line = line.removeprefix(" ").removeprefix(" ").removeprefix(" ")
    if not line.startswith(("## ", "##\t")):
        return None
    title = line[3:].strip(" \t")
    if title == "##":
        return None
    return title.removesuffix(" ##").removesuffix("\t##").strip(" \t") or None


def _find_title_marks(title: str | None, position: Position) -> Iterator[Violation]:
    if title and (message := describe_marks(title)):
        yield Violation(position.place_of(), message)


def _find_refused_elements(tokens: Sequence[PlacedToken], file: str) -> Iterator[Violation]:
    for token, line in tokens:
        if token.type == "text" and (found := _HTML_MARKUP.search(token.content)):
            message = make_message("card-html", markup=make_printable(found[0]))
            yield Violation(FilePlace(file, line), message)
        elif token.type == "inline":
            yield from _find_unread_pictures(token, line, file)
        elif (
            token.nesting >= 0
            and token.type not in _PLAIN_TOKENS
            and token.tag not in CARD_TAGS | _TABLE_PARTS
        ):
            yield Violation(FilePlace(file, line), _describe_element(token))


def _find_unread_pictures(inline: Token, line: int, file: str) -> Iterator[Violation]:
    """Pictures that are shown as text, because of a space in the name or before a bracket."""
    texts = "".join(_show_text(child) for child in inline.children or ())
    for found in _UNREAD_PICTURE.finditer(texts):
        place = FilePlace(file, line + texts.count("\n", 0, found.start()))
        written = found[1].split('"')[0].strip(" <>")
        message = make_message(
            "card-picture-unread",
            picture=make_printable(written),
            name=make_printable(suggest_picture_path(written)),
        )
        yield Violation(place, message)


def _show_text(child: Token) -> str:
    if child.type in ("softbreak", "hardbreak"):
        return "\n"
    return child.content if child.type == "text" else ""


def _describe_element(token: Token) -> Message:
    if token.type == "code_block":
        return make_message("card-indented")
    if token.type == "heading_open" and token.markup in ("-", "="):
        return make_message("card-underlined", mark=token.markup)
    return make_message("card-element", element=_name_element(token.tag))


def _name_element(tag: str) -> Message:
    if tag in _ELEMENT_NAMES:
        return _ELEMENT_NAMES[tag]
    if tag.startswith("h"):
        return make_message("element.lower-headings")
    return make_message("element.tag", tag=tag)


def _find_missing_alts(tokens: Sequence[PlacedToken], file: str) -> Iterator[Violation]:
    for token, line in tokens:
        if token.type == "image" and not token.content.strip():
            message = make_message("alt-missing", picture=make_printable(token.attrs["src"]))
            yield Violation(FilePlace(file, line), message)


def _allow_media_only(tag: str, attribute: str, value: str) -> str | None:
    return value if (tag, attribute) != ("img", "src") or MEDIA_FILE.fullmatch(value) else None


def _clean_html(html: str) -> str:
    attributes: dict[str, set[str]] = {"*": set(), "img": {"src", "alt"}, "ol": {"start"}}
    return nh3.clean(
        html,
        tags=CARD_TAGS,
        attributes=attributes,
        attribute_filter=_allow_media_only,
        url_schemes=set(),
        link_rel=None,
    ).strip()
