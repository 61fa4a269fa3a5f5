from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.days import EVERY_DAY
from learning.rules.memory import LONGEST, Grade, Memory, Review, Rota, fold, gain, next_memory, recall

DAY = date(2026, 3, 2)
ALWAYS = Rota(EVERY_DAY)
grades = st.sampled_from([Grade.AGAIN, Grade.HARD, Grade.GOOD])


def review(day: int, grade: Grade, number: int = 0) -> Review:
    at = datetime(2026, 3, 2, 12, tzinfo=UTC) + timedelta(days=day, minutes=number)
    return Review(at, f"{number:04}", DAY + timedelta(days=day), grade, "q")


def reviews(gaps: list[int], given_grades: list[Grade]) -> list[Review]:
    days = [sum(gaps[: place + 1]) for place in range(len(gaps))]
    return [review(day, grade, number) for number, (day, grade) in enumerate(zip(days, given_grades, strict=False))]


histories = st.lists(st.tuples(st.integers(0, 60), grades), min_size=1, max_size=12).map(
    lambda rows: reviews([gap for gap, _ in rows], [grade for _, grade in rows])
)


@given(histories)
def test_state_equals_the_second_opinion(history: list[Review]) -> None:
    """py-fsrs counts 24-hour spans; at noon every day these are our days, so both engines must agree."""
    scheduler, card = Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=()), Card()
    for one in history:
        card, _ = scheduler.review_card(card, Rating(int(one.grade)), one.at)
    memory = fold(history, 1, "c", ALWAYS)
    assert memory is not None
    assert memory.stability == pytest.approx(card.stability, rel=2e-4)
    assert memory.difficulty == pytest.approx(card.difficulty, rel=2e-4)


@given(histories, st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_change_the_memory(history: list[Review], random: object) -> None:
    shuffled = sorted(history, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert fold(shuffled, 1, "c", ALWAYS) == fold(history, 1, "c", ALWAYS)


@given(histories)
def test_an_interval_is_within_bounds_and_after_the_review(history: list[Review]) -> None:
    memory = fold(history, 1, "c", ALWAYS)
    assert memory is not None
    assert timedelta(days=1) <= memory.due - memory.last_day <= timedelta(days=LONGEST)


@given(histories, st.integers(1, 60))
def test_a_better_answer_never_comes_back_sooner(history: list[Review], gap: int) -> None:
    memory = fold(history, 1, "c", ALWAYS)
    assert memory is not None
    day = (memory.last_day - DAY).days + gap
    due = [next_memory(memory, review(day, grade, 99), 1, "c", ALWAYS).due for grade in list(Grade)[:3]]
    assert all(sooner <= later for sooner, later in pairwise(due))


@given(histories)
def test_recall_falls_with_time(history: list[Review]) -> None:
    memory = fold(history, 1, "c", ALWAYS)
    assert memory is not None
    chances = [recall(memory, memory.last_day + timedelta(days=days)) for days in (0, 1, 5, 20, 100)]
    assert chances[0] == pytest.approx(1)
    assert all(earlier > later > 0 for earlier, later in pairwise(chances))


def test_recall_at_stability_is_nine_tenths() -> None:
    memory = Memory(10.0, 5.0, DAY, DAY, datetime(2026, 3, 2, tzinfo=UTC), 3, 1, 0, "q")
    assert recall(memory, DAY + timedelta(days=10)) == pytest.approx(0.9, abs=1e-4)


@given(histories, st.integers(1, 30))
def test_a_review_is_never_expected_to_harm(history: list[Review], gap: int) -> None:
    memory = fold(history, 1, "c", ALWAYS)
    assert memory is not None
    assert gain(memory, memory.last_day + timedelta(days=gap)) > 0


@given(histories, st.sets(st.integers(1, 7), min_size=1, max_size=6))
def test_a_due_day_is_a_working_day(history: list[Review], work_days: set[int]) -> None:
    memory = fold(history, 1, "c", Rota(tuple(work_days)))
    assert memory is not None
    assert memory.due.isoweekday() in work_days


def test_concepts_of_one_lesson_part_ways() -> None:
    history = reviews([0, 3, 10], [Grade.GOOD] * 3)
    dues = {fold(history, 1, f"c{number}", ALWAYS).due for number in range(20)}  # type: ignore[union-attr]
    assert len(dues) > 3
