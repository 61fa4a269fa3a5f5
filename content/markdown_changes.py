"""Find what Markdown shows differently from what the author wrote.

Lists, quotes, emphasis and pictures take their marks away, as authors know. Each function here
finds one other way in which a mark or a word does not come out as it was written. `find_lost_words`
is the safety net: it compares the words of the card with the words of its tokens.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from markdown_it.token import Token

from content.findings import FilePlace, Message, Violation, make_message, make_printable
from content.markdown_emphasis import find_strange_emphasis
from content.markdown_tokens import MARKDOWN_PARSER, PlacedToken

_WORD = re.compile(r"[^\W_]+")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_LIST_MARK = re.compile(
    r"(?:\d{1,9}(?:\.\)|[.)])|\((?:\d{1,3}|[A-Za-z])\)|[A-Za-z]\)|[a-h]\.|[ivx]{1,4}[.)]"
    r"|[•·‣◦▪▫●○■□◆◇★☆✓✔✗✘✅❌☐☑☒→➔➜➤►▶⇒\u2013\u2014*+-]\uFE0F?)\s"
    r"|\d{1,3}[.)](?=[^\W\d_])"
)
_SPEAKER = re.compile(
    r"[\[“\"]?[^\W\d_][\w .’'-]{0,24}[\]”\"]?(?: ?\([^()\n]{1,30}\))?"
    r"(?:: ?|\uFF1A| [\u2013\u2014-] )"
)
_MOST_TRIED_ESCAPES = 10  # in a card; each is tried by parsing its line twice
_LONGEST_LIST_NUMBER = 2  # digits; 2019. at the start of a line is a year


def find_changes(
    text: str, start: int, tokens: Sequence[PlacedToken], file: str
) -> list[Violation]:
    """Everything in a card's text that is not shown as written; `start` is its first line."""
    found = [
        *_find_list_changes(tokens),
        *_find_inline_changes(tokens),
        *_find_joined_lines(tokens),
        *_find_useless_escapes(text, start),
    ]
    lines = {line for line, _ in found}
    found += [
        (line, message)
        for line, message in find_lost_words(text, start, tokens)
        if line not in lines
    ]
    return [Violation(FilePlace(file, line), message) for line, message in sorted(found, key=_line)]


def _line(found: tuple[int, Message]) -> int:
    return found[0]


def _find_list_changes(tokens: Sequence[PlacedToken]) -> Iterator[tuple[int, Message]]:
    """List numbers that are counted on, and signs that are taken for marks of lists and quotes."""
    numbers: list[int] = []
    for i, (token, line) in enumerate(tokens):
        if token.type == "ordered_list_open":
            numbers.append(int(token.attrs.get("start", 1)))
        elif token.type == "ordered_list_close":
            numbers.pop()
        elif token.type == "list_item_open" and token.info:
            yield from _compare_number(token, line, numbers[-1])
            numbers[-1] += 1
        elif token.type in ("list_item_open", "blockquote_open"):
            yield from _find_sign(tokens, i)
        if token.type in ("list_item_open", "blockquote_open") and _is_closed(tokens, i):
            yield line, _describe_lone_mark(token)


def _describe_lone_mark(token: Token) -> Message:
    """A backslash takes the meaning from a mark itself, and from a number by its dot."""
    if token.info:
        mark = token.info + token.markup
        return make_message("card-number-alone", mark=mark, dot=token.markup)
    return make_message("card-mark-alone", mark=token.markup)


def _compare_number(token: Token, line: int, shown: int) -> Iterator[tuple[int, Message]]:
    written = f"{token.info}{token.markup}"
    if written != f"{shown}.":
        yield line, make_message("card-list-number", written=written, shown=f"{shown}.")
    elif len(token.info) > _LONGEST_LIST_NUMBER:
        yield line, make_message("card-list-year", written=written)


def _is_closed(tokens: Sequence[PlacedToken], i: int) -> bool:
    following = tokens[i + 1].token
    return following.nesting < 0


def _find_sign(tokens: Sequence[PlacedToken], i: int) -> Iterator[tuple[int, Message]]:
    """A lone `- 5` or `> 5`: a minus or a comparison rather than a list or a quote."""
    token, line = tokens[i]
    content = tokens[i + 2].token.content if i + 2 < len(tokens) else ""
    opens_list = token.type == "blockquote_open" or tokens[i - 1].token.type == "bullet_list_open"
    if opens_list and content[:1].isdigit() and token.markup in "-+>" and _is_lone(tokens, i):
        if token.type == "blockquote_open":
            yield line, make_message("card-quote-sign", mark=token.markup)
        else:
            yield line, make_message("card-sign", mark=token.markup)


def _is_lone(tokens: Sequence[PlacedToken], i: int) -> bool:
    """True for a quote, and for the only item of a list."""
    token = tokens[i].token
    if token.type == "blockquote_open":
        return True
    closing = next(
        j
        for j in range(i + 1, len(tokens))
        if tokens[j].token.type == "list_item_close" and tokens[j].token.level == token.level
    )
    return tokens[closing + 1].token.nesting < 0


def _find_inline_changes(tokens: Sequence[PlacedToken]) -> Iterator[tuple[int, Message]]:
    for token, line in tokens:
        if token.type == "inline":
            yield from find_strange_emphasis(token, line)
        elif token.type == "text":
            for entity in _ENTITY.findall(token.content):
                yield line, make_message("card-entity", entity=entity)
        elif token.type == "image" and (title := token.attrs.get("title")):
            yield line, make_message("card-picture-title", title=make_printable(title))


def _find_joined_lines(tokens: Sequence[PlacedToken]) -> Iterator[tuple[int, Message]]:
    """Lines that look like items or lines of a dialogue, and are shown as one paragraph."""
    for token, line in tokens:
        if token.type == "inline":
            lines = _split_lines(token)
            dialogue = _SPEAKER.match(lines[0]) is not None
            for offset, text in enumerate(lines[1:], start=1):
                if _LIST_MARK.match(text) or (dialogue and _SPEAKER.match(text)):
                    yield line + offset, make_message("card-line-joined", text=make_printable(text))


def _split_lines(inline: Token) -> list[str]:
    """The texts of an inline token between soft breaks; a hard break starts an empty one."""
    lines = [""]
    for child in inline.children or ():
        if child.type == "softbreak":
            lines.append("")
        elif child.type == "hardbreak":
            lines.append("\0")  # the break is shown, so nothing is joined
        else:
            lines[-1] += child.content
    return lines


def _find_useless_escapes(text: str, start: int) -> Iterator[tuple[int, Message]]:
    r"""Backslashes that take no meaning away from what follows, as in `C:\_new`."""
    tries = 0
    for line, written in enumerate(text.split("\n"), start):
        for character in dict.fromkeys(_ESCAPE.findall(written)):
            tries += 1
            plain = _remove_escapes(written, character)
            if tries <= _MOST_TRIED_ESCAPES and _show(written) == _show(plain):
                yield line, make_message("card-backslash", escape=f"\\{character}")


def _remove_escapes(text: str, character: str) -> str:
    """The text without the backslashes before this character."""
    return _ESCAPE.sub(lambda found: found[1] if found[1] == character else found[0], text)


def _show(text: str) -> str:
    return str(MARKDOWN_PARSER.render(text))


def find_lost_words(
    text: str, start: int, tokens: Sequence[PlacedToken]
) -> Iterator[tuple[int, Message]]:
    """The first word of the text that the tokens do not hold in its turn."""
    shown = iter(
        [word for token, _ in tokens for part in _list_texts(token) for word in _WORD.findall(part)]
    )
    for word in _WORD.finditer(text):
        if not any(one == word[0] for one in shown):
            line = start + text.count("\n", 0, word.start())
            yield line, make_message("card-word-lost", word=make_printable(word[0]))
            return


def _list_texts(token: Token) -> Iterator[str]:
    if token.type in ("text", "code_inline", "code_block"):
        yield token.content
    elif token.type == "fence":
        yield f"{token.info}\n{token.content}"
    elif token.type == "list_item_open":
        yield token.info
    elif token.type == "image":
        address = str(token.attrs["src"])
        yield f"{token.content}\n{address}\n{unquote(address)}\n{token.attrs.get('title', '')}"
