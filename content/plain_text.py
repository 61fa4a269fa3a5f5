"""Texts that are shown as they are written: all but the bodies of cards.

Marks of Markdown in them are shown, too. `describe_marks` says so.
"""

import re

from content.findings import Message, make_message, make_printable
from content.markdown_tokens import MARKDOWN_PARSER

_PLAIN_CHILDREN = ("text", "softbreak", "hardbreak")
_GAP = re.compile("_{3,}")
_MARK = re.compile(
    r"\\[*_\[\]`#]"  # an escape
    r"|&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});"
    r"|</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|<!--"
)


def describe_marks(text: str) -> Message | None:
    """Say which marks of Markdown or HTML a plain text holds, or that its lines are joined.

    None if it is shown as it is written.
    """
    if "\n" in text:
        return make_message("text-lines")
    found = _MARK.search(text)
    if found:
        return make_message("text-marks", text=make_printable(found[0]))
    if not any(mark in text for mark in "*_`[<"):
        return None
    for token in MARKDOWN_PARSER.parseInline(_GAP.sub("…", text)):
        if any(child.type not in _PLAIN_CHILDREN for child in token.children or ()):
            return make_message("text-marks", text=make_printable(text))
    return None
