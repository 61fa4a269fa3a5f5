from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from support.catalogues import make_catalogue, make_pack

from learning.rules.practice.forms import FORM_RULES
from learning.rules.practice.grading import Response
from learning.rules.practice.item_time import USUAL_PACE
from learning.rules.practice.learner_state import (
    Attempt,
    EntryOutcome,
    LearnerChanges,
    LearnerProgress,
    LearnerState,
    LessonReading,
)
from learning.rules.practice.memory import GradedAttempt, Memory
from learning.rules.practice.record_attempts import make_time_order_key, record_batch
from learning.rules.recognition.points import PointsEntry
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota, to_local_day

CATALOGUE = make_catalogue(make_pack())
START = datetime(2026, 3, 2, 12, tzinfo=UTC)
NOBODY = LearnerState(1, Rota(ALL_ISO_WEEKDAYS), LearnerProgress(), {}, {}, (), ())


def make_attempt(
    number: int,
    question: str = "pack.q0-0",
    *,
    right: bool = True,
    sure: bool = True,
    hours: float = 0,
) -> Attempt:
    at = START + timedelta(hours=hours)
    return Attempt(
        UUID(int=number),
        question,
        Response(("a" if right else "b",)),
        sure,
        at,
        to_local_day(at, "UTC"),
        12,
    )


def make_reading(number: int, lesson: int = 0, hours: float = 0) -> LessonReading:
    at = START + timedelta(hours=hours)
    return LessonReading(UUID(int=number), f"pack.lesson-{lesson}", at, to_local_day(at, "UTC"), 60)


class Store:
    """What a database would keep between batches."""

    def __init__(self) -> None:
        self.progress = LearnerProgress()
        self.outcomes: dict[UUID, EntryOutcome] = {}
        self.memories: dict[str, Memory] = {}
        self.entries: list[PointsEntry] = []
        self.badges: set[str] = set()
        self.log: dict[str, list[GradedAttempt]] = {}
        self.days: set[date] = set()

    def take(self, *batch: Attempt | LessonReading) -> LearnerChanges:
        history = {name: tuple(reviews) for name, reviews in self.log.items()}
        causes = {entry.cause for entry in self.entries}
        state = LearnerState(
            1,
            Rota(ALL_ISO_WEEKDAYS),
            self.progress,
            self.outcomes,
            self.memories,
            causes,
            self.badges,
            history,
            self.days,
        )
        changes = record_batch(state, CATALOGUE, batch)
        self.progress = changes.progress
        self.memories = {**self.memories, **changes.memories}
        self.entries += changes.entries
        self.badges |= {badge.id for badge in changes.awards}
        for attempt in changes.attempts:
            one = attempt.attempt
            self.outcomes[one.id] = EntryOutcome(
                str(one.id), "recorded", attempt.correct, attempt.points
            )
            self.days.add(one.day)
            if attempt.grade:
                self.log.setdefault(attempt.concept, []).append(
                    GradedAttempt(
                        one.occurred_at,
                        str(one.id),
                        one.day,
                        attempt.grade,
                        one.question,
                        attempt.guess_chance,
                    )
                )
        for reading, points in changes.readings:
            self.outcomes[reading.id] = EntryOutcome(str(reading.id), "recorded", points=points)
            self.days.add(reading.day)
        return changes


entries = st.lists(
    st.one_of(
        st.builds(
            make_attempt,
            st.just(0),
            st.sampled_from(
                [
                    name
                    for pack_version in CATALOGUE.pack_versions
                    for name in pack_version.question_by_id
                ]
            ),
            right=st.booleans(),
            sure=st.booleans(),
            hours=st.integers(0, 400),
        ),
        st.builds(make_reading, st.just(0), st.integers(0, 2), st.integers(0, 400)),
    ),
    min_size=1,
    max_size=20,
).map(
    lambda found: [
        entry._replace(id=UUID(int=number)) for number, entry in enumerate(found, start=1)
    ]
)


@given(entries, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_neither_memory_nor_streak(
    found: list[Attempt | LessonReading], random: object
) -> None:
    in_order, shuffled = Store(), Store()
    for entry in sorted(found, key=make_time_order_key):
        in_order.take(entry)
    for entry in sorted(found, key=lambda _: random.random()):  # type: ignore[attr-defined]
        shuffled.take(entry)
    assert shuffled.memories == in_order.memories
    one, other = shuffled.progress.current_streak, in_order.progress.current_streak
    assert replace(one, longest=0) == replace(other, longest=0)


@given(entries)
def test_one_batch_equals_many(found: list[Attempt | LessonReading]) -> None:
    whole, parts = Store(), Store()
    whole.take(*found)
    for entry in sorted(found, key=make_time_order_key):
        parts.take(entry)
    assert whole.memories == parts.memories
    assert whole.progress == replace(
        parts.progress, pace=whole.progress.pace, drift=whole.progress.drift
    )
    assert whole.badges == parts.badges


@given(entries)
def test_repeating_changes_nothing(found: list[Attempt | LessonReading]) -> None:
    store = Store()
    store.take(*found)
    before = (store.progress, dict(store.memories), list(store.entries), set(store.badges))
    again = store.take(*reversed(found))
    assert again.is_empty
    assert {outcome.status for outcome in again.outcomes} == {"repeated"}
    assert (store.progress, store.memories, store.entries, store.badges) == before


@given(entries)
def test_points_are_the_sum_of_the_ledger_and_each_cause_is_paid_once(
    found: list[Attempt | LessonReading],
) -> None:
    store = Store()
    for entry in found:
        store.take(entry)
    assert store.progress.points == sum(entry.points for entry in store.entries)
    assert len({entry.cause for entry in store.entries}) == len(store.entries)
    assert store.progress.points == sum(outcome.points for outcome in store.outcomes.values())


def test_practice_beyond_what_is_due_earns_nothing() -> None:
    store = Store()
    assert store.take(make_attempt(1)).outcomes[0].points == 10
    assert store.take(make_attempt(2, "pack.q0-1", hours=1)).outcomes[0].points == 0
    assert store.memories["pack.idea-0"].reviews == 2


def test_a_wrong_answer_earns_for_trying() -> None:
    outcome = Store().take(make_attempt(1, right=False)).outcomes[0]
    assert (outcome.correct, outcome.points) == (False, 5)


def test_a_bad_entry_blocks_no_other() -> None:
    changes = Store().take(
        make_attempt(1, "pack.nowhere"),
        make_attempt(2),
        make_attempt(3, "pack.q1-0")._replace(response=Response(("z",))),
    )
    assert {(outcome.id[-1], outcome.status) for outcome in changes.outcomes} == {
        ("1", "refused"),
        ("2", "recorded"),
        ("3", "refused"),
    }


def test_the_same_id_twice_in_a_batch_counts_once() -> None:
    changes = Store().take(make_attempt(1), make_attempt(1))
    assert [outcome.status for outcome in changes.outcomes] == ["recorded", "repeated"]


def test_reading_a_lesson_again_earns_nothing() -> None:
    store = Store()
    store.take(make_reading(1))
    assert store.take(make_reading(2, hours=30)).outcomes[0].points == 0
    assert store.progress.counters["lessons"] == 1


def test_a_right_checkpoint_answer_counts_once_towards_the_badge() -> None:
    store = Store()
    store.take(
        make_attempt(1, "pack.c0-0"),
        make_attempt(2, "pack.c0-0", hours=1),
        make_attempt(3, "pack.c1-0", right=False),
    )
    assert store.progress.counters["checkpoint.pack"] == 1


def test_the_badge_of_a_pack_comes_with_its_last_step_and_once() -> None:
    store = Store()
    store.take(
        make_reading(1), make_reading(2, 1), make_reading(3, 2), make_attempt(4, "pack.c0-0")
    )
    assert "pack.done" not in store.badges
    assert "pack.done" in {
        badge.id for badge in store.take(make_attempt(5, "pack.c1-0", hours=1)).awards
    }
    assert not store.take(make_attempt(6, "pack.c1-0", hours=2)).awards


def test_a_new_week_begins_at_nought() -> None:
    store = Store()
    store.take(make_attempt(1))
    store.take(make_attempt(2, "pack.q1-0", hours=24 * 7))
    assert (store.progress.week_points, store.progress.points) == (10, 20)


def test_a_new_month_and_season_begin_at_nought_too() -> None:
    store = Store()
    store.take(make_attempt(1))
    store.take(make_attempt(2, "pack.q1-0", hours=24 * 30))
    assert (store.progress.month, store.progress.month_points) == (date(2026, 4, 1), 10)
    assert (store.progress.season, store.progress.season_points) == (date(2026, 4, 1), 10)
    assert store.progress.scored_at == make_attempt(2, hours=24 * 30).occurred_at


def test_points_of_a_late_answer_belong_to_its_own_week() -> None:
    store = Store()
    store.take(make_attempt(1, hours=24 * 7))
    store.take(make_attempt(2, "pack.q1-0"))
    assert (store.progress.week, store.progress.week_points, store.progress.points) == (
        date(2026, 3, 9),
        10,
        20,
    )


def test_what_was_done_today_is_remembered_until_tomorrow() -> None:
    store = Store()
    store.take(make_reading(1), make_attempt(2))
    assert list(store.progress.done) == ["pack.lesson-0", "pack.q0-0"]
    store.take(make_attempt(3, "pack.q1-0", hours=24))
    assert list(store.progress.done) == ["pack.q1-0"]


def test_points_come_only_from_what_is_within_reach() -> None:
    store = Store()
    assert store.take(make_attempt(1, "pack.q2-0")).outcomes[0].points == 0
    store.take(make_reading(2, hours=1))
    assert store.take(make_attempt(3, "pack.q3-0", hours=2)).outcomes[0].points == 10
    assert store.take(make_attempt(4, "pack.q5-0", hours=3)).outcomes[0].points == 0


def test_trying_every_choice_of_a_checkpoint_question_passes_nothing() -> None:
    store = Store()
    store.take(make_attempt(1, "pack.c0-0", right=False), make_attempt(2, "pack.c0-0", hours=1))
    assert "checkpoint.pack" not in store.progress.counters
    store.take(make_attempt(3, "pack.c0-0", hours=24))
    assert store.progress.counters["checkpoint.pack"] == 1


def test_a_day_pays_three_lessons_and_no_more() -> None:
    longer = make_catalogue(make_pack(lessons=9))
    readings = [
        LessonReading(UUID(int=number), f"pack.lesson-{number}", START, START.date(), 60)
        for number in range(9)
    ]
    changes = record_batch(NOBODY, longer, readings)
    assert sum(entry.points for entry in changes.entries) == 45
    assert changes.progress.counters["lessons.pack"] == 9


def test_the_same_answers_earn_the_same_in_whatever_order_they_come() -> None:
    early, late = make_attempt(1), make_attempt(2, hours=24 * 14)
    first, second = Store(), Store()
    for one in (early, late):
        first.take(one)
    for one in (late, early):
        second.take(one)
    assert first.progress.points == second.progress.points == 20
    assert first.progress.counters["concepts"] == second.progress.counters["concepts"] == 1


def test_reviews_that_go_worse_than_expected_make_a_drift_and_a_first_question_none() -> None:
    store = Store()
    store.take(make_attempt(1))
    assert store.progress.drift == 0
    for day in range(1, 9):
        store.take(make_attempt(day + 1, right=False, hours=24 * day))
    assert -0.3 < store.progress.drift < -0.1
    low = store.progress.drift
    store.take(make_attempt(50, right=True, hours=24 * 9))
    assert store.progress.drift > low


def test_pace_compares_what_a_person_took_with_what_there_was_to_read_and_answer() -> None:
    store = Store()
    times = CATALOGUE.pack_versions[0].item_times_in_language()
    for number in range(1, 80):
        attempt = make_attempt(number, hours=number)
        store.take(attempt._replace(seconds=times[attempt.question].measured * 1.5))
    assert store.progress.pace == pytest.approx(1.5 * USUAL_PACE, rel=0.01)


def test_reading_a_lesson_slowly_counts_for_the_pace_too() -> None:
    store = Store()
    slow = CATALOGUE.pack_versions[0].item_times_in_language()["pack.lesson-0"].measured * 2
    store.take(make_reading(1)._replace(seconds=slow))
    assert store.progress.pace == pytest.approx(1.1 * USUAL_PACE)


def test_an_attempt_says_how_easily_it_was_guessed() -> None:
    assert (
        Store().take(make_attempt(1)).attempts[0].guess_chance == FORM_RULES["single"].guess_chance
    )
