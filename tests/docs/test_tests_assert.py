"""Every test asserts something."""

import ast
from pathlib import Path

TESTS = Path(__file__).parents[1]
ASSERTING_PREFIXES = ("assert_", "expect_")
ASSERTING_CALLS = {"expect", "raises", "warns", "fail"}
"""`expect` is Playwright's; the others are pytest's."""


def is_assertion(node: ast.AST) -> bool:
    """Say whether a node of a test's syntax tree is an assertion, or a call that makes one."""
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in ASSERTING_CALLS or name.startswith(ASSERTING_PREFIXES)


def list_silent_tests(source: str) -> list[str]:
    """List the names of the test functions in a module's source that assert nothing."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not any(is_assertion(inner) for inner in ast.walk(node))
    ]


def test_every_test_function_asserts_something() -> None:
    silent = {
        str(path.relative_to(TESTS)): found
        for path in sorted(TESTS.rglob("test_*.py"))
        if (found := list_silent_tests(path.read_text()))
    }
    assert silent == {}


def test_a_function_without_an_assertion_is_found() -> None:
    source = "def test_a():\n    run()\n\ndef test_b():\n    assert run()\n\ndef test_c():\n    assert_runs()\n"
    assert list_silent_tests(source) == ["test_a"]
