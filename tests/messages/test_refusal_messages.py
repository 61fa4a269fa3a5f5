"""Each code that the server gives has its text in the catalogue, with the values that it needs."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest
from support.message_catalogue import (
    FINDING_PREFIXES,
    find_placeholders,
    parse_sources,
    read_texts,
)

from api.strict_requests import MalformedBody
from learning.messages import read_catalogue
from learning.rules.refusals import InputProblem, Refused, TooManyRequests
from learning.settings import InvalidSetting
from ops.operator_errors import OperatorError

KINDS: tuple[type[Refused], ...] = (Refused, *Refused.__subclasses__(), MalformedBody)
REFUSALS = {kind.__name__ for kind in KINDS}
CALLS_WITH_KEYWORDS = {
    **dict.fromkeys(REFUSALS, 0),
    OperatorError.__name__: 0,
    InvalidSetting.__name__: 1,
    "make_line_problem": 1,
    "nest_message": 0,
    "print_message": 0,
    "render_for_terminal": 0,
}
"""Calls whose values are keywords, and the position of their code."""
CALLS_WITH_MAPPING = {InputProblem.__name__: 1, "render_message": 0}
"""Calls whose values are a mapping right after the code, and the position of the code."""
NO_VALUES = {"problems", "where", "code"}
"""Keywords of these calls that are no values."""
VALUES_ADDED_BY_CALL = {
    "make_line_problem": {"line"},
    TooManyRequests.__name__: {"wait"},
    InvalidSetting.__name__: {"value"},
}


class MessageCall(NamedTuple):
    """A call that gives a message code."""

    code: str
    values: frozenset[str] | None
    """None where the values are not written out."""


def find_calls(tree: ast.AST) -> Iterator[tuple[int, MessageCall]]:
    """Find the calls whose codes are written out, with their lines."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", "")
        position = {**CALLS_WITH_KEYWORDS, **CALLS_WITH_MAPPING}.get(name)
        if position is None:
            continue
        codes = node.args[position : position + 1]
        codes += [keyword.value for keyword in node.keywords if keyword.arg == "code"]
        values = read_mapping(node) if name in CALLS_WITH_MAPPING else read_keywords(node)
        for literal in [literal for code in codes for literal in list_literals(code)]:
            added = VALUES_ADDED_BY_CALL.get(name, set())
            yield node.lineno, MessageCall(literal, values if values is None else values | added)


def list_literals(code: ast.expr) -> list[str]:
    """List the codes that an argument may be; none where it is a variable."""
    if isinstance(code, ast.IfExp):
        return [*list_literals(code.body), *list_literals(code.orelse)]
    if isinstance(code, ast.JoinedStr):
        return []
    return [code.value] if isinstance(code, ast.Constant) and isinstance(code.value, str) else []


def read_mapping(node: ast.Call) -> frozenset[str] | None:
    position = CALLS_WITH_MAPPING[getattr(node.func, "id", "")] + 1
    given = [
        *node.args[position : position + 1],
        *(keyword.value for keyword in node.keywords if keyword.arg == "values"),
    ]
    if not given:
        return frozenset()
    if not isinstance(given[0], ast.Dict) or None in given[0].keys:
        return None
    return frozenset(str(key.value) for key in given[0].keys if isinstance(key, ast.Constant))


def read_keywords(node: ast.Call) -> frozenset[str] | None:
    names = [keyword.arg for keyword in node.keywords]
    return None if None in names else frozenset(filter(None, names)) - NO_VALUES


@cache
def list_strings() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """List the strings of the code, and patterns of those that it puts together."""
    strings: set[str] = set()
    patterns: set[str] = set()
    for _, tree in parse_sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                strings.add(node.value)
            elif isinstance(node, ast.JoinedStr) and is_code_pattern(node):
                patterns.add(make_pattern(node))
    return frozenset(strings), tuple(map(re.compile, sorted(patterns)))


def is_code_pattern(node: ast.JoinedStr) -> bool:
    """Say whether an f-string begins with the subject of a code: `f"badge.{name}.title"`."""
    first = node.values[0] if node.values else None
    return isinstance(first, ast.Constant) and bool(re.match(r"[a-z_]+\.", str(first.value)))


def make_pattern(node: ast.JoinedStr) -> str:
    return "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"
        for part in node.values
    )


def is_used(code: str) -> bool:
    """Say whether a code stands in the code of the server, whole or put together."""
    strings, patterns = list_strings()
    return code in strings or any(pattern.fullmatch(code) for pattern in patterns)


def test_calls_are_found() -> None:
    assert sum(len(list(find_calls(tree))) for _, tree in parse_sources()) > 250


def test_each_code_has_an_entry_with_its_placeholders() -> None:
    texts = read_texts("en")
    wrong = []
    for path, tree in parse_sources():
        for line, call in find_calls(tree):
            if call.code not in texts:
                wrong.append(f"{path}:{line}: no entry {call.code}")
            elif call.values is not None:
                missing = find_placeholders(texts[call.code]) - call.values
                wrong += [f"{path}:{line}: {call.code} needs {name}" for name in sorted(missing)]
    assert wrong == []


def find_declared_codes(tree: ast.AST) -> Iterator[str]:
    """Find the codes that handlers declare: `(NotFound, "team.unknown")`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2:
            kind, code = node.elts
            if getattr(kind, "id", "") in REFUSALS and isinstance(code, ast.Constant):
                yield str(code.value)


def test_each_declared_code_has_an_entry() -> None:
    declared = {code for _, tree in parse_sources() for code in find_declared_codes(tree)}
    assert declared
    assert declared - read_texts("en").keys() == set()


def test_no_entry_is_unused() -> None:
    codes = [code for code in read_texts("en") if not code.startswith(FINDING_PREFIXES)]
    assert [code for code in codes if not is_used(code)] == []


def test_the_catalogue_names_each_code_once() -> None:
    codes = [str(entry.id) for entry in read_catalogue("en") if entry.id]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('NotFound("team.unknown")', [MessageCall("team.unknown", frozenset())]),
        (
            'Invalid("a.b" if x else "a.c", [p], team=1)',
            [MessageCall("a.b", frozenset({"team"})), MessageCall("a.c", frozenset({"team"}))],
        ),
        ('Invalid("a.b", **values)', [MessageCall("a.b", None)]),
        ('InputProblem("x", "a.b", {"team": 1})', [MessageCall("a.b", frozenset({"team"}))]),
        ('InputProblem("x", "a.b", values)', [MessageCall("a.b", None)]),
        ('make_line_problem(1, "a.b")', [MessageCall("a.b", frozenset({"line"}))]),
        (
            'InvalidSetting("PORT", "a.b", text)',
            [MessageCall("a.b", frozenset({"value"}))],
        ),
        ("NotFound(code)", []),
    ],
)
def test_the_code_and_values_of_a_call_are_read(source: str, found: list[MessageCall]) -> None:
    assert [call for _, call in find_calls(ast.parse(source))] == found
