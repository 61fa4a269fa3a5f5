"""A replay from a snapshot ends where a replay of the whole log ends, and costs what lies after."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.review_logs import FAST_FORGETTING_WEIGHTS

from learning.rules.practice import concept_replay
from learning.rules.practice.concept_replay import ConceptReplay
from learning.rules.practice.device_times import MAX_OFFLINE_AGE
from learning.rules.practice.memory import (
    Grade,
    GradedAttempt,
    Memory,
    make_log_order_key,
    next_memory,
    replay_attempts,
)
from learning.rules.practice.memory_snapshot import (
    SNAPSHOT_INTERVAL,
    MemorySnapshot,
    restore_memory,
)
from learning.rules.practice.weights import DEFAULT_WEIGHTS, MODEL_VERSION, WeightsHistory
from learning.rules.rota.days import Rota

START = datetime(2026, 1, 5, 12, tzinfo=UTC)
RECEIVED = START + timedelta(days=120)
WEEKDAYS = Rota((1, 2, 3, 4, 5))
WITH_HOLIDAY = Rota((1, 2, 3, 4, 5), days_off=[date(2026, 4, day) for day in range(1, 31)])
PLAIN = WeightsHistory()
CHANGES_LATE = WeightsHistory([(START + timedelta(days=105), FAST_FORGETTING_WEIGHTS)])
CHANGED_EARLY = WeightsHistory([(START + timedelta(days=60), FAST_FORGETTING_WEIGHTS)])
AGES = st.floats(0, 30, allow_subnormal=False)
ATTEMPTS = st.lists(st.tuples(AGES, st.integers(0, 2), st.sampled_from(Grade)), max_size=12)


def make_graded(number: int, at: datetime, question: int, grade: Grade) -> GradedAttempt:
    return GradedAttempt(at, f"{number:04}", at.date(), grade, f"q-{question}", 0.25)


def open_replay(
    log: Iterable[GradedAttempt],
    history: WeightsHistory,
    *,
    rota: Rota = WEEKDAYS,
    snapshots: Sequence[MemorySnapshot] = (),
    received_at: datetime | None = None,
) -> ConceptReplay:
    attempts = list(log)
    newest = max((one.answered_at for one in attempts), default=START)
    memory = replay_attempts(attempts, 1, "c", rota, history.weights_at(newest))
    return ConceptReplay(attempts, memory, 1, "c", rota, history, snapshots, received_at)


def add_all(replay: ConceptReplay, batch: Iterable[GradedAttempt]) -> list[Memory | None]:
    """Add a batch as `BatchMemories` does; give the memory before each and after all."""
    found = []
    for attempt in sorted(batch, key=make_log_order_key):
        found.append(replay.find_memory_before(attempt))
        replay.add_attempt(attempt)
    return [*found, replay.find_newest_memory()]


@given(
    st.lists(st.tuples(st.floats(0, 89), st.integers(0, 2), st.sampled_from(Grade)), max_size=30),
    ATTEMPTS,
    ATTEMPTS.filter(bool),
    st.sampled_from([PLAIN, CHANGES_LATE, CHANGED_EARLY]),
)
def test_a_replay_from_snapshots_equals_one_of_the_whole_log(
    old: list[tuple[float, int, Grade]],
    recent: list[tuple[float, int, Grade]],
    batch: list[tuple[float, int, Grade]],
    history: WeightsHistory,
) -> None:
    stored = [
        make_graded(number, START + timedelta(days=day), question, grade)
        for number, (day, question, grade) in enumerate(old)
    ] + [
        make_graded(100 + number, RECEIVED - timedelta(days=age), question, grade)
        for number, (age, question, grade) in enumerate(recent)
    ]
    sent = [
        make_graded(200 + number, RECEIVED - timedelta(days=age), question, grade)
        for number, (age, question, grade) in enumerate(batch)
    ]
    snapshots = make_snapshots(stored, sent, history)
    since = min((one.last_at for one in snapshots), default=START) - timedelta(days=3)
    rest = [one for one in stored if one.answered_at >= since]
    whole = open_replay(stored, history, rota=WITH_HOLIDAY)
    partly = open_replay(rest, history, rota=WITH_HOLIDAY, snapshots=snapshots)
    partly.stored_memory = whole.stored_memory
    assert partly.is_empty == whole.is_empty
    assert add_all(partly, sent) == add_all(whole, sent)


def make_snapshots(
    stored: Sequence[GradedAttempt], sent: Sequence[GradedAttempt], history: WeightsHistory
) -> list[MemorySnapshot]:
    """Give the snapshots that another batch of the same times leaves, before a holiday is known.

    As when they are loaded, there is one for all weights that the replay can need, or none.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(concept_replay, "SNAPSHOT_INTERVAL", 1)
        replay = open_replay(stored, history, received_at=RECEIVED)
        add_all(replay, sent)
    times = [one.answered_at for one in sent]
    newest = max(one.answered_at for one in [*stored, *sent])
    needed = {one.digest for one in history.list_weights_between(min(times), newest)}
    return list(replay.new_snapshots.values()) if needed <= replay.new_snapshots.keys() else []


def test_the_second_late_attempt_costs_what_lies_after_the_snapshot(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = 0

    def count(*values: Any) -> Memory:
        nonlocal steps
        steps += 1
        return next_memory(*values)

    monkeypatch.setattr("learning.rules.practice.concept_replay.next_memory", count)
    stored = [
        make_graded(number, START + timedelta(hours=number), number % 40, Grade.GOOD)
        for number in range(2400)
    ]
    received = stored[-1].answered_at
    late = make_graded(5000, received - timedelta(days=20), 99, Grade.AGAIN)
    first = open_replay(stored, PLAIN, received_at=received)
    expected = add_all(first, [late])
    assert steps == 2401
    [snapshot] = first.new_snapshots.values()
    assert snapshot.last_at < received - MAX_OFFLINE_AGE
    steps = 0
    second = open_replay(stored, PLAIN, snapshots=[snapshot], received_at=received)
    assert add_all(second, [late]) == expected
    assert steps == 31 * 24 + 1
    assert not second.new_snapshots


def test_a_short_log_gets_no_snapshot() -> None:
    stored = [
        make_graded(number, START + timedelta(hours=number), number, Grade.GOOD)
        for number in range(SNAPSHOT_INTERVAL - 1)
    ]
    replay = open_replay(stored, PLAIN, received_at=RECEIVED)
    add_all(replay, [make_graded(500, RECEIVED - timedelta(days=1), 1, Grade.GOOD)])
    assert not replay.new_snapshots


def test_a_restored_memory_is_due_by_the_rota_of_now() -> None:
    stored = [
        make_graded(number, START + timedelta(days=number), number, Grade.GOOD)
        for number in range(80)
    ]
    replay = open_replay(stored, PLAIN, received_at=RECEIVED)
    add_all(replay, [make_graded(500, RECEIVED, 1, Grade.GOOD)])
    [snapshot] = replay.new_snapshots.values()
    restored = restore_memory(snapshot, 1, "c", WITH_HOLIDAY, DEFAULT_WEIGHTS)
    folded = replay_attempts(stored, 1, "c", WITH_HOLIDAY)
    assert restored == folded


def test_other_weights_and_another_model_have_another_digest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert DEFAULT_WEIGHTS.digest != FAST_FORGETTING_WEIGHTS.digest
    monkeypatch.setattr("learning.rules.practice.weights.MODEL_VERSION", MODEL_VERSION + 1)
    again = type(DEFAULT_WEIGHTS)(DEFAULT_WEIGHTS.values)
    assert again.digest != DEFAULT_WEIGHTS.digest


def test_the_model_version_is_raised_with_the_model() -> None:
    """Stored snapshots are folded by the model of their time. Where this fails, raise it."""
    log = [
        make_graded(number, START + timedelta(days=3 * number), number, grade)
        for number, grade in enumerate([Grade.GOOD, Grade.AGAIN, Grade.HARD, Grade.GOOD])
    ]
    memory = replay_attempts(log, 1, "c", WEEKDAYS)
    assert memory is not None
    assert (MODEL_VERSION, memory.stability, memory.difficulty) == (
        1,
        4.121320724487305,
        8.512808799743652,
    )
