"""Decode UTF-8 bytes to text with one kind of line end and without invisible characters."""

import re

from content.findings import FilePlace, Finding, make_message
from content.rules import declare_rule

TEXT_ENCODING_RULE = declare_rule("text-encoding")
TEXT_CONTROL_RULE = declare_rule("text-control")

# C0 and C1 controls except tab and newline, line separators, marks that show letters in another
# order than they are written (U+202D and U+202E), byte order marks, lone surrogates,
# non-characters.
_INVISIBLE_CHARACTER = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e\ufeff\ud800-\udfff\ufffe\uffff]"
)


def decode_text(path: str, data: bytes) -> tuple[str, Finding | None]:
    """The text, with newlines as line ends, and a finding if it cannot be read (then "")."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        place = FilePlace(path, line)
        return "", TEXT_ENCODING_RULE.make_finding(place, make_message("text-encoding"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = _INVISIBLE_CHARACTER.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        message = make_message("text-control", character=f"U+{ord(found[0]):04X}")
        return "", TEXT_CONTROL_RULE.make_finding(FilePlace(path, line), message)
    return text, None


def has_invisible(text: str) -> bool:
    """True if the text holds a character that no text of a pack may hold."""
    return _INVISIBLE_CHARACTER.search(text) is not None
