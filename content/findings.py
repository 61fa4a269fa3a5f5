"""Findings of the checker: a file, a line, a rule, and a code with values.

The texts (what is wrong, why it matters, how to put it right) are rendered elsewhere from the
code and the values, in the language of the reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypedDict

from content.limits import MAX_PRINTED_CHARS

Severity = Literal["error", "warning"]


class FilePlace(NamedTuple):
    """A line (from 1) of a file of the pack."""

    file: str
    line: int = 1


class Message(TypedDict):
    """A text by its code. Values are texts, numbers, lists of them, or messages again."""

    code: str
    values: dict[str, Any]


def make_message(code: str, /, **values: Any) -> Message:
    """Make a message. Texts of the author among the values must have gone through `make_printable`.

    The value `suggestion` is special: unless it is None, the advice is "did you mean ...?".
    """
    return {"code": code, "values": values}


class Violation(NamedTuple):
    """What one rule found in one place; the rule adds its name and its severity."""

    place: FilePlace
    message: Message


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to put right. Only errors keep a pack from being used.

    `rule` says why it matters, `code` what is wrong and what to do. A rule has one code or more.
    """

    file: str
    line: int
    severity: Severity
    rule: str
    code: str
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)


def make_printable(value: object) -> str:
    """An author's text as it may be printed: one line, no control characters, bounded length."""
    text = value if isinstance(value, str) else str(value)
    cut = text[: MAX_PRINTED_CHARS - 1] + "…" if len(text) > MAX_PRINTED_CHARS else text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut)
