from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from msgspec.structs import replace
from support.catalogues import make_catalogue, make_pack

from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import (
    Attempt,
    LearnerChanges,
    LearnerProgress,
    LearnerState,
    LessonReading,
)
from learning.rules.practice.record_attempts import record_batch
from learning.rules.recognition.points import (
    MAX_PAID_ITEMS_PER_DAY,
    MAX_PAID_LESSONS_PER_DAY,
    POINTS_CHECKPOINT_PASSED,
    POINTS_LESSON_READ,
    POINTS_RIGHT_ANSWER,
)
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota

LESSONS = 50
CATALOGUE = make_catalogue(make_pack(lessons=LESSONS))
RECEIVED = datetime(2026, 3, 12, 18, tzinfo=UTC)
TODAY = RECEIVED.date()
ALL_READ = {"lessons.pack": LESSONS}
MEMBER = LearnerState(
    1,
    Rota(ALL_ISO_WEEKDAYS),
    LearnerProgress(counters=ALL_READ),
    {},
    {},
    (),
    (),
    received_day=TODAY,
)


def make_attempt(question: str, ago: int, *, right: bool = True) -> Attempt:
    at = RECEIVED - timedelta(days=ago)
    return Attempt(uuid4(), question, Response(("a" if right else "b",)), True, at, at.date(), 9)


def make_reading(lesson: int, ago: int) -> LessonReading:
    at = RECEIVED - timedelta(days=ago)
    return LessonReading(uuid4(), f"pack.lesson-{lesson}", at, at.date(), 60)


def continue_after(changes: LearnerChanges, received_day: date = TODAY) -> LearnerState:
    """The state after a batch, without what was practised on earlier days."""
    causes = [entry.cause for entry in changes.entries]
    return replace(
        MEMBER,
        progress=changes.progress,
        memories=changes.memories,
        causes=causes,
        received_day=received_day,
    )


def test_what_arrives_on_one_day_is_paid_as_one_day_of_practice() -> None:
    batch = [make_attempt(f"pack.q{place}-0", 5 - place % 5) for place in range(90)]
    first = record_batch(MEMBER, CATALOGUE, batch[:50])
    assert first.progress.points == 50 * POINTS_RIGHT_ANSWER
    second = record_batch(continue_after(first), CATALOGUE, batch[50:])
    assert second.progress.points == MAX_PAID_ITEMS_PER_DAY * POINTS_RIGHT_ANSWER
    assert (second.progress.late_day, len(second.progress.late_done)) == (
        TODAY,
        MAX_PAID_ITEMS_PER_DAY,
    )
    third = record_batch(continue_after(second), CATALOGUE, [make_attempt("pack.q95-0", 0)])
    assert third.progress.points == second.progress.points


def test_the_next_day_of_receipt_pays_again() -> None:
    late = [make_attempt(f"pack.q{place}-0", 5 - place % 5) for place in range(60)]
    before = record_batch(MEMBER, CATALOGUE, late)
    tomorrow = TODAY + timedelta(days=1)
    after = record_batch(
        continue_after(before, tomorrow), CATALOGUE, [make_attempt("pack.q70-0", -1)]
    )
    assert after.progress.points == before.progress.points + POINTS_RIGHT_ANSWER


def test_lessons_of_many_days_are_paid_as_those_of_one() -> None:
    batch = [make_reading(ago, ago) for ago in range(6)]
    changes = record_batch(MEMBER, CATALOGUE, batch)
    assert changes.progress.points == MAX_PAID_LESSONS_PER_DAY * POINTS_LESSON_READ
    assert len(changes.readings) == len(batch)


def test_a_few_days_without_a_network_are_paid_whole() -> None:
    batch = [
        make_attempt(f"pack.q{6 * ago + place}-0", ago) for ago in range(6) for place in range(6)
    ]
    changes = record_batch(MEMBER, CATALOGUE, batch)
    assert changes.progress.points == 36 * POINTS_RIGHT_ANSWER
    assert changes.progress.streak == 6


def test_the_choices_of_a_checkpoint_cannot_be_tried_out_on_claimed_days() -> None:
    tries = [make_attempt("pack.c0-0", ago, right=ago == 0) for ago in (4, 3, 2, 1)]
    tries[-1] = make_attempt("pack.c0-0", 1)
    changes = record_batch(MEMBER, CATALOGUE, tries)
    assert "checkpoint.pack" not in changes.progress.counters
    tomorrow = TODAY + timedelta(days=1)
    passed = record_batch(
        continue_after(changes, tomorrow), CATALOGUE, [make_attempt("pack.c0-0", -1)]
    )
    assert passed.progress.counters["checkpoint.pack"] == 1
    assert POINTS_CHECKPOINT_PASSED in [entry.points for entry in passed.entries]


def test_a_day_that_comes_again_in_another_time_zone_is_not_paid_again() -> None:
    late = [make_attempt(f"pack.q{place}-0", 5 - place % 3) for place in range(60)]
    first = record_batch(MEMBER, CATALOGUE, late)
    assert first.progress.points == MAX_PAID_ITEMS_PER_DAY * POINTS_RIGHT_ANSWER
    state = continue_after(first)
    for received_day in (TODAY - timedelta(days=1), TODAY):
        more = [make_attempt(f"pack.q{place}-0", 4) for place in range(70, 90)]
        again = record_batch(replace(state, received_day=received_day), CATALOGUE, more)
        assert again.progress.points == first.progress.points
        assert again.progress.late_day == TODAY
