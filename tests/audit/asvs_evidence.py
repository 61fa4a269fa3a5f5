"""Look up what the list of ASVS requirements names as evidence: tests, and checks of the audit."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from audit.asvs_list import ROOT, Requirement

CHECK_PREFIX = "audit:"
CODE_PATTERNS = (
    *("api/**/*.py", "worker/**/*.py", "learning/**/*.py", "content/**/*.py", "ops/**/*.py"),
    *("frontend/src/**/*.ts", "frontend/src/**/*.svelte", "frontend/src/**/*.html"),
    "requirements/server.lock",
)
"""The code that runs for people, and the list of its packages."""
UNFIT_MARKS = {"skip", "skipif", "xfail"}
"""A test with one of these marks shows nothing where it does not run."""


@cache
def list_test_names(path: str) -> frozenset[str]:
    """List the test functions of a file that always run. A file that does not exist has none."""
    file = ROOT / path
    if not path.startswith("tests/") or not file.is_file():
        return frozenset()
    return frozenset(list_tests(file.read_text("utf-8")))


def list_tests(source: str) -> Iterator[str]:
    """List the names of the tests in the source of a module. Nothing is imported or run."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            marks = {
                inner.attr
                for decorator in node.decorator_list
                for inner in ast.walk(decorator)
                if isinstance(inner, ast.Attribute)
            }
            if node.name.startswith("test_") and not marks & UNFIT_MARKS:
                yield node.name


def list_check_names() -> frozenset[str] | None:
    """List the names of the checks of `make audit`; None where they have no list."""
    if find_spec("audit.check_names") is None:
        return None
    return frozenset(import_module("audit.check_names").CHECK_NAMES)


def find_faults(
    requirements: Iterable[Requirement], checks: frozenset[str] | None
) -> Iterator[str]:
    """Find requirements whose evidence does not exist, or that have none.

    `checks` are the names of the checks of the audit; None leaves those out.
    """
    for requirement in requirements:
        if requirement.status == "met" and not requirement.evidence:
            yield f"{requirement.number}: no evidence"
        if requirement.status != "met" and not requirement.why.strip():
            yield f"{requirement.number}: no reason"
        for evidence in requirement.evidence:
            if evidence.startswith(CHECK_PREFIX):
                is_known = checks is None or evidence.removeprefix(CHECK_PREFIX) in checks
            else:
                path, _, name = evidence.partition("::")
                is_known = name in list_test_names(path)
            if not is_known:
                yield f"{requirement.number}: {evidence} does not exist"


def find_unproven(requirements: Iterable[Requirement], results: Mapping[str, str]) -> Iterator[str]:
    """Find requirements whose checks did not pass in a run of the audit, by the results by name."""
    for requirement in requirements:
        for evidence in requirement.evidence:
            name = evidence.removeprefix(CHECK_PREFIX)
            if name != evidence and results.get(name) != "passed":
                yield f"{requirement.number}: {name} {results.get(name, 'did not run')}"


def find_present(patterns: Iterable[str]) -> Iterator[str]:
    """Find the places in the code with a name that is said to be absent."""
    for pattern in patterns:
        expression = re.compile(pattern, re.IGNORECASE | re.MULTILINE)
        for path, text in _read_code().items():
            if match := expression.search(text):
                line = text.count("\n", 0, match.start()) + 1
                yield f"{path}:{line}: {match[0]}"


@cache
def _read_code() -> dict[str, str]:
    paths = sorted({path for pattern in CODE_PATTERNS for path in ROOT.glob(pattern)})
    return {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in _drop_tests(paths)}


def _drop_tests(paths: Iterable[Path]) -> Iterator[Path]:
    return (path for path in paths if not path.name.endswith(".test.ts"))
