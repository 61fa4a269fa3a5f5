r"""Read single values of YAML, and find values that are not what the author wrote.

YAML ends an unquoted text at ` #`, reads on in an open quote to the next one, and takes `\n` in
double quotes for a line break.
"""

import re
from collections.abc import Sequence
from typing import Any

from ruamel.yaml.events import ScalarEvent

from content.findings import Message, make_message, make_printable

_YAML_INTEGER = re.compile(r"[-+]?[0-9]{1,15}")
_YAML_DECIMAL = re.compile(r"[-+]?(?:[0-9]{1,15}\.[0-9]{0,15}|\.[0-9]{1,15})")
_YAML_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}
_COMMENT_BEHIND = re.compile(r"[ \t]*(?:\n[ \t]*)*(#[^\n]*)")
_COMMENT_AS_VALUE = re.compile(r"[:-][ \t]+(#.*)")
_COMMENT_OF_BLOCK = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\n]*)")
_BLANK_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*(\\[ntvfLNPrbe_])")
_FOLDED_LINE = re.compile(r"\n([ \t]*)(?=[^\s])")


def read_scalar(event: ScalarEvent) -> Any:
    """The value of a scalar: text, a number, a truth value or None."""
    text = str(event.value)
    if not event.implicit[0]:  # a quoted value or a block is always text
        return text.strip()
    if text in _YAML_WORDS:
        return _YAML_WORDS[text]
    if _YAML_INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _YAML_DECIMAL.fullmatch(text) else text


def get_source(event: ScalarEvent, source: str) -> str:
    """A scalar as it stands in the file, quotes and all."""
    return source[event.start_mark.index : event.end_mark.index]


def find_open_quote(event: ScalarEvent, source: str, column: int) -> bool:
    """Whether a quoted text has swallowed the lines of other keys: it was never closed.

    Lines of a text that goes on are further to the right than its key, which is at `column`.
    """
    if event.style not in ("'", '"') or event.start_mark.line == event.end_mark.line:
        return False
    inner = _FOLDED_LINE.findall(get_source(event, source))
    return any(len(indent) <= column for indent in inner)


def find_cut(event: ScalarEvent, source: str, column: int) -> Message | None:
    """What YAML takes away from a text as a comment; None if there is nothing.

    A comment below a text counts only where it is further to the right than the key of the text,
    and after a quoted text none counts, because there the author has said where the text ends.
    """
    if event.style in ("'", '"'):
        return None
    found = _COMMENT_BEHIND.match(source, event.end_mark.index)
    if event.style in ("|", ">") and (header := _COMMENT_OF_BLOCK.match(get_source(event, source))):
        return make_message("yaml-cut", comment=make_printable(header[1]))
    if found is None or not _is_part_of_text(found, source, column):
        return None
    return make_message("yaml-cut", comment=make_printable(found[1]))


def find_whole_cut(line: str) -> Message | None:
    """The comment that stands in place of a text in a line; None if there is none."""
    found = _COMMENT_AS_VALUE.search(line)
    return make_message("yaml-cut", comment=make_printable(found[1])) if found else None


def find_cut_before(event: ScalarEvent, lines: Sequence[str], column: int) -> Message | None:
    """The comment between a key and its unquoted text on a later line; None if there is none."""
    at = int(event.start_mark.line)
    if event.style is not None or lines[at][: event.start_mark.column].strip():
        return None
    while at > 0:
        at -= 1
        text = lines[at].lstrip(" \t")
        if text.startswith("#") and len(lines[at]) - len(text) > column:
            return make_message("yaml-cut", comment=make_printable(text))
        if text and not text.startswith("#"):
            return find_whole_cut(lines[at])
    return None


def _is_part_of_text(found: re.Match[str], source: str, column: int) -> bool:
    line_start = source.rfind("\n", 0, found.start(1)) + 1
    stands_alone = not source[line_start : found.start(1)].strip()
    return not stands_alone or found.start(1) - line_start > column


def find_blank_escape(event: ScalarEvent, source: str) -> Message | None:
    r"""An escape that stands for a blank, as the `\n` of "C:\new"; None if there is none."""
    found = _BLANK_ESCAPE.search(get_source(event, source)) if event.style == '"' else None
    return make_message("yaml-escape-blank", escape=found[1]) if found else None
