from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.catalogues import make_catalogue
from support.catalogues import make_pack as make_short_pack

from learning.rules.packs.pack_contents import Pack
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.break_composer import compose_break
from learning.rules.practice.break_contents import BreakItem, Learner
from learning.rules.practice.due_questions import MAX_CRITICAL_FIRST, MIN_QUESTIONS_WITH_LESSON
from learning.rules.practice.forms import Form
from learning.rules.practice.item_time import USUAL_PACE, scale_to_pace
from learning.rules.practice.memory import Memory
from learning.rules.practice.weights import DEFAULT_WEIGHTS, Weights

DAY = date(2026, 3, 10)
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
QUESTION_SECONDS, LESSON_SECONDS = 16, 90
"""What the questions and lessons of the packs below take a person of the usual pace."""


def make_pack(name: str, lessons: int) -> Pack:
    """Make a pack whose questions take as long as `QUESTION_SECONDS`."""
    pack = make_short_pack(name, lessons)
    long = (replace(question, stem="word " * 29) for question in pack.questions)
    return replace(pack, questions=tuple(long))


CATALOGUE = make_catalogue(make_pack("one", lessons=4), make_pack("two", lessons=3))
CONCEPTS = [
    concept for pack_version in CATALOGUE.pack_versions for concept in pack_version.concept_by_id
]
FIRST = CATALOGUE.pack_versions[0].pack_in_language().concepts
LESSONS = [
    lesson for pack_version in CATALOGUE.pack_versions for lesson in pack_version.lesson_by_id
]


def make_memory(
    stability: float, ago: int, due: int = 0, last: int = 3, question: str = ""
) -> Memory:
    last_day = DAY - timedelta(days=ago)
    return Memory(stability, 5.0, DAY + timedelta(days=due), last_day, AT, last, 3, 0, question)


memories = st.dictionaries(
    st.sampled_from(CONCEPTS),
    st.builds(
        make_memory,
        st.floats(0.3, 60),
        st.integers(1, 40),
        st.integers(-20, 5),
        st.sampled_from([1, 2, 3]),
    ),
)
learners = st.builds(
    Learner,
    st.integers(1, 99),
    st.just(DAY),
    st.sampled_from([120.0, 300.0, 600.0]),
    st.floats(8, 60),
    memories,
    st.sets(st.sampled_from(LESSONS)),
    drift=st.floats(-0.3, 0.1),
)


def find_concept(item: BreakItem, on: TeamCatalogue = CATALOGUE) -> str:
    found = on.find_question(item.id)
    assert found
    return found[1].concept


@given(learners)
def test_the_same_day_composes_the_same_break(learner: Learner) -> None:
    assert compose_break(learner, CATALOGUE) == compose_break(learner, CATALOGUE)


@given(learners)
def test_a_break_fits_its_minutes_but_for_one_item(learner: Learner) -> None:
    items = compose_break(learner, CATALOGUE)
    seconds = sum(
        scale_to_pace(LESSON_SECONDS if item.kind == "lesson" else QUESTION_SECONDS, learner.pace)
        for item in items
    )
    alone = len(items) == 1 or [item.why for item in items] == ["new", "lesson"]
    assert seconds <= learner.budget_seconds or alone


@given(learners)
def test_nothing_comes_twice_and_no_concept_twice_in_a_row(learner: Learner) -> None:
    items = compose_break(learner, CATALOGUE)
    assert len({item.id for item in items}) == len(items)
    questions = [find_concept(item) for item in items if item.kind == "question"]
    assert all(one != other for one, other in pairwise(questions))


@given(learners)
def test_every_review_is_due_and_every_lesson_is_new(learner: Learner) -> None:
    for item in compose_break(learner, CATALOGUE):
        if item.kind == "lesson":
            assert item.id not in learner.read_lessons
        elif item.why not in ("lesson", "checkpoint", "refresher"):
            assert learner.memories[find_concept(item)].due <= DAY


FADED = {name: make_memory(2.0, 9) for name in CONCEPTS[2:]}
FRESH = {name: make_memory(60.0, 25) for name in CONCEPTS[2:]}


@pytest.mark.parametrize(
    ("known", "drift", "lesson"),
    [
        (FRESH, 0.0, True),
        (FADED, 0.0, True),
        (FRESH, -0.2, False),
        (FADED, -0.2, False),
        ({}, -0.2, True),
    ],
)
def test_a_lesson_comes_when_it_is_worth_what_it_displaces(
    known: dict[str, Memory], drift: float, lesson: bool
) -> None:
    """It nearly always is, but not for somebody whose reviews go much worse than they should."""
    items = compose_break(Learner(1, DAY, 180, 20, known, LESSONS[1:], drift=drift), CATALOGUE)
    assert any(item.kind == "lesson" for item in items) == lesson
    assert items


FORGETFUL = Weights(
    [*(start / 8 for start in DEFAULT_WEIGHTS.values[:4]), *DEFAULT_WEIGHTS.values[4:]]
)


@pytest.mark.parametrize(("drift", "weights"), [(-0.2, DEFAULT_WEIGHTS), (0.0, FORGETFUL)])
def test_where_much_is_forgotten_a_lesson_waits_until_all_that_is_due_fits(
    drift: float, weights: Weights
) -> None:
    """Ten reviews, and a lesson of ninety seconds with a question."""
    fading = dict(list(FADED.items())[:10])
    needed = 11 * QUESTION_SECONDS + LESSON_SECONDS
    short, long = (
        compose_break(
            Learner(
                1,
                DAY,
                budget,
                USUAL_PACE,
                fading,
                LESSONS[1:],
                drift=drift,
                weights=weights,
            ),
            CATALOGUE,
        )
        for budget in (needed - 1, needed)
    )
    assert {item.kind for item in short} == {"question"}
    assert {item.kind for item in long} == {"question", "lesson"}


def test_what_brings_little_for_its_seconds_waits_and_the_seconds_are_left_to_the_person() -> None:
    names = [name for name in CONCEPTS if "idea-1" not in name]
    fresh = {name: make_memory(120.0, 3) for name in names}
    faded = {name: make_memory(5.0, 20) for name in names[:4]}
    asked = compose_break(
        Learner(1, DAY, 600, 20, {**fresh, **faded}, LESSONS, CHECKPOINTS), CATALOGUE
    )
    assert {find_concept(item) for item in asked} == set(faded)
    assert (
        len(compose_break(Learner(1, DAY, 600, 20, fresh, LESSONS, CHECKPOINTS), CATALOGUE))
        == MIN_QUESTIONS_WITH_LESSON
    )
    slipping = Learner(1, DAY, 600, 20, fresh, LESSONS, CHECKPOINTS, drift=-0.2)
    assert len(compose_break(slipping, CATALOGUE)) == len(fresh)


def test_after_a_long_absence_a_break_is_as_long_as_ever_and_brings_the_most_valuable_first() -> (
    None
):
    stable = {name: float(place * 3 + 1) for place, name in enumerate(CONCEPTS)}
    due = {name: make_memory(stability, 60, due=-40) for name, stability in stable.items()}
    items = compose_break(Learner(1, DAY, 120, 20, due, LESSONS), CATALOGUE)
    assert sum(QUESTION_SECONDS for _ in items) <= 120
    asked = {find_concept(item) for item in items}
    worth = {
        name: DEFAULT_WEIGHTS.calculate_gain(stability, 5.0, 60)
        for name, stability in stable.items()
        if "idea-1" not in name
    }
    best = max(worth, key=lambda name: worth[name])
    assert best in asked


def test_what_a_customer_interrupted_is_asked_next_time() -> None:
    known = {"one.idea-4": make_memory(2.0, 9)}
    items = compose_break(
        Learner(1, DAY, 300, 20, known, LESSONS, CHECKPOINTS, unasked_concepts=["one.idea-2"]),
        CATALOGUE,
    )
    assert [(find_concept(item), item.why) for item in items] == [
        ("one.idea-2", "first"),
        ("one.idea-4", "due"),
    ]


def test_the_last_of_many_siblings_wait_for_others() -> None:
    wide = make_catalogue(
        replace(
            make_pack("one", lessons=4),
            concepts=tuple(replace(one, lesson="one.lesson-0") for one in FIRST),
        )
    )
    due = {
        one.id: make_memory(1.0 if place < 4 else 30.0, 30)
        for place, one in enumerate(FIRST)
        if not one.critical
    }
    assert len(
        {
            item.id
            for item in compose_break(Learner(1, DAY, 600, 20, due, LESSONS, CHECKPOINTS), wide)
        }
    ) == len(due)
    parted = {**due, "two.idea-0": make_memory(60.0, 80), "two.idea-2": make_memory(60.0, 80)}
    both = make_catalogue(
        *(pack_version.pack_in_language() for pack_version in wide.pack_versions),
        make_pack("two", lessons=3),
    )
    items = compose_break(Learner(1, DAY, 64, 20, parted, LESSONS), both)
    assert [find_concept(item, both).partition(".")[0] for item in items] == [
        "one",
        "one",
        "two",
        "two",
    ]


def test_the_quickest_comes_every_other_time_and_all_come_round() -> None:
    forms: tuple[Form, ...] = ("single", "match", "true_false", "order")
    base = make_pack("one", lessons=1)
    questions = tuple(
        replace(base.questions[0], id=f"one.q0-{place}", form=form)
        for place, form in enumerate(forms)
    )
    many = make_catalogue(replace(base, questions=questions))
    asked, known = [], make_memory(1, 5)
    for turn in range(12):
        known = msgspec.structs.replace(known, reviews=turn)
        (item,) = compose_break(
            Learner(1, DAY, 60, 20, {"one.idea-0": known}, ["one.lesson-0"]), many
        )
        asked.append(item.id)
        known = msgspec.structs.replace(known, question=item.id)
    assert set(asked) == {question.id for question in questions}
    assert all(one != other for one, other in pairwise(asked))
    assert asked[::2].count("one.q0-2") == 6


def test_quick_questions_leave_room_for_more() -> None:
    quick = tuple(
        replace(one, form="true_false", stem="word " * 17)
        for one in make_pack("one", lessons=4).questions
    )
    many = make_catalogue(replace(make_pack("one", lessons=4), questions=quick))
    due = {name: make_memory(2.0, 9) for name in CONCEPTS if name.startswith("one.")}
    assert len(compose_break(Learner(1, DAY, 66, 20, due, LESSONS), many)) == 6
    assert len(compose_break(Learner(1, DAY, 66, 20, due, LESSONS), CATALOGUE)) == 4


def test_a_newcomer_begins_with_the_first_lesson_and_its_questions() -> None:
    items = compose_break(Learner(1, DAY, 300, 20, {}, ()), CATALOGUE)
    assert [item.kind for item in items] == ["lesson", "question", "question"]
    assert items[0].id == "one.lesson-0"
    assert {find_concept(item) for item in items[1:]} == {"one.idea-0", "one.idea-1"}


def test_critical_ideas_go_first_but_only_a_few() -> None:
    assert MAX_CRITICAL_FIRST == 3
    due = {
        name: make_memory(100.0 if name == "one.idea-1" else 3.0, 10)
        for name in CONCEPTS
        if name != "two.idea-1"
    }
    items = compose_break(Learner(1, DAY, 60, 20, due, LESSONS), CATALOGUE)
    assert find_concept(items[0]) == "one.idea-1"


def test_variants_take_turns() -> None:
    seen = []
    last = ""
    for _ in range(4):
        (item,) = compose_break(
            Learner(1, DAY, 20, 20, {"one.idea-2": make_memory(1, 5, question=last)}, LESSONS),
            CATALOGUE,
        )
        last = item.id
        seen.append(last)
    assert len(set(seen[:3])) == 3
    assert seen[3] == seen[0]


def test_the_checkpoint_waits_until_the_pack_is_read() -> None:
    read = [lesson for lesson in LESSONS if lesson.startswith("two.")]
    items = compose_break(Learner(1, DAY, 600, 20, {}, read), CATALOGUE)
    assert {item.id for item in items if item.why == "checkpoint"} == {"two.c0-0", "two.c1-0"}
    assert not any(
        item.why == "checkpoint"
        for item in compose_break(Learner(1, DAY, 600, 20, {}, ()), CATALOGUE)
    )


def test_a_passed_checkpoint_question_does_not_return() -> None:
    items = compose_break(Learner(1, DAY, 600, 20, {}, LESSONS, ["one.c0-0"]), CATALOGUE)
    assert {item.id for item in items} == {"one.c1-0", "two.c0-0", "two.c1-0"}


def test_a_review_and_a_checkpoint_question_of_one_concept_stand_apart() -> None:
    due = {"two.idea-0": make_memory(1, 5)}
    items = compose_break(
        Learner(1, DAY, 600, 20, due, LESSONS, ["one.c0-0", "one.c1-0"]), CATALOGUE
    )
    assert [find_concept(item) for item in items] == ["two.idea-0", "two.idea-1", "two.idea-0"]


def test_whoever_comes_when_nothing_is_due_refreshes_what_is_weakest() -> None:
    memories = {
        name: make_memory(float(place + 2), 1, due=9) for place, name in enumerate(CONCEPTS)
    }
    items = compose_break(Learner(1, DAY, 300, 20, memories, LESSONS, CHECKPOINTS), CATALOGUE)
    assert {item.why for item in items} == {"refresher"}
    assert [find_concept(item) for item in items] == CONCEPTS[:3]


def test_what_the_team_no_longer_learns_is_not_asked() -> None:
    assert (
        compose_break(
            Learner(1, DAY, 300, 20, {"gone.idea-1": make_memory(1, 9)}, LESSONS, CHECKPOINTS),
            CATALOGUE,
        )
        == ()
    )


CHECKPOINTS = [
    name
    for pack_version in CATALOGUE.pack_versions
    for name, one in pack_version.question_by_id.items()
    if one.checkpoint
]
