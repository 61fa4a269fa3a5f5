"""What a change of weights does to memories: the state follows from the answers alone, and nobody's due days move."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from fsrs_rs_python import DEFAULT_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st
from support.forgetting import QUICKLY
from support.shelves import pack, shelf

from learning.rules.days import EVERY_DAY, Rota, local_day
from learning.rules.grading import Response
from learning.rules.memory import Grade, Memory, Review, fold
from learning.rules.recording import record
from learning.rules.standing import Answer, Progress, Standing
from learning.rules.weights import DEFAULT, Eras, Weights

SHELF = shelf(pack())
START = datetime(2026, 3, 2, 12, tzinfo=UTC)
ALWAYS_HERE = Rota(EVERY_DAY)
SOONER = Weights([*(start / 4 for start in DEFAULT_PARAMETERS[:4]), *DEFAULT_PARAMETERS[4:]])
LATER = Weights([*(start * 3 for start in DEFAULT_PARAMETERS[:4]), *DEFAULT_PARAMETERS[4:]])


class Phone:
    """One person's answers on their way into memories."""

    def __init__(self, eras: Eras) -> None:
        self.eras = eras
        self.memories: dict[str, Memory] = {}
        self.log: dict[str, list[Review]] = {}
        self.points: list[int] = []

    def take(self, *batch: Answer) -> None:
        """Record a batch, with the log of what is late or was last asked under other weights."""
        history = {name: tuple(log) for name, log in self.log.items() if self._replayed(name, batch)}
        standing = Standing(1, ALWAYS_HERE, Progress(), {}, self.memories, (), (), history, weights=self.eras)
        changes = record(standing, SHELF, batch)
        self.memories |= changes.memories
        for attempt in changes.attempts:
            one = attempt.answer
            assert attempt.grade
            review = Review(one.at, str(one.id), one.day, attempt.grade, one.question, attempt.guess)
            self.log.setdefault(attempt.concept, []).append(review)
            self.points.append(attempt.points)

    def _replayed(self, concept: str, batch: tuple[Answer, ...]) -> bool:
        last = self.memories[concept].last_at
        return any(one.at <= last for one in batch) or self.eras.differ([last, *(one.at for one in batch)])


def answer(number: int, right: bool, days: float, concept: int = 0) -> Answer:
    at = START + timedelta(days=days, minutes=number)
    question = f"pack.q{concept}-{number % 3}"
    return Answer(UUID(int=number), question, Response(("a" if right else "b",)), True, at, local_day(at, "UTC"), 12)


rights = st.lists(st.booleans(), min_size=3, max_size=12)


@given(rights, st.integers(0, 1000), st.sampled_from([SOONER, LATER]))
def test_order_of_arrival_does_not_change_the_memory(given_rights: list[bool], seed: int, other: Weights) -> None:
    eras = Eras([(START + timedelta(days=9), other), (START + timedelta(days=30), DEFAULT)])
    answers = [answer(number, right, 4 * number, number % 2) for number, right in enumerate(given_rights)]
    straight, shuffled = Phone(eras), Phone(eras)
    for one in answers:
        straight.take(one)
    for one in Random(seed).sample(answers, len(answers)):
        shuffled.take(one)
    assert shuffled.memories == straight.memories
    for concept, log in straight.log.items():
        newest = max(one.at for one in log)
        assert straight.memories[concept] == fold(log, 1, concept, ALWAYS_HERE, eras.at(newest))


def test_a_change_shows_at_the_next_answer_and_not_before() -> None:
    eras = Eras([(START + timedelta(days=3), SOONER)])
    changed, usual = Phone(eras), Phone(Eras())
    for phone in (changed, usual):
        phone.take(answer(0, True, 0), answer(1, True, 0, concept=1))
    assert changed.memories == usual.memories
    for phone in (changed, usual):
        phone.take(answer(2, True, 8))
    assert changed.memories["pack.idea-1"] == usual.memories["pack.idea-1"]
    ours, theirs = changed.memories["pack.idea-0"], usual.memories["pack.idea-0"]
    assert ours.stability < theirs.stability
    assert ours == fold(changed.log["pack.idea-0"], 1, "pack.idea-0", ALWAYS_HERE, SOONER)


@pytest.mark.parametrize("other", [SOONER, LATER])
def test_what_was_due_before_a_change_is_due_after_it_and_pays(other: Weights) -> None:
    promised = Phone(Eras())
    promised.take(answer(0, True, 0))
    wait = (promised.memories["pack.idea-0"].due - local_day(START, "UTC")).days
    assert wait > 1
    for days, earned in ((wait - 1, 0), (wait, promised.points[0])):
        changed = Phone(Eras([(START + timedelta(hours=1), other)]))
        changed.take(answer(0, True, 0))
        changed.take(answer(1, True, days))
        assert changed.points[1] == earned


def test_going_back_gives_what_would_have_been() -> None:
    there, back = START + timedelta(days=3), START + timedelta(days=9)
    changed, usual = Phone(Eras([(there, LATER), (back, DEFAULT)])), Phone(Eras())
    for phone in (changed, usual):
        for number, days in enumerate((0, 5, 12)):
            phone.take(answer(number, True, days))
    assert changed.memories == usual.memories


def test_no_flood_follows_a_change() -> None:
    """Sixty ideas in full swing, all answered on the day they are due: some more reviews a day, not all at once."""
    busiest = []
    for eras in (Eras(), Eras([(START + timedelta(days=60), QUICKLY)])):
        memories: dict[str, Memory] = {}
        log: dict[str, list[Review]] = {f"idea-{number}": [] for number in range(60)}
        asked = []
        for days in range(90):
            at = START + timedelta(days=days)
            day = local_day(at, "UTC")
            due = [concept for number, concept in enumerate(log) if _due(memories.get(concept), day, days, number)]
            for concept in due:
                log[concept].append(Review(at, f"{days:03}", day, Grade.GOOD, "q", 0.25))
                memory = fold(log[concept], 1, concept, ALWAYS_HERE, eras.at(at))
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
