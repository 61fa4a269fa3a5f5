"""A change of weights: memories follow from the attempts alone, and no due day moves."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from fsrs_rs_python import DEFAULT_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st
from support.catalogues import make_catalogue, make_pack
from support.review_logs import FAST_FORGETTING_WEIGHTS

from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import Attempt, LearnerProgress, LearnerState
from learning.rules.practice.memory import Grade, GradedAttempt, Memory, replay_attempts
from learning.rules.practice.record_attempts import record_batch
from learning.rules.practice.weights import DEFAULT_WEIGHTS, Weights, WeightsHistory
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota, to_local_day

SHELF = make_catalogue(make_pack())
START = datetime(2026, 3, 2, 12, tzinfo=UTC)
ALWAYS_HERE = Rota(ALL_ISO_WEEKDAYS)
SOONER = Weights([*(start / 4 for start in DEFAULT_PARAMETERS[:4]), *DEFAULT_PARAMETERS[4:]])
LATER = Weights([*(start * 3 for start in DEFAULT_PARAMETERS[:4]), *DEFAULT_PARAMETERS[4:]])


class Phone:
    """One person's answers on their way into memories."""

    def __init__(self, eras: WeightsHistory) -> None:
        self.eras = eras
        self.memories: dict[str, Memory] = {}
        self.log: dict[str, list[GradedAttempt]] = {}
        self.points: list[int] = []

    def take(self, *batch: Attempt) -> None:
        """Record a batch, with the log of what is late or was last asked under other weights."""
        history = {
            name: tuple(log) for name, log in self.log.items() if self._replayed(name, batch)
        }
        standing = LearnerState(
            1,
            ALWAYS_HERE,
            LearnerProgress(),
            {},
            self.memories,
            (),
            (),
            history,
            weights_history=self.eras,
        )
        changes = record_batch(standing, SHELF, batch)
        self.memories |= changes.memories
        for attempt in changes.attempts:
            one = attempt.attempt
            assert attempt.grade
            review = GradedAttempt(
                one.occurred_at,
                str(one.id),
                one.day,
                attempt.grade,
                one.question,
                attempt.guess_chance,
            )
            self.log.setdefault(attempt.concept, []).append(review)
            self.points.append(attempt.points)

    def _replayed(self, concept: str, batch: tuple[Attempt, ...]) -> bool:
        last = self.memories[concept].last_at
        return any(one.occurred_at <= last for one in batch) or self.eras.has_change_between(
            [last, *(one.occurred_at for one in batch)]
        )


def make_attempt(number: int, right: bool, days: float, concept: int = 0) -> Attempt:
    at = START + timedelta(days=days, minutes=number)
    question = f"pack.q{concept}-{number % 3}"
    return Attempt(
        UUID(int=number),
        question,
        Response(("a" if right else "b",)),
        True,
        at,
        to_local_day(at, "UTC"),
        12,
    )


rights = st.lists(st.booleans(), min_size=3, max_size=12)


@given(rights, st.integers(0, 1000), st.sampled_from([SOONER, LATER]))
def test_order_of_arrival_does_not_change_the_memory(
    given_rights: list[bool], seed: int, other: Weights
) -> None:
    eras = WeightsHistory(
        [(START + timedelta(days=9), other), (START + timedelta(days=30), DEFAULT_WEIGHTS)]
    )
    answers = [
        make_attempt(number, right, 4 * number, number % 2)
        for number, right in enumerate(given_rights)
    ]
    straight, shuffled = Phone(eras), Phone(eras)
    for one in answers:
        straight.take(one)
    for one in Random(seed).sample(answers, len(answers)):
        shuffled.take(one)
    assert shuffled.memories == straight.memories
    for concept, log in straight.log.items():
        newest = max(one.answered_at for one in log)
        assert straight.memories[concept] == replay_attempts(
            log, 1, concept, ALWAYS_HERE, eras.weights_at(newest)
        )


def test_a_change_shows_at_the_next_answer_and_not_before() -> None:
    eras = WeightsHistory([(START + timedelta(days=3), SOONER)])
    changed, usual = Phone(eras), Phone(WeightsHistory())
    for phone in (changed, usual):
        phone.take(make_attempt(0, True, 0), make_attempt(1, True, 0, concept=1))
    assert changed.memories == usual.memories
    for phone in (changed, usual):
        phone.take(make_attempt(2, True, 8))
    assert changed.memories["pack.idea-1"] == usual.memories["pack.idea-1"]
    ours, theirs = changed.memories["pack.idea-0"], usual.memories["pack.idea-0"]
    assert ours.stability < theirs.stability
    assert ours == replay_attempts(
        changed.log["pack.idea-0"], 1, "pack.idea-0", ALWAYS_HERE, SOONER
    )


@pytest.mark.parametrize("other", [SOONER, LATER])
def test_what_was_due_before_a_change_is_due_after_it_and_pays(other: Weights) -> None:
    promised = Phone(WeightsHistory())
    promised.take(make_attempt(0, True, 0))
    wait = (promised.memories["pack.idea-0"].due - to_local_day(START, "UTC")).days
    assert wait > 1
    for days, earned in ((wait - 1, 0), (wait, promised.points[0])):
        changed = Phone(WeightsHistory([(START + timedelta(hours=1), other)]))
        changed.take(make_attempt(0, True, 0))
        changed.take(make_attempt(1, True, days))
        assert changed.points[1] == earned


def test_going_back_gives_what_would_have_been() -> None:
    there, back = START + timedelta(days=3), START + timedelta(days=9)
    changed, usual = (
        Phone(WeightsHistory([(there, LATER), (back, DEFAULT_WEIGHTS)])),
        Phone(WeightsHistory()),
    )
    for phone in (changed, usual):
        for number, days in enumerate((0, 5, 12)):
            phone.take(make_attempt(number, True, days))
    assert changed.memories == usual.memories


def test_no_flood_follows_a_change() -> None:
    """Sixty concepts, each answered when it is due: a few more reviews a day, not all at once."""
    busiest = []
    for eras in (
        WeightsHistory(),
        WeightsHistory([(START + timedelta(days=60), FAST_FORGETTING_WEIGHTS)]),
    ):
        memories: dict[str, Memory] = {}
        log: dict[str, list[GradedAttempt]] = {f"idea-{number}": [] for number in range(60)}
        asked = []
        for days in range(90):
            at = START + timedelta(days=days)
            day = to_local_day(at, "UTC")
            due = [
                concept
                for number, concept in enumerate(log)
                if _due(memories.get(concept), day, days, number)
            ]
            for concept in due:
                log[concept].append(GradedAttempt(at, f"{days:03}", day, Grade.GOOD, "q", 0.25))
                memory = replay_attempts(log[concept], 1, concept, ALWAYS_HERE, eras.weights_at(at))
                assert memory
                memories[concept] = memory
            asked.append(len(due))
        busiest.append((asked[:61], max(asked[61:])))
    (until, usual), (before, after) = busiest
    assert before == until, "the day of the change is like any other"
    assert after <= usual + 3


def _due(memory: Memory | None, day: date, days: int, number: int) -> bool:
    """One new idea a day, then whatever its memory says."""
    return memory.due <= day if memory else days == number
