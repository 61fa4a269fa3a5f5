from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from support.catalogues import make_catalogue, make_pack

from learning.rules.practice.break_composer import BreakItem
from learning.rules.practice.extra_practice import MAX_EXTRA_QUESTIONS, choose_extra_practice
from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import (
    Attempt,
    LearnerChanges,
    LearnerProgress,
    LearnerState,
)
from learning.rules.practice.memory import Memory
from learning.rules.practice.record_attempts import record_batch
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota

DAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
SHELF = make_catalogue(make_pack("one", lessons=4), make_pack("two", lessons=3))
CONCEPTS = [concept for volume in SHELF.pack_versions for concept in volume.concept_by_id]


def make_memory(stability: float, ago: int, due: int) -> Memory:
    last = NOON - timedelta(days=ago)
    return Memory(stability, 5.0, DAY + timedelta(days=due), last.date(), last, 3, 3, 0, "")


memories = st.dictionaries(
    st.sampled_from([*CONCEPTS, "gone.idea-0"]),
    st.builds(make_memory, st.floats(0.3, 180), st.integers(0, 60), st.integers(-20, 90)),
)


def concept_of(item: BreakItem) -> str:
    found = SHELF.find_question(item.id)
    assert found
    return found[1].concept


def answer_items(
    known: dict[str, Memory], items: tuple[BreakItem, ...], picks: str
) -> LearnerChanges:
    standing = LearnerState(
        1, Rota(ALL_ISO_WEEKDAYS), LearnerProgress(points=70, last_day=DAY), {}, known, (), ()
    )
    answers = [
        Attempt(
            UUID(int=place),
            item.id,
            Response((picks,)),
            True,
            NOON + timedelta(minutes=place),
            DAY,
            9.0,
        )
        for place, item in enumerate(items)
    ]
    return record_batch(standing, SHELF, answers)


@given(memories)
def test_nothing_is_due_or_of_today_or_a_checkpoint_or_there_twice(
    known: dict[str, Memory],
) -> None:
    items = choose_extra_practice(1, DAY, known, SHELF)
    concepts = [concept_of(item) for item in items]
    assert len(set(concepts)) == len(items) <= MAX_EXTRA_QUESTIONS
    assert all(known[concept].last_day < DAY < known[concept].due for concept in concepts)
    assert {(item.kind, item.why) for item in items} <= {("question", "practice")}
    found = [SHELF.find_question(item.id) for item in items]
    assert not any(place[1].checkpoint for place in found if place)


@given(memories, st.sampled_from("ab"))
def test_practice_earns_no_points_right_or_wrong(known: dict[str, Memory], picks: str) -> None:
    items = choose_extra_practice(1, DAY, known, SHELF)
    changes = answer_items(known, items, picks)
    assert [(outcome.status, outcome.points) for outcome in changes.outcomes] == [
        ("recorded", 0)
    ] * len(items)
    assert changes.entries == ()
    assert changes.progress.points == 70


@given(memories)
def test_who_gets_it_right_keeps_every_idea_at_least_as_long(known: dict[str, Memory]) -> None:
    changes = answer_items(known, choose_extra_practice(1, DAY, known, SHELF), "a")
    assert all(
        after.stability >= known[concept].stability for concept, after in changes.memories.items()
    )
    assert sorted(one.due for one in changes.outcomes if one.due) == sorted(
        one.due for one in changes.memories.values()
    )


def test_what_fades_first_comes_first() -> None:
    known = {name: make_memory(100.0 - place, 10, 30) for place, name in enumerate(CONCEPTS)}
    assert [concept_of(item) for item in choose_extra_practice(1, DAY, known, SHELF)] == CONCEPTS[
        : -MAX_EXTRA_QUESTIONS - 1 : -1
    ]


def test_a_question_is_not_the_one_of_last_time() -> None:
    (first,) = choose_extra_practice(1, DAY, {"one.idea-2": make_memory(9.0, 3, 5)}, SHELF)
    after = answer_items({"one.idea-2": make_memory(9.0, 3, 5)}, (first,), "a").memories
    (second,) = choose_extra_practice(1, DAY + timedelta(days=1), after, SHELF)
    assert second.id != first.id


def test_somebody_new_has_nothing_to_refresh() -> None:
    assert (
        choose_extra_practice(1, DAY, {name: make_memory(3.0, 0, 4) for name in CONCEPTS}, SHELF)
        == ()
    )
    assert choose_extra_practice(1, DAY, {}, SHELF) == ()
