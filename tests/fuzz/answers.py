"""What must hold of every answer of a decoder: each code has its text, and it can be sent.

What is stored must fit into PostgreSQL, which holds no NUL character.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from api.problem_responses import InputProblemView
from content import Finding
from content.pictures import PictureError
from learning.messages import render_message, render_problem
from learning.messages.findings import render_finding
from learning.rules.refusals import InputProblem, Refused

MAX_ANSWER_BYTES = 4 * 1024 * 1024


def check_refusal(error: Exception) -> None:
    """Check that a refusal has its text and can be sent."""
    if isinstance(error, PictureError):
        return
    assert isinstance(error, Refused)
    render_message(error.code, error.values)
    check_can_be_sent(error.values)
    check_problems(error.problems)


def check_problems(problems: Iterable[InputProblem]) -> None:
    """Check that each fault has its text, and that all can be sent."""
    views = []
    for problem in problems:
        where, what = render_problem(problem, "en")
        views.append(InputProblemView(where, what, problem.code, problem.values))
    check_can_be_sent(views)


def check_findings(findings: Iterable[Finding]) -> None:
    """Check that each finding has its texts, and that all can be stored."""
    for finding in findings:
        text = render_finding(finding.rule, finding.code, finding.values)
        assert text.what.strip(), finding
        assert text.why.strip(), finding
        assert finding.line >= 1, finding
    check_can_be_stored([(one.file, one.code, dict(one.values)) for one in findings])


def check_can_be_sent(value: object) -> bytes:
    """Check that a value becomes JSON of a bounded size, and return that."""
    encoded = msgspec.json.encode(value)
    assert len(encoded) <= MAX_ANSWER_BYTES, len(encoded)
    return encoded


def check_can_be_stored(value: object) -> None:
    """Check that a value becomes JSON that PostgreSQL can hold."""
    check_text(check_can_be_sent(value).decode())


def check_text(text: str) -> None:
    """Check that PostgreSQL can hold a text."""
    assert "\0" not in text
    assert "\\u0000" not in text
    text.encode()


def check_round_trip(value: Any, target_type: Any) -> None:
    """Check that a value becomes JSON and the same value again."""
    encoded = msgspec.json.encode(value)
    assert msgspec.json.decode(encoded, type=target_type) == value
