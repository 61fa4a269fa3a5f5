"""Lesson files are split into YAML and cards."""

import pytest

from content.front_matter import split_lesson_file


def test_cards_have_their_first_line() -> None:
    file = split_lesson_file(
        "x.md", "---\nid: x\n---\n\n\na\n---\n\nb\nc\n\n---\n---  \nd\n---\n\n"
    )
    assert [(block.line, block.text) for block in file.blocks] == [
        (6, "a"),
        (9, "b\nc"),
        (13, ""),
        (14, "d"),
    ]


@pytest.mark.parametrize("text", ["", "---", "---\nid: x", "id: x\n---\n", "\n---\nid: x\n---\n"])
def test_a_file_without_front_matter_has_a_finding(text: str) -> None:
    file = split_lesson_file("x.md", text)
    assert [(finding.rule, finding.line) for finding in file.findings] == [("front-matter", 1)]
