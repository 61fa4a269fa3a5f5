"""The code of the server holds no sentence for people: their texts are in the catalogues."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.message_catalogue import ROOT, SOURCE_FOLDERS

FILES = sorted(path for folder in SOURCE_FOLDERS for path in (ROOT / folder).rglob("*.py"))
EXEMPT_FILES = {
    Path("ops/list_licences.py"): "it writes the English documents about licences",
    **{
        path.relative_to(ROOT): "the people and texts of the English demo are data"
        for path in (ROOT / "ops" / "demo").rglob("*.py")
    },
}
MIN_SENTENCE_WORDS = 3
PATTERN_CALLS = {"compile", "findall", "fullmatch", "match", "search", "split", "sub"}
WORD_LIST_CALLS = {"_split_word_list"}
LOG_CALLS = {"critical", "debug", "error", "exception", "info", "warning", "warn"}
METRIC_CALLS = {"Counter", "Histogram"}
PROGRAMMER_ERRORS = {
    "AssertionError",
    "BadgeRuleError",  # a stored rule that the pack checks should have refused
    "RuntimeError",
    "TypeError",
    "ValueError",
}
SYSTEM_ERRORS = {"OSError"}  # their texts are those of the system
CALLS_NOT_FOR_PEOPLE = (
    PATTERN_CALLS | WORD_LIST_CALLS | LOG_CALLS | METRIC_CALLS | PROGRAMMER_ERRORS | SYSTEM_ERRORS
)
DOCUMENTATION_KEYWORDS = {"description", "epilog", "examples", "help", "short_help", "summary"}
DOCUMENTATION_NAMES = {"DESCRIPTION"}  # of a migration
SQL_PATTERN = re.compile(
    r"\b(ALTER|AND|ANY|AS|CASE|COALESCE|CONFLICT|CREATE|DROP (INDEX|TABLE)|FILTER|FROM|GREATEST"
    r"|GROUP BY|IN|JOIN|LATERAL|ORDER BY|SELECT|SET|TRIGGER|UPDATE|WHERE|ZONE)\b|::|\$\d"
    r"|\b[a-z]+\.[a-z_]+, [a-z]+\.[a-z_]"
)
"""SQL keywords are in capitals here. Fragments without a keyword have `::`, `$1` or `t.a, t.b`."""
LUA_PATTERN = re.compile(r"redis\.call")
HEADER_PATTERN = re.compile(r"max-age=|default-src |trusted-types")


def list_texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """List line and text of each string that may be for people."""
    skipped = set(find_other_strings(tree))
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.JoinedStr):
            parts = [str(part.value) for part in node.values if isinstance(part, ast.Constant)]
            skipped.update(part for part in node.values if isinstance(part, ast.Constant))
            yield node.lineno, "…".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def find_other_strings(tree: ast.Module) -> Iterator[ast.AST]:
    """Find the strings that are not for people: documentation, patterns, logs, faults."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value  # a docstring
        elif isinstance(node, ast.arg) and node.annotation:
            yield from ast.walk(node.annotation)
        elif isinstance(node, ast.Assign):
            if {getattr(target, "id", "") for target in node.targets} & DOCUMENTATION_NAMES:
                yield from ast.walk(node.value)
        elif isinstance(node, ast.Compare):
            yield from ast.walk(node)  # what another program printed
        elif isinstance(node, ast.Call):
            yield from find_other_arguments(node)


def find_other_arguments(node: ast.Call) -> Iterator[ast.AST]:
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if name in CALLS_NOT_FOR_PEOPLE:
        for argument in node.args:
            yield from ast.walk(argument)
    for keyword in node.keywords:
        if keyword.arg in DOCUMENTATION_KEYWORDS:
            yield from ast.walk(keyword.value)


def is_sentence(text: str) -> bool:
    """Say whether a text has several words and is neither SQL, Lua nor an HTTP header."""
    if SQL_PATTERN.search(text) or LUA_PATTERN.search(text) or HEADER_PATTERN.search(text):
        return False
    words = [word for word in text.split() if re.search(r"[^\W\d_]{2,}", word)]
    return len(words) >= MIN_SENTENCE_WORDS


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.relative_to(ROOT) not in EXEMPT_FILES],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_no_text_for_people_is_in_the_code(path: Path) -> None:
    texts = list_texts(ast.parse(path.read_text(encoding="utf-8")))
    assert [(line, text) for line, text in texts if is_sentence(text)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('x = "this is wrong"', True),
        ('x = f"the file {name} is missing"', True),
        ('raise NotFound("there is no such team")', True),
        ('raise OperatorError(f"the folder {path} is not there")', True),
        ('click.echo("this is printed for people")', True),
        ('x = ["the first", "the other"]', False),
        ('"""A docstring of a module."""', False),
        ('re.compile("one two three")', False),
        ('log.info("one two three")', False),
        ('raise ValueError(f"one two three {x}")', False),
        ('click.option("--to", help="one two three")', False),
        ('x = _split_word_list("one two three")', False),
        ('x = "SELECT id, name FROM team"', False),
        ('if "one two three" in output: pass', False),
    ],
)
def test_a_sentence_is_recognised(source: str, found: bool) -> None:
    texts = list_texts(ast.parse(source))
    assert any(is_sentence(text) for _, text in texts) is found
