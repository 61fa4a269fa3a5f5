from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from struct import pack, unpack

import pytest
from fsrs import Card, Rating, Scheduler
from fsrs_rs_python import FSRS, FSRSItem, FSRSReview
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from learning.rules.practice.forms import FORM_RULES
from learning.rules.practice.memory import (
    MAX_INTERVAL_DAYS,
    TARGET_RETENTION,
    Grade,
    GradedAttempt,
    Memory,
    calculate_recall,
    calculate_remembered,
    next_memory,
    replay_attempts,
)
from learning.rules.practice.weights import DEFAULT_WEIGHTS, Weights
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota, to_local_day

DAY = date(2026, 3, 2)
ALWAYS = Rota(ALL_ISO_WEEKDAYS)
grades = st.sampled_from([Grade.AGAIN, Grade.HARD, Grade.GOOD])
rights = st.sampled_from([Grade.HARD, Grade.GOOD])


def make_attempt(day: int, grade: Grade, number: int = 0, guess: float = 0.0) -> GradedAttempt:
    at = datetime(2026, 3, 2, 12, tzinfo=UTC) + timedelta(days=day, minutes=number)
    return GradedAttempt(at, f"{number:04}", DAY + timedelta(days=day), grade, f"q{number}", guess)


def attempt_lists(
    gaps: list[int], given_grades: list[Grade], guesses: list[float] | None = None
) -> list[GradedAttempt]:
    days = [sum(gaps[: place + 1]) for place in range(len(gaps))]
    chances = guesses or [0.0] * len(gaps)
    rows = zip(days, given_grades, chances, strict=True)
    return [
        make_attempt(day, grade, number, guess) for number, (day, grade, guess) in enumerate(rows)
    ]


def history_of(rows: list[tuple[int, Grade, float]]) -> list[GradedAttempt]:
    return attempt_lists(
        [gap for gap, _, _ in rows],
        [grade for _, grade, _ in rows],
        [guess for _, _, guess in rows],
    )


A, R = Grade.AGAIN, Grade.GOOD


@pytest.mark.parametrize(
    ("answers", "right_days"),
    [
        ([(0, A)], 0),
        ([(0, R)], 1),
        ([(0, R), (0, R), (0, R)], 1),
        ([(0, R), (3, Grade.HARD)], 2),
        ([(0, R), (1, A)], 0),
        ([(0, R), (1, R), (1, A), (1, R)], 1),
        ([(0, R), (0, A), (0, R), (1, R)], 2),
        ([(0, A), (2, R), (5, R), (9, R)], 3),
    ],
)
def test_days_with_right_answers_are_counted_since_the_last_wrong_one(
    answers: list[tuple[int, Grade]], right_days: int
) -> None:
    attempts = [make_attempt(day, grade, at) for at, (day, grade) in enumerate(answers)]
    memory = replay_attempts(attempts, 1, "c", ALWAYS)
    assert memory
    assert memory.right_days == right_days
    assert calculate_remembered(0.9, memory.right_days) == (0.9 if right_days > 1 else 0)


guesses = st.sampled_from(sorted({rules.guess_chance for rules in FORM_RULES.values()}))
histories = st.lists(st.tuples(st.integers(0, 60), grades, guesses), min_size=1, max_size=12).map(
    history_of
)
unguessed = st.lists(
    st.tuples(st.integers(0, 60), grades, st.just(0.0)), min_size=1, max_size=12
).map(history_of)


def replay_history(history: list[GradedAttempt]) -> Memory:
    memory = replay_attempts(history, 1, "c", ALWAYS)
    assert memory
    return memory


SAME_DAY_FROZEN = Weights([*DEFAULT_WEIGHTS.values[:17], 0.0, 0.0, 0.0, DEFAULT_WEIGHTS.values[20]])


@pytest.mark.parametrize(
    ("gaps", "grades", "weights", "stability", "difficulty"),
    [
        ([0], [Grade.AGAIN], DEFAULT_WEIGHTS, 0.212, 6.4133),
        ([0], [Grade.HARD], DEFAULT_WEIGHTS, 1.2931, 5.1121707),
        ([0], [Grade.GOOD], DEFAULT_WEIGHTS, 2.3065, 2.118104),
        ([0], [Grade.EASY], DEFAULT_WEIGHTS, 8.2956, 1.0),
        (
            [0, 0, 1, 3, 8, 21],
            [Grade.AGAIN] + [Grade.GOOD] * 5,
            DEFAULT_WEIGHTS,
            53.62691,
            6.3574867,
        ),
        (
            [0, 0, 1, 3, 8, 21],
            [Grade.AGAIN] + [Grade.GOOD] * 5,
            SAME_DAY_FROZEN,
            53.335106,
            6.3574867,
        ),
    ],
)
def test_a_published_sequence_ends_where_it_should(
    gaps: list[int], grades: list[Grade], weights: Weights, stability: float, difficulty: float
) -> None:
    """Sequences and states of the tests of fsrs-rs (`inference.rs`) and of py-fsrs, for FSRS-6."""
    memory = replay_attempts(attempt_lists(gaps, grades), 1, "c", ALWAYS, weights)
    assert memory
    assert memory.stability == pytest.approx(stability, rel=1e-6)
    assert memory.difficulty == pytest.approx(difficulty, rel=1e-6)


def test_published_chances_of_recall() -> None:
    """Those of the tests of fsrs-rs, for a stability of one day and a decay of 0.2."""
    chances = [
        Weights([*DEFAULT_WEIGHTS.values[:20], 0.2]).calculate_recall(1.0, days)
        for days in range(4)
    ]
    assert chances == pytest.approx([1.0, 0.9, 0.84028935, 0.7985001], rel=1e-6)


@given(unguessed)
def test_without_guessing_the_state_is_that_of_fsrs_rs(history: list[GradedAttempt]) -> None:
    gaps = [0, *((later.day - earlier.day).days for earlier, later in pairwise(history))]
    item = FSRSItem(
        [FSRSReview(int(one.grade), gap) for one, gap in zip(history, gaps, strict=True)]
    )
    state = FSRS(list(DEFAULT_WEIGHTS.values)).memory_state(item)
    assert replay_history(history).stability == pytest.approx(state.stability, rel=1e-6)
    assert replay_history(history).difficulty == pytest.approx(state.difficulty, rel=1e-6)


def test_an_evening_and_the_next_morning_are_one_day_apart_here_and_none_in_the_reference() -> None:
    evening, morning = datetime(2026, 3, 2, 21, tzinfo=UTC), datetime(2026, 3, 3, 7, tzinfo=UTC)
    scheduler, card = (
        Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=()),
        Card(),
    )
    for at in (evening, morning):
        card, _ = scheduler.review_card(card, Rating.Good, at)
    ours = replay_history(
        [
            GradedAttempt(at, "r", to_local_day(at, "UTC"), Grade.GOOD, "q")
            for at in (evening, morning)
        ]
    )
    same_day, next_day = (
        replay_history(attempt_lists([0, gap], [Grade.GOOD] * 2)) for gap in (0, 1)
    )
    assert card.stability == pytest.approx(same_day.stability, rel=1e-5)
    assert ours.stability == next_day.stability
    assert ours.stability > same_day.stability


@given(unguessed)
def test_state_equals_the_second_opinion(history: list[GradedAttempt]) -> None:
    """py-fsrs counts spans of 24 hours.

    At noon every day these are our days, so both engines must agree.
    """
    scheduler, card = (
        Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=()),
        Card(),
    )
    for one in history:
        card, _ = scheduler.review_card(card, Rating(int(one.grade)), one.answered_at)
    memory = replay_attempts(history, 1, "c", ALWAYS)
    assert memory is not None
    assert memory.stability == pytest.approx(card.stability, rel=2e-4)
    assert memory.difficulty == pytest.approx(card.difficulty, rel=2e-4)


@given(histories, st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_change_the_memory(
    history: list[GradedAttempt], random: object
) -> None:
    shuffled = sorted(history, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert replay_attempts(shuffled, 1, "c", ALWAYS) == replay_attempts(history, 1, "c", ALWAYS)


@given(histories)
def test_a_question_that_is_answered_again_on_a_day_does_not_count(
    history: list[GradedAttempt],
) -> None:
    """A second tab or device sends the same question of the same day under an id of its own."""
    again = [
        replace(one, id=f"{one.id}-again", answered_at=one.answered_at + timedelta(hours=5))
        for one in history
    ]
    assert replay_history([*again, *history]) == replay_history(history)


@given(histories)
def test_an_interval_is_within_bounds_and_after_the_review(history: list[GradedAttempt]) -> None:
    memory = replay_attempts(history, 1, "c", ALWAYS)
    assert memory is not None
    assert timedelta(days=1) <= memory.due - memory.last_day <= timedelta(days=MAX_INTERVAL_DAYS)


@given(histories, st.integers(1, 60))
def test_a_better_answer_never_comes_back_sooner(history: list[GradedAttempt], gap: int) -> None:
    memory = replay_attempts(history, 1, "c", ALWAYS)
    assert memory is not None
    day = (memory.last_day - DAY).days + gap
    due = [
        next_memory(memory, make_attempt(day, grade, 99), 1, "c", ALWAYS).due
        for grade in list(Grade)[:3]
    ]
    assert all(sooner <= later for sooner, later in pairwise(due))


@given(histories)
def test_recall_falls_with_time(history: list[GradedAttempt]) -> None:
    memory = replay_attempts(history, 1, "c", ALWAYS)
    assert memory is not None
    chances = [
        calculate_recall(memory, memory.last_day + timedelta(days=days))
        for days in (0, 1, 5, 20, 100)
    ]
    assert chances[0] == pytest.approx(1)
    assert all(earlier > later > 0 for earlier, later in pairwise(chances))


def test_recall_at_stability_is_nine_tenths() -> None:
    memory = Memory(10.0, 5.0, DAY, DAY, datetime(2026, 3, 2, tzinfo=UTC), 3, 1, 0, "q")
    assert calculate_recall(memory, DAY + timedelta(days=10)) == pytest.approx(0.9, abs=1e-4)


@given(histories, st.sets(st.integers(1, 7), min_size=1, max_size=6))
def test_a_due_day_is_a_working_day(history: list[GradedAttempt], work_days: set[int]) -> None:
    memory = replay_attempts(history, 1, "c", Rota(tuple(work_days)))
    assert memory is not None
    assert memory.due.isoweekday() in work_days


def test_concepts_of_one_lesson_part_ways() -> None:
    history = attempt_lists([0, 3, 10], [Grade.GOOD] * 3)
    memories = [replay_attempts(history, 1, f"c{number}", ALWAYS) for number in range(20)]
    dues = {memory.due for memory in memories if memory}
    assert len(dues) > 3


@given(histories, rights, st.integers(0, 60), guesses.filter(bool))
def test_one_more_right_answer_never_shortens_the_interval(
    history: list[GradedAttempt], grade: Grade, gap: int, guess: float
) -> None:
    before = replay_history(history)
    day = (before.last_day - DAY).days + gap
    after = next_memory(before, make_attempt(day, grade, 99, guess), 1, "c", ALWAYS)
    assert after.stability >= before.stability
    assert DEFAULT_WEIGHTS.calculate_interval(
        after.stability, TARGET_RETENTION
    ) >= DEFAULT_WEIGHTS.calculate_interval(before.stability, TARGET_RETENTION)


@given(histories, rights, guesses)
def test_an_early_right_answer_harms_nothing(
    history: list[GradedAttempt], grade: Grade, guess: float
) -> None:
    """Practice beyond the plan: from the day after the last answer to the day before it is due."""
    before = replay_history(history)
    last = (before.last_day - DAY).days
    for days in range(1, (before.due - before.last_day).days):
        after = next_memory(before, make_attempt(last + days, grade, 99, guess), 1, "c", ALWAYS)
        assert after.stability >= before.stability
        assert after.lapses == before.lapses


@given(unguessed, rights)
def test_the_earlier_a_right_answer_the_less_it_brings(
    history: list[GradedAttempt], grade: Grade
) -> None:
    before = replay_history(history)
    last, in_time = (before.last_day - DAY).days, (before.due - before.last_day).days
    gains = [
        next_memory(before, make_attempt(last + days, grade, 99), 1, "c", ALWAYS).stability
        - before.stability
        for days in sorted({1, max(1, in_time // 4), max(1, in_time // 2), in_time})
    ]
    assert all(earlier <= later for earlier, later in pairwise(gains))


@given(histories, st.integers(0, 11))
def test_a_right_answer_for_a_wrong_one_never_shortens_the_interval(
    history: list[GradedAttempt], place: int
) -> None:
    wrong = history[place % len(history)]
    righted = [replace(one, grade=Grade.GOOD) if one is wrong else one for one in history]
    assert replay_history(righted).stability >= replay_history(history).stability * (1 - 1e-5)
    assert replay_history(righted).due >= replay_history(history).due


@given(unguessed, st.integers(1, 60), st.booleans())
def test_the_luckier_an_answer_may_be_the_less_it_shows(
    history: list[GradedAttempt], gap: int, sure: bool
) -> None:
    before = replay_history(history)
    day, grade = (before.last_day - DAY).days + gap, Grade.GOOD if sure else Grade.HARD
    after = [
        next_memory(before, make_attempt(day, grade, 99, guess), 1, "c", ALWAYS)
        for guess in (0.0, 0.05, 0.25, 0.5)
    ]
    wrong = next_memory(before, make_attempt(day, Grade.AGAIN, 99, 0.5), 1, "c", ALWAYS)
    assert all(known.stability >= lucky.stability for known, lucky in pairwise(after))
    assert all(known.difficulty <= lucky.difficulty for known, lucky in pairwise(after))
    assert after[-1].stability >= wrong.stability


def test_a_guessed_yes_or_no_does_not_look_like_knowledge() -> None:
    guessed = replay_history(attempt_lists([0], [Grade.HARD], [0.5]))
    written = replay_history(attempt_lists([0], [Grade.HARD], [0.0]))
    assert guessed.stability < written.stability * 0.7
    forgotten = attempt_lists([0, 300], [Grade.AGAIN, Grade.GOOD])
    lucky = [forgotten[0], replace(forgotten[1], guess_chance=0.5)]
    assert replay_history(lucky).stability < replay_history(forgotten).stability


@given(histories)
def test_what_the_table_holds_is_what_a_replay_gives(history: list[GradedAttempt]) -> None:
    """The columns have single precision: a memory read from them must go on in the same way."""
    memory = None
    for one in history:
        memory = next_memory(
            memory, replace(one, guess_chance=_stored(one.guess_chance)), 1, "c", ALWAYS
        )
        assert memory == replace(
            memory, stability=_stored(memory.stability), difficulty=_stored(memory.difficulty)
        )
    assert memory == replay_attempts(history, 1, "c", ALWAYS)


def _stored(value: float) -> float:
    return float(unpack("f", pack("f", value))[0])
