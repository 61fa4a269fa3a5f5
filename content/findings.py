"""What the checker says: a finding names a file, a line, what is wrong, why it matters and how to put it right."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from content.limits import MAX_PRINTED_CHARS

Severity = Literal["error", "warning"]


class FilePlace(NamedTuple):
    """A line (from 1) of a file of the pack."""

    file: str
    line: int = 1


class Violation(NamedTuple):
    """What one rule found in one place; the rule adds its name, severity and why."""

    place: FilePlace
    what: str
    fix: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to put right. Only errors keep a pack from being used."""

    file: str
    line: int
    severity: Severity
    rule: str
    what: str
    why: str
    fix: str


def make_printable(value: object) -> str:
    """An author's text as it may be printed: one line, no control characters, not endless."""
    text = value if isinstance(value, str) else str(value)
    cut = text[: MAX_PRINTED_CHARS - 1] + "…" if len(text) > MAX_PRINTED_CHARS else text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut)
