"""The list of ASVS requirements is complete, and what it names as evidence exists."""

import re

import pytest
from audit.asvs_evidence import (
    find_faults,
    find_present,
    find_unproven,
    list_check_names,
    list_tests,
)
from audit.asvs_list import (
    ANSWERS_FILE,
    LEVELS_FILE,
    ROOT,
    Requirement,
    join_answers,
    load_requirements,
    read_answers,
    read_levels,
)
from audit.security_page import LABELS, PAGE, render_page

REQUIREMENTS_BY_LEVEL = {1: 70, 2: 183, 3: 92}
"""Those of the published standard, version 5.0.0."""
LEVELS = {"1.1.1": 1, "1.1.2": 2, "1.2.1": 3}
ANSWERS: dict[str, dict[str, object]] = {
    "1": {"title": "One", "not_applicable": "There is none."},
    "1.1.1": {"asks": "a", "met": ["tests/x.py::test_x"]},
    "1.1.2": {"asks": "b"},
}
MET = Requirement("1.1.1", 1, "a", "met", ("tests/docs/test_security.py::test_x", "audit:x.y"))


def test_the_numbers_are_those_of_the_standard() -> None:
    levels = list(read_levels(LEVELS_FILE.read_text("utf-8")).values())
    assert {level: levels.count(level) for level in (1, 2, 3)} == REQUIREMENTS_BY_LEVEL


def test_every_requirement_has_one_answer() -> None:
    numbers = [one.number for one in load_requirements()]
    assert len(numbers) == len(set(numbers)) == 70 + 183
    assert all(one.asks and len(one.asks) < 80 for one in load_requirements())


def test_everything_that_is_named_exists() -> None:
    assert list(find_faults(load_requirements(), list_check_names())) == []


def test_every_path_of_answers_and_page_exists() -> None:
    text = ANSWERS_FILE.read_text("utf-8") + PAGE.read_text("utf-8")
    paths = set(re.findall(r"\b(?:api|docs|learning|ops|deploy|tests)/[\w/.-]+\.\w+", text))
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(
    "requirement",
    [one for one in load_requirements() if one.absent],
    ids=lambda requirement: str(requirement.number),
)
def test_what_is_not_applicable_is_not_in_the_code(requirement: Requirement) -> None:
    assert requirement.status == "not_applicable"
    assert list(find_present(requirement.absent)) == []


def test_what_is_in_the_code_is_found() -> None:
    assert next(find_present(["asyncpg"]))


def test_the_page_is_that_of_the_answers() -> None:
    assert PAGE.read_text("utf-8") == render_page(), "make security-list"


def test_the_summary_counts_the_rows_of_the_page() -> None:
    page = PAGE.read_text("utf-8")
    rows = re.findall(r"^\| \d+\.\d+\.\d+ \| [12] \| .+? \| ([a-z ]+) \|", page, re.MULTILINE)
    summary = re.search(r"\*\*Of (\d+) requirements: (.+)\.\*\*", page)
    assert summary
    counts = [f"{rows.count(label)} {label}" for label in LABELS.values()]
    assert (int(summary[1]), summary[2]) == (len(rows), ", ".join(counts))


def test_an_answer_of_a_chapter_holds_for_its_requirements() -> None:
    met, inherited = join_answers(LEVELS, ANSWERS)
    assert (met.status, met.evidence) == ("met", ("tests/x.py::test_x",))
    assert (inherited.status, inherited.why) == ("not_applicable", "There is none.")


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"1.1.1": {"asks": "a", "open": "x"}}, "without an answer: 1.1.2"),
        ({**ANSWERS, "1.2.1": {"asks": "c", "open": "x"}}, "no such requirement.*1.2.1"),
        ({**ANSWERS, "9.9.9": {"asks": "c", "open": "x"}}, "no such requirement.*9.9.9"),
        ({**ANSWERS, "1.1.2": {"asks": "b", "open": "x", "met": []}}, "1.1.2: one of"),
        ({**ANSWERS, "1.1.2": {"asks": "b", "done": True}}, "1.1.2: unknown keys"),
        ({"1.1.1": {"asks": "a"}, "1.1.2": {"asks": "b", "open": "x"}}, "1.1.1: one of"),
    ],
    ids=("missing", "level 3", "unknown", "two statuses", "unknown key", "no status"),
)
def test_an_answer_that_is_not_complete_is_refused(
    answers: dict[str, dict[str, object]], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        list(join_answers(LEVELS, answers))


def test_evidence_that_does_not_exist_is_found() -> None:
    unproven = Requirement("1.1.2", 2, "b", "met")
    unreasoned = Requirement("1.1.3", 2, "c", "open")
    assert list(find_faults([MET, unproven, unreasoned], frozenset())) == [
        "1.1.1: tests/docs/test_security.py::test_x does not exist",
        "1.1.1: audit:x.y does not exist",
        "1.1.2: no evidence",
        "1.1.3: no reason",
    ]
    assert len(list(find_faults([MET], frozenset({"x.y"})))) == 1


@pytest.mark.parametrize(
    ("results", "unproven"),
    [
        ({"x.y": "passed"}, []),
        ({"x.y": "failed"}, ["1.1.1: x.y failed"]),
        ({"x.y": "skipped"}, ["1.1.1: x.y skipped"]),
        ({}, ["1.1.1: x.y did not run"]),
    ],
)
def test_a_check_that_did_not_pass_proves_nothing(
    results: dict[str, str], unproven: list[str]
) -> None:
    assert list(find_unproven([MET], results)) == unproven


def test_a_test_that_may_be_skipped_shows_nothing() -> None:
    source = (
        "def test_a(): ...\n"
        "@pytest.mark.parametrize('x', [1])\nasync def test_b(x): ...\n"
        "@pytest.mark.skipif(True, reason='')\ndef test_c(): ...\n"
        "def helper(): ...\n"
    )
    assert list(list_tests(source)) == ["test_a", "test_b"]


def test_the_answers_are_in_the_order_of_the_standard() -> None:
    numbers = [one for one in read_answers(ANSWERS_FILE.read_text("utf-8")) if one.count(".") == 2]
    assert numbers == [one.number for one in load_requirements()]
