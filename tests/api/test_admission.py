"""As many requests are let in as are answered in a short time, by what was measured."""

import pytest

from api.admission import (
    MAX_REQUESTS_AT_ONCE,
    MAX_WAIT_SECONDS,
    MIN_REQUESTS_AT_ONCE,
    AdmissionLimit,
)


def measure(limit: AdmissionLimit, answered: int, request_seconds: float, seconds: float) -> int:
    """Let the limit see some moments of the same load. Give the number that it allows then."""
    for _ in range(40):
        for _ in range(answered):
            limit.count_answered(request_seconds)
        limit.adjust(seconds)
    return limit.requests_at_once


@pytest.mark.parametrize(
    ("answered", "request_seconds", "expected"),
    [
        pytest.param(100, 0.5, int(400 * MAX_WAIT_SECONDS), id="busy, 400 a second"),
        pytest.param(30, 2.0, int(120 * MAX_WAIT_SECONDS), id="busy and slower"),
        pytest.param(1, 0.002, int(500 * MAX_WAIT_SECONDS), id="little to do, and fast"),
        pytest.param(1, 0.5, MIN_REQUESTS_AT_ONCE, id="very slow"),
        pytest.param(1000, 0.001, MAX_REQUESTS_AT_ONCE, id="very fast"),
    ],
)
def test_the_number_is_what_is_answered_in_the_longest_wait(
    answered: int, request_seconds: float, expected: int
) -> None:
    found = measure(AdmissionLimit(), answered, request_seconds, seconds=0.25)
    assert found == pytest.approx(expected, abs=1)


def test_one_slow_request_among_many_changes_little() -> None:
    limit = AdmissionLimit()
    before = measure(limit, 50, 0.004, seconds=0.25)
    limit.count_answered(1.0)
    limit.adjust(0.25)
    assert limit.requests_at_once >= before / 2


def test_a_moment_without_answers_changes_nothing() -> None:
    limit = AdmissionLimit()
    before = limit.requests_at_once
    limit.adjust(0.25)
    assert limit.requests_at_once == before
