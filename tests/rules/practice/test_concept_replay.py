"""A batch of late attempts folds the log of its concept once, and ends where a replay ends."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.review_logs import FAST_FORGETTING_WEIGHTS

from learning.rules.practice.concept_replay import ConceptReplay
from learning.rules.practice.memory import (
    Grade,
    GradedAttempt,
    Memory,
    make_log_order_key,
    next_memory,
    replay_attempts,
)
from learning.rules.practice.weights import WeightsHistory
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
ROTA = Rota(ALL_ISO_WEEKDAYS)
PLAIN = WeightsHistory()
CHANGED = WeightsHistory([(START + timedelta(hours=60), FAST_FORGETTING_WEIGHTS)])


def make_graded(number: int, hours: float, question: str = "q-0") -> GradedAttempt:
    at = START + timedelta(hours=hours)
    grade = Grade.AGAIN if number % 3 == 0 else Grade.GOOD
    return GradedAttempt(at, f"{number:04}", at.date(), grade, question, 0.25)


def open_replay(
    stored: list[GradedAttempt], weights_history: WeightsHistory = PLAIN
) -> ConceptReplay:
    newest = max((one.answered_at for one in stored), default=START)
    memory = replay_attempts(stored, 1, "c", ROTA, weights_history.weights_at(newest))
    return ConceptReplay(stored, memory, 1, "c", ROTA, weights_history)


def test_a_batch_of_late_attempts_folds_the_log_once(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = 0

    def count(*values: Any) -> Memory:
        nonlocal steps
        steps += 1
        return next_memory(*values)

    stored = [make_graded(number, number, f"q-{number}") for number in range(4000)]
    late = [make_graded(5000 + number, number + 0.5, f"late-{number}") for number in range(200)]
    replay = open_replay(stored)
    monkeypatch.setattr("learning.rules.practice.concept_replay.next_memory", count)
    for attempt in late:
        replay.find_memory_before(attempt)
        replay.add_attempt(attempt)
    assert replay.find_newest_memory() == replay_attempts([*stored, *late], 1, "c", ROTA)
    assert steps == 4200


@given(
    st.lists(st.tuples(st.integers(0, 120), st.integers(0, 2)), max_size=12),
    st.lists(st.tuples(st.integers(0, 120), st.integers(0, 2)), min_size=1, max_size=8),
    st.sampled_from([PLAIN, CHANGED]),
)
def test_the_memories_are_those_of_a_replay_of_all_attempts(
    before: list[tuple[int, int]], batch: list[tuple[int, int]], weights_history: WeightsHistory
) -> None:
    numbered = list(enumerate([*before, *batch]))
    Random(len(numbered)).shuffle(numbered)
    attempts = [make_graded(number, hours, f"q-{name}") for number, (hours, name) in numbered]
    stored, sent = attempts[: len(before)], attempts[len(before) :]
    replay = open_replay(stored, weights_history)
    log = list(stored)
    for attempt in sorted(sent, key=make_log_order_key):
        earlier = [one for one in log if make_log_order_key(one) < make_log_order_key(attempt)]
        expected = replay_attempts(
            earlier, 1, "c", ROTA, weights_history.weights_at(attempt.answered_at)
        )
        found = replay.find_memory_before(attempt)
        assert (found and (found.stability, found.last_at, found.reviews)) == (
            expected and (expected.stability, expected.last_at, expected.reviews)
        )
        replay.add_attempt(attempt)
        log.append(attempt)
    counting = replay.log
    assert replay.find_newest_memory() == replay_attempts(
        log, 1, "c", ROTA, weights_history.weights_at(counting[-1].answered_at)
    )


def test_a_further_answer_to_a_question_of_the_day_changes_nothing() -> None:
    replay = open_replay([make_graded(1, 0)])
    replay.add_attempt(make_graded(2, 1))
    assert not replay.has_changed
    assert len(replay.log) == 1


def test_an_earlier_answer_takes_the_place_of_the_first_of_its_day() -> None:
    replay = open_replay([make_graded(1, 2)])
    replay.add_attempt(make_graded(2, 1))
    assert [one.id for one in replay.log] == ["0002"]
