"""The texts of the message catalogues, for the tests that compare them with the code."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import learning
from learning.messages import read_catalogue

ROOT = Path(learning.__file__).parent.parent
SOURCE_FOLDERS = ("api", "content", "learning", "ops", "worker")
FINDING_PREFIXES = ("finding.", "rule.", "schema.", "advice.", "place.", "kind.", "element.")


def parse_sources() -> Iterator[tuple[Path, ast.Module]]:
    """Parse all Python files of the server. Paths are relative to the checkout."""
    for folder in SOURCE_FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def read_texts(language: str) -> dict[str, list[str]]:
    """Read the texts of each code: one, or one for each plural form."""
    texts: dict[str, list[str]] = {}
    for entry in read_catalogue(language):
        code = entry.id if isinstance(entry.id, str) else entry.id[0]
        forms = [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
        if code:
            texts[code] = [form for form in forms if form]
    return texts


def find_placeholders(texts: list[str]) -> set[str]:
    """Find the names of all placeholders in the texts of a code."""
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}
