"""Split a lesson file: YAML between two `---` lines, then Markdown cards between `---` lines."""

from typing import NamedTuple

from content.document import YamlDocument, load_yaml
from content.findings import FilePlace, Finding, make_message
from content.rules import declare_rule

FRONT_MATTER_RULE = declare_rule("front-matter")

_FENCE_LINE = "---"


class CardBlock(NamedTuple):
    """The Markdown of one card and the line (from 1) where it starts."""

    line: int
    text: str


class LessonFile(NamedTuple):
    """The YAML and the cards of a lesson file."""

    document: YamlDocument
    blocks: tuple[CardBlock, ...]
    findings: list[Finding]


def split_lesson_file(file: str, text: str) -> LessonFile:
    """Split a lesson file. Never raises.

    Without front matter the document is empty and there are no cards.
    """
    lines = text.split("\n")
    end = next((i for i, line in enumerate(lines) if i and line.rstrip() == _FENCE_LINE), None)
    if lines[0].rstrip() != _FENCE_LINE or end is None:
        if lines[0].rstrip() != _FENCE_LINE:
            message = make_message("front-matter-no-opening")
        else:
            message = make_message("front-matter-no-closing")
        return LessonFile(
            YamlDocument(file), (), [FRONT_MATTER_RULE.make_finding(FilePlace(file), message)]
        )
    document, findings = load_yaml(file, "\n".join(lines[1:end]), offset=1)
    return LessonFile(document, _split_cards(lines, end + 1), findings)


def _split_cards(lines: list[str], start: int) -> tuple[CardBlock, ...]:
    blocks: list[CardBlock] = []
    for i in range(start, len(lines) + 1):
        if i == len(lines) or lines[i].rstrip() == _FENCE_LINE:
            block = _trim_card(lines, start, i)
            if block or i < len(lines):
                blocks.append(block or CardBlock(min(start + 1, len(lines)), ""))
            start = i + 1
    return tuple(blocks)


def _trim_card(lines: list[str], start: int, end: int) -> CardBlock | None:
    """The lines [start, end) without empty lines around them; None if nothing is left."""
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return CardBlock(start + 1, "\n".join(lines[start:end])) if start < end else None
