"""Small inputs that once gave a wrong result, each with the result that is right.

`inputs/<case>/README` says what is expected. A test names its case: `@pytest.mark.case("01")`.
`make cases` prints one line for each case.
"""

from collections import defaultdict
from collections.abc import Generator
from pathlib import Path

import pytest

INPUTS = Path(__file__).parent / "inputs"
CASE_FOLDERS = {folder.name.split("-")[0]: folder for folder in sorted(INPUTS.iterdir())}
"""The folders of inputs by the number of the case."""

outcomes: defaultdict[str, list[str]] = defaultdict(list)
"""The outcomes of the tests of each case that ran."""


@pytest.fixture
def case_folder(request: pytest.FixtureRequest) -> Path:
    """Give the folder of the inputs of the test's case."""
    marker = request.node.get_closest_marker("case")
    assert marker is not None, "the test does not name its case"
    return CASE_FOLDERS[marker.args[0]]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note the outcome of a test for the line of its case."""
    report = yield
    marker = item.get_closest_marker("case")
    if marker is not None and (report.when == "call" or report.outcome != "passed"):
        outcomes[marker.args[0]].append(report.outcome)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print one line for each case if the tests of cases ran in this process."""
    if not outcomes:
        return
    terminalreporter.section("cases")
    for number, folder in CASE_FOLDERS.items():
        found = outcomes.get(number, [])
        right = bool(found) and set(found) == {"passed"}
        word = "right" if right else "WRONG" if found else "no test ran"
        terminalreporter.write_line(
            f"{folder.name:<34} {word:<12} {found.count('passed')} of {len(found)} tests",
            green=right,
            red=not right,
        )
