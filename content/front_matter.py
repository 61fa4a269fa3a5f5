"""A lesson file: YAML between two `---` lines, then cards of Markdown with a `---` line between them."""

from typing import NamedTuple

from content.document import Document, load
from content.findings import Finding, Place
from content.registry import fault

FRONT_MATTER = fault(
    "front-matter",
    "A lesson's questions and its name stand between the two `---` lines at its top.",
)

_FENCE = "---"


class Block(NamedTuple):
    """The Markdown of one card and the line (from 1) where it starts."""

    line: int
    text: str


class LessonFile(NamedTuple):
    """Both halves of a lesson file."""

    document: Document
    blocks: tuple[Block, ...]
    findings: list[Finding]


def split(file: str, text: str) -> LessonFile:
    """Take a lesson file apart. Never raises; without front matter the document is empty and there are no cards."""
    lines = text.split("\n")
    end = next((i for i, line in enumerate(lines) if i and line.rstrip() == _FENCE), None)
    if lines[0].rstrip() != _FENCE or end is None:
        what = (
            "the first line is not `---`"
            if lines[0].rstrip() != _FENCE
            else "the front matter has no closing `---`"
        )
        fix = "begin with `---`, then the YAML, then `---`, then the cards"
        return LessonFile(Document(file), (), [FRONT_MATTER.finding(Place(file), what, fix)])
    document, findings = load(file, "\n".join(lines[1:end]), offset=1)
    return LessonFile(document, _blocks(lines, end + 1), findings)


def _blocks(lines: list[str], start: int) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for i in range(start, len(lines) + 1):
        if i == len(lines) or lines[i].rstrip() == _FENCE:
            block = _block(lines, start, i)
            if block or i < len(lines):
                blocks.append(block or Block(min(start + 1, len(lines)), ""))
            start = i + 1
    return tuple(blocks)


def _block(lines: list[str], start: int, end: int) -> Block | None:
    """The lines [start, end) without empty ones around them; None if nothing is left."""
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return Block(start + 1, "\n".join(lines[start:end])) if start < end else None
