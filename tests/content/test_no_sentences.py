"""The code of the pack format holds no sentence for people: texts are in the catalogues."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import content

ROOT = Path(content.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
MIN_SENTENCE_WORDS = 3
# Calls whose text is for programmers: patterns and exceptions about wrong code.
NOT_FOR_PEOPLE = {"compile", "findall", "fullmatch", "search", "sub", "ValueError"}


def list_texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of each string that is not a docstring, a pattern or an exception."""
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(node.value)
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in NOT_FOR_PEOPLE:
                skipped.update(part for argument in node.args for part in ast.walk(argument))
        elif isinstance(node, ast.JoinedStr) and node not in skipped:
            parts = [str(part.value) for part in node.values if isinstance(part, ast.Constant)]
            skipped.update(node.values)
            yield node.lineno, "…".join(parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            yield node.lineno, node.value


def is_sentence(text: str) -> bool:
    words = [word for word in text.split() if re.search(r"[^\W\d_]{2,}", word)]
    return len(words) >= MIN_SENTENCE_WORDS


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_text_for_people_is_in_the_code(path: Path) -> None:
    texts = list_texts(ast.parse(path.read_text(encoding="utf-8")))
    assert [(line, text) for line, text in texts if is_sentence(text)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('x = "this is wrong"', True),
        ('x = f"the file {name} is missing"', True),
        ('x = ["the first", "the other"]', False),
        ('"""A docstring of a module."""', False),
        ('re.compile("one two three")', False),
    ],
)
def test_a_sentence_is_recognised(source: str, found: bool) -> None:
    texts = list_texts(ast.parse(source))
    assert any(is_sentence(text) for _, text in texts) is found
