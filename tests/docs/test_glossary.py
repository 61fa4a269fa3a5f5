"""Words that the glossary retires do not come back as names in the code."""

import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"
RETIRED_ROW = re.compile(r"^\| `(?P<word>\w+)` \| .+ \|$", re.MULTILINE)
PHONE_NAME = re.compile(r"\b(?:function|const|let|class|interface|type|import)\s+(\w+)")
WORDS_OF_A_NAME = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")


def list_files(*patterns: str) -> list[Path]:
    """Tracked files that match."""
    command = ["git", "ls-files", *patterns]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).exists()]


def read_retired_words() -> set[str]:
    section = GLOSSARY.read_text().partition("## Retired words")[2]
    return {match["word"].lower() for match in RETIRED_ROW.finditer(section)}


def list_python_names(source: str) -> Iterator[tuple[int, str]]:
    """Every name of a Python file with its line."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME:
            yield token.start[0], token.string


def list_phone_names(source: str) -> Iterator[tuple[int, str]]:
    """Every declared name of a TypeScript or Svelte file with its line."""
    for number, line in enumerate(source.splitlines(), start=1):
        for match in PHONE_NAME.finditer(line):
            yield number, match[1]


def split_words(name: str) -> set[str]:
    """The words of a name: `find_team`, `findTeam` and `FindTeam` have the same two."""
    return {word.lower() for word in WORDS_OF_A_NAME.findall(name)}


def test_the_glossary_retires_words() -> None:
    assert {"shelf", "ears", "dice", "told", "eras"} <= read_retired_words()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("find_team", {"find", "team"}),
        ("findTeam", {"find", "team"}),
        ("RedisNodes", {"redis", "nodes"}),
        ("MAX_IDS", {"max", "ids"}),
        ("_HTTPDoor", {"http", "door"}),
    ],
)
def test_a_name_is_split_into_its_words(name: str, words: set[str]) -> None:
    assert split_words(name) == words


def test_no_name_uses_a_retired_word() -> None:
    """The names of tests are sentences, and may use the words as English does."""
    retired = read_retired_words()
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for pattern, list_names in (
            (("*.py",), list_python_names),
            (("frontend/src/*.ts", "frontend/src/*.svelte"), list_phone_names),
        )
        for path in list_files(*pattern)
        for line, name in list_names(path.read_text())
        if split_words(name) & retired and not name.startswith("test_")
    ]
    assert found == []
