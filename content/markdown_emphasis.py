"""Find stars and underscores that Markdown takes for emphasis although they are not meant so."""

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it.token import Token

from content.findings import Message, make_message, make_printable

_CLOSING_SIGNS = tuple(",.;:!?)%")
_FIRST_UNSPACED_SCRIPT = 0x0E00
"""From Thai on, scripts write words without spaces, so emphasis inside of a word is usual."""


class _Opened(NamedTuple):
    before: str
    at: int
    line: int


def find_strange_emphasis(inline: Token, line: int) -> Iterator[tuple[int, Message]]:
    """Emphasis that begins or ends within a word (`5*3*2`), or stands around sums (`10 *2 + 3* 4`).

    The marks are not shown, so the reader sees something else.
    """
    opened: list[_Opened] = []
    children = inline.children or []
    shown = ""
    for i, child in enumerate(children):
        if child.type in ("softbreak", "hardbreak"):
            shown += "\n"
        elif child.type in ("em_open", "strong_open"):
            opened.append(_Opened(shown[-1:], len(shown), line + shown.count("\n")))
        elif child.type in ("em_close", "strong_close"):
            opening = opened.pop()
            inner, after = shown[opening.at :], _find_next_character(children, i)
            within = _is_word(opening.before) or _is_word(after) or inner[:1] in _CLOSING_SIGNS
            if within or _is_sum(inner):
                message = make_message("card-emphasis", text=make_printable(inner))
                yield opening.line, message
        else:
            shown += child.content


def _find_next_character(children: list[Token], i: int) -> str:
    for child in children[i + 1 :]:
        if child.type in ("softbreak", "hardbreak"):
            return "\n"
        if child.content:
            return child.content[0]
    return ""


def _is_word(character: str) -> bool:
    """True for a letter, a digit and a sign such as € and %, after which no emphasis begins."""
    if not character or ord(character) >= _FIRST_UNSPACED_SCRIPT:
        return unicodedata.category(character or " ") == "Sc"
    return character.isalnum() or character == "%" or unicodedata.category(character)[0] == "S"


def _is_sum(inner: str) -> bool:
    return " " in inner and inner[:1].isdigit() and inner[-1:].isdigit()
