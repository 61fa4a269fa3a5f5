"""Parse a card's Markdown into tokens with lines.

Two parts of Markdown that make words vanish or change are off, so their text is shown as it is
written: link definitions (`[Sam]: Hello`) and entities (`&amp;`).
"""

from collections.abc import Iterator
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token


def make_markdown_parser() -> MarkdownIt:
    """Make a parser that threads can share.

    A parser compiles its rules when it first needs them, and another thread would meanwhile find
    none. So it reads a text here.
    """
    parser = MarkdownIt("commonmark", {"html": False})
    parser.enable("table").disable(["reference", "entity"])
    parser.parse("some *text*")
    return parser


MARKDOWN_PARSER = make_markdown_parser()


class PlacedToken(NamedTuple):
    """A token and its line (from 1) in the file."""

    token: Token
    line: int


def flatten_tokens(tokens: list[Token], start: int) -> Iterator[PlacedToken]:
    """Tokens and their children (not of a picture's alt text), each with its line."""
    line = start
    for token in tokens:
        line = start + token.map[0] if token.map else line
        yield PlacedToken(token, line)
        for offset, child in _list_child_tokens(token):
            yield PlacedToken(child, line + offset)


def _list_child_tokens(token: Token) -> Iterator[tuple[int, Token]]:
    offset = 0
    for child in token.children or ():
        yield offset, child
        offset += child.type in ("softbreak", "hardbreak")
