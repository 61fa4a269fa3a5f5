"""Bytes to text: UTF-8, one kind of line end, nothing invisible."""

import re

from content.findings import FilePlace, Finding
from content.registry import fault

TEXT_ENCODING_RULE = fault(
    "text-encoding", "One encoding everywhere: other ones show broken letters on phones."
)
TEXT_CONTROL_RULE = fault(
    "text-control", "Invisible characters break databases, screen readers and searches."
)

# C0 and C1 controls but tab and newline, line separators, byte order marks, lone surrogates, non-characters.
_INVISIBLE_CHARACTER = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]"
)


def decode_text(path: str, data: bytes) -> tuple[str, Finding | None]:
    """The text with newlines for line ends (empty if it cannot be read) and what is wrong with it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return "", TEXT_ENCODING_RULE.finding(
            FilePlace(path, line), "this is not UTF-8 text", "save the file as UTF-8"
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = _INVISIBLE_CHARACTER.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        what = f"there is an invisible character (U+{ord(found[0]):04X})"
        return "", TEXT_CONTROL_RULE.finding(
            FilePlace(path, line), what, "delete it and type the line again"
        )
    return text, None


def has_invisible(text: str) -> bool:
    """True if the text holds a character that no text of a pack may hold."""
    return _INVISIBLE_CHARACTER.search(text) is not None
