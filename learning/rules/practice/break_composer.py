"""The break composer: today's lesson and the reviews that are worth most, in a person's minutes.

The worth of an item is by how much a second spent on it raises the recall at the horizon
(`weights.HORIZON_DAYS`). Reviews are taken in that order. A new lesson is taken when it is worth at
least what it displaces.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.break_contents import BreakItem, Learner
from learning.rules.practice.due_questions import MIN_QUESTIONS_WITH_LESSON, rank_due_questions
from learning.rules.practice.item_time import scale_to_pace
from learning.rules.practice.lesson_offer import is_lesson_affordable, make_lesson_offer
from learning.rules.practice.question_options import (
    QuestionOption,
    choose_weakest,
    make_first_question,
)

REVIEWS_BEFORE_LESSON = 2
"""Reviews before the lesson: to recall first makes it easier to learn something new."""
REFRESHER_QUESTIONS = 3
"""Questions on a day when nothing is due, so that everybody can practise. They earn no points."""


def compose_break(learner: Learner, catalogue: TeamCatalogue) -> tuple[BreakItem, ...]:
    """Fill the person's minutes with what is worth most.

    When nothing is due and there is nothing new, with what is remembered least.
    """
    return tuple(_separate_same_concepts(_compose_items(learner, catalogue), catalogue)) or tuple(
        _iterate_refresher_items(learner, catalogue)
    )


def _iterate_refresher_items(learner: Learner, catalogue: TeamCatalogue) -> Iterator[BreakItem]:
    options = choose_weakest(
        learner.person,
        learner.day,
        learner.memories,
        catalogue.concept_questions_in_language(learner.language),
        REFRESHER_QUESTIONS,
        learner.pace,
    )
    for option in _take_fitting(options, learner.budget_seconds, at_least=1):
        yield replace(option.make_item(learner.day), why="refresher")


def _compose_items(learner: Learner, catalogue: TeamCatalogue) -> Iterator[BreakItem]:
    concept_questions = catalogue.concept_questions_in_language(learner.language)
    options = [
        make_first_question(learner, concept_questions[concept])
        for concept in learner.unasked_concepts
        if concept in concept_questions
    ]
    options += rank_due_questions(learner, catalogue)
    offer = make_lesson_offer(learner, catalogue)
    if offer and not is_lesson_affordable(offer, options, learner):
        offer = None
    room = learner.budget_seconds - (offer.seconds if offer else 0.0)
    chosen = list(_take_fitting(options, room, at_least=0 if offer else 1))
    room -= sum(one.seconds for one in chosen)
    reviews = [option.make_item(learner.day) for option in chosen]
    yield from reviews[:REVIEWS_BEFORE_LESSON]
    if offer:
        yield BreakItem("lesson", offer.lesson.id, offer.pack_version.id, "new")
    yield from reviews[REVIEWS_BEFORE_LESSON:]
    if offer:
        lesson_questions = list(
            _take_fitting(
                offer.questions[1 : max(1, MIN_QUESTIONS_WITH_LESSON - len(chosen))], room
            )
        )
        room -= sum(one.seconds for one in lesson_questions)
        yield from (
            replace(one.make_item(learner.day), why="lesson")
            for one in [*offer.questions[:1], *lesson_questions]
        )
    yield from _iterate_checkpoint_items(learner, catalogue, room)


def _take_fitting(
    choices: Iterable[QuestionOption], room: float, at_least: int = 0
) -> Iterator[QuestionOption]:
    """Take what fits into the room (seconds), in order, and the first `at_least` in any case."""
    for position, option in enumerate(choices):
        if option.seconds <= room or position < at_least:
            room -= option.seconds
            yield option


def _iterate_checkpoint_items(
    learner: Learner, catalogue: TeamCatalogue, room: float
) -> Iterator[BreakItem]:
    """Give the checkpoint questions that a badge still needs, those that fit into the room.

    They come once all lessons of their pack are read.
    """
    ready = (
        pack_version
        for pack_version in catalogue.pack_versions
        if pack_version.lesson_by_id.keys() <= set(learner.read_lessons)
    )
    for pack_version in ready:
        times = pack_version.item_times_in_language(learner.language)
        for question in pack_version.question_by_id.values():
            if not question.checkpoint or question.id in learner.passed_checkpoints:
                continue
            room -= scale_to_pace(times[question.id].whole, learner.pace)
            if room < 0:
                return
            yield BreakItem("question", question.id, pack_version.id, "checkpoint")


def _separate_same_concepts(
    items: Iterable[BreakItem], catalogue: TeamCatalogue
) -> Iterator[BreakItem]:
    """Separate neighbouring questions of one concept.

    An item that finds no place is left for another day.
    """
    last: str | None = None
    waiting: list[tuple[str, BreakItem]] = []
    for item in items:
        waiting.append((_get_item_concept(item, catalogue), item))
        while fitting := next((pair for pair in waiting if pair[0] != last), None):
            waiting.remove(fitting)
            last = fitting[0]
            yield fitting[1]


def _get_item_concept(item: BreakItem, catalogue: TeamCatalogue) -> str:
    """Return the concept of a question; of a lesson, its id."""
    found = catalogue.find_question(item.id)
    return found[1].concept if found else item.id
