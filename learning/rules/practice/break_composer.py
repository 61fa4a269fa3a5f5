"""The break composer: today's lesson and the reviews that are worth most, in a person's minutes.

The worth of an item is by how much a second spent on it raises the recall at the horizon
(`weights.HORIZON_DAYS`). Reviews are taken in that order. A new lesson is taken when it is worth at
least what it displaces.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from learning.rules.packs.pack_contents import Concept, Lesson
from learning.rules.packs.team_catalogue import ConceptQuestions, PackVersion, TeamCatalogue
from learning.rules.practice.forms import USUAL_QUESTION_SECONDS
from learning.rules.practice.memory import Grade, Memory
from learning.rules.practice.weights import DEFAULT_WEIGHTS, Weights
from learning.rules.seeded_random import hash64

MAX_CRITICAL_FIRST = 3
REVIEWS_BEFORE_LESSON = 2
"""Reviews before the lesson: to recall first makes it easier to learn something new."""
REFRESHER_QUESTIONS = 3
"""Questions on a day when nothing is due, so that everybody can practise. They earn no points."""
MAX_REVIEWS_PER_LESSON = 2
"""Reviews of one lesson in a break while others wait: one answer hints at the next."""
MIN_QUESTIONS_WITH_LESSON = 3
"""Questions in a break with a lesson.

With fewer reviews, questions of the lesson itself are added; at least one of them always comes.
"""
DRIFT_WEIGHT = 4.0
"""How much a drift below 0 lowers the worth of new concepts: at -0.05 by a fifth."""
MIN_NEW_CONCEPT_WORTH = 0.45
"""The worth of a new concept below which forgetting is too fast to add more.

A lesson then waits until everything that is due fits.
"""
MAX_REVIEW_SECONDS_PER_WORTH = 175.0
"""Seconds of review that may be spent at most for the worth of one new concept."""


Reason = Literal[
    "new",
    "lesson",
    "first",
    "checkpoint",
    "critical",
    "wrong",
    "unsure",
    "due",
    "refresher",
    "practice",
    "nudge",
    "preview",
]
"""Why an item is in a break; `preview` is that of an author's preview.

The phone has a sentence for each (`break/itemReasons.ts`).
"""


@dataclass(frozen=True, slots=True)
class BreakItem:
    """One step of a break: the id of a lesson or question, and why it is there.

    `version` is the row id of the pack version; `days` are those since the last attempt, else 0.
    """

    kind: Literal["lesson", "question"]
    id: str
    version: int
    why: Reason
    days: int = 0


class MemoryForBreak(NamedTuple):
    """The fields of `Memory` that the composer needs.

    It is a tuple because the memories of whole organisations are read as columns.
    """

    stability: float
    difficulty: float
    due: date
    last_day: date
    last_grade: int
    reviews: int
    question: str


@dataclass(frozen=True, slots=True)
class Learner:
    """What the composer knows of a person on a day.

    `question_seconds` is what the usual question takes this person. `memories` are those that are
    due first, with all that are due; `other_known_concepts` are the concepts of all others.
    `unasked_concepts` are those of read lessons that were never asked. `drift` is that of
    `LearnerProgress`.
    """

    person: int
    day: date
    budget_seconds: float
    question_seconds: float
    memories: Mapping[str, Memory | MemoryForBreak]
    read_lessons: Collection[str]
    passed_checkpoints: Collection[str] = ()
    unasked_concepts: Collection[str] = ()
    other_known_concepts: Collection[str] = ()
    drift: float = 0.0
    weights: Weights = DEFAULT_WEIGHTS


class _QuestionOption(NamedTuple):
    """A question that could be asked.

    `variant` is its index among the questions of its concept, `seconds` what it takes this person.
    It is a tuple because hundreds are made for one break.
    """

    concept_questions: ConceptQuestions
    variant: int
    seconds: float
    worth_per_second: float
    memory: Memory | MemoryForBreak | None

    def make_item(self, day: date) -> BreakItem:
        """Return the item with its reason."""
        why: Reason = "first"
        days = 0
        if self.memory:
            days = (day - self.memory.last_day).days
            why = _choose_reason(self.memory.last_grade, self.concept_questions.concept)
        return BreakItem(
            "question",
            self.concept_questions.questions[self.variant].id,
            self.concept_questions.pack_version.id,
            why,
            days,
        )


def _choose_reason(last_grade: int, concept: Concept) -> Reason:
    """Say why a concept that was answered before is asked again."""
    if last_grade == Grade.AGAIN:
        return "wrong"
    if last_grade == Grade.HARD:
        return "unsure"
    return "critical" if concept.critical else "due"


@dataclass(frozen=True, slots=True)
class _LessonOffer:
    """The next lesson and a first question for each new concept.

    `seconds` is what it takes today.
    """

    pack_version: PackVersion
    lesson: Lesson
    questions: Sequence[_QuestionOption]
    seconds: float
    worth_per_second: float


def compose_break(learner: Learner, catalogue: TeamCatalogue) -> tuple[BreakItem, ...]:
    """Fill the person's minutes with what is worth most.

    When nothing is due and there is nothing new, with what is remembered least.
    """
    refresher_items = choose_weakest_items(
        learner.person, learner.day, learner.memories, catalogue, REFRESHER_QUESTIONS
    )
    return tuple(_separate_same_concepts(_compose_items(learner, catalogue), catalogue)) or tuple(
        replace(item, why="refresher") for item in refresher_items
    )


def find_next_lesson(
    read: Collection[str], catalogue: TeamCatalogue
) -> tuple[PackVersion, Lesson] | None:
    """Return the first lesson of the catalogue that is not read yet."""
    for pack_version in catalogue.pack_versions:
        for lesson in pack_version.lesson_by_id.values():
            if lesson.id not in read:
                return pack_version, lesson
    return None


def _compose_items(learner: Learner, catalogue: TeamCatalogue) -> Iterator[BreakItem]:
    options = [
        _make_first_question(learner, catalogue.concept_questions[concept])
        for concept in learner.unasked_concepts
        if concept in catalogue.concept_questions
    ]
    options += _rank_due_questions(learner, catalogue)
    offer = _make_lesson_offer(learner, catalogue)
    if offer and not _is_lesson_affordable(offer, options, learner):
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
    yield from _iterate_checkpoint_items(learner, catalogue, int(room / learner.question_seconds))


def _rank_due_questions(learner: Learner, catalogue: TeamCatalogue) -> list[_QuestionOption]:
    """Rank the due questions: a few critical ones first, then by worth per second, ties by id.

    A question that is worth too little per second waits until more of it is forgotten, and the
    seconds are left to the person.
    """
    day, pace_factor, practice, gain = (
        learner.day,
        learner.question_seconds / USUAL_QUESTION_SECONDS,
        catalogue.concept_questions,
        learner.weights.calculate_gain,
    )
    new_concept_worth = _expected_new_concept_worth(learner)
    min_worth = (
        new_concept_worth / (MAX_REVIEW_SECONDS_PER_WORTH * pace_factor)
        if new_concept_worth >= MIN_NEW_CONCEPT_WORTH
        else 0.0
    )
    ranked = []
    for concept, memory in learner.memories.items():
        if memory.due <= day and (concept_questions := practice.get(concept)):
            index = _choose_variant(learner.person, concept_questions, memory)
            seconds = concept_questions.seconds[index] * pace_factor
            worth_per_second = (
                gain(memory.stability, memory.difficulty, (day - memory.last_day).days) / seconds
            )
            ranked.append(
                (
                    -worth_per_second,
                    concept,
                    _QuestionOption(concept_questions, index, seconds, worth_per_second, memory),
                )
            )
    ranked.sort()
    choices = enumerate(choice for _, _, choice in ranked)
    return _order_by_lesson(
        [
            option
            for position, option in choices
            if option.worth_per_second >= min_worth
            or position < MIN_QUESTIONS_WITH_LESSON
            or option.concept_questions.concept.critical
        ]
    )


def _expected_new_concept_worth(learner: Learner) -> float:
    """Return the worth of a new concept to this person.

    It is lower when their reviews go worse than the weights expect.
    """
    return learner.weights.new_concept_worth * (1 + DRIFT_WEIGHT * min(0.0, learner.drift))


def _order_by_lesson(choices: list[_QuestionOption]) -> list[_QuestionOption]:
    """Put a few critical questions first, and more than a few of one lesson last."""
    seen: dict[str, int] = {}
    critical: list[_QuestionOption] = []
    first: list[_QuestionOption] = []
    last: list[_QuestionOption] = []
    for option in choices:
        concept = option.concept_questions.concept
        seen[concept.lesson] = siblings = seen.get(concept.lesson, 0) + 1
        if concept.critical and len(critical) < MAX_CRITICAL_FIRST:
            critical.append(option)
        else:
            (first if siblings <= MAX_REVIEWS_PER_LESSON else last).append(option)
    return critical + first + last


def _take_fitting(
    choices: Iterable[_QuestionOption], room: float, at_least: int = 0
) -> Iterator[_QuestionOption]:
    """Take what fits into the room (seconds), in order, and the first `at_least` in any case."""
    for position, option in enumerate(choices):
        if option.seconds <= room or position < at_least:
            room -= option.seconds
            yield option


def _make_lesson_offer(learner: Learner, catalogue: TeamCatalogue) -> _LessonOffer | None:
    """Return the next lesson with its worth per second; None when all are read.

    Its worth is that of its new concepts without any review.
    """
    found = find_next_lesson(learner.read_lessons, catalogue)
    if found is None:
        return None
    pack_version, lesson = found
    known_concepts = (learner.memories, learner.other_known_concepts)
    new = [
        concept_id
        for concept_id in lesson.concepts
        if concept_id in catalogue.concept_questions
        and not any(concept_id in concepts for concepts in known_concepts)
    ]
    questions = [
        _make_first_question(learner, catalogue.concept_questions[concept]) for concept in new
    ]
    reading = lesson.seconds * learner.question_seconds / USUAL_QUESTION_SECONDS
    worth = (
        len(new)
        * learner.weights.new_concept_worth
        / (reading + sum(one.seconds for one in questions))
    )
    return _LessonOffer(
        pack_version, lesson, questions, reading + sum(one.seconds for one in questions[:1]), worth
    )


def _is_lesson_affordable(
    offer: _LessonOffer, options: Iterable[_QuestionOption], learner: Learner
) -> bool:
    """Say whether a lesson is worth the reviews that it displaces.

    Where new concepts are worth little, it must not displace any.
    """
    if _expected_new_concept_worth(learner) < MIN_NEW_CONCEPT_WORTH:
        return sum(one.seconds for one in options) + offer.seconds <= learner.budget_seconds
    lost_worth, seconds_left = 0.0, learner.budget_seconds
    for option in options:
        if option.seconds <= seconds_left:
            seconds_left -= option.seconds
            lost_worth += option.worth_per_second * min(
                option.seconds, max(0.0, offer.seconds - seconds_left)
            )
    return offer.worth_per_second * offer.seconds >= lost_worth


def _make_first_question(learner: Learner, concept_questions: ConceptQuestions) -> _QuestionOption:
    """Return the first question on a concept.

    Without it, half of what the lesson was worth is lost.
    """
    index = _choose_variant(learner.person, concept_questions, None)
    seconds = concept_questions.seconds[index] * learner.question_seconds / USUAL_QUESTION_SECONDS
    return _QuestionOption(
        concept_questions, index, seconds, learner.weights.new_concept_worth / 2 / seconds, None
    )


def _choose_variant(
    person: int, concept_questions: ConceptQuestions, memory: Memory | MemoryForBreak | None
) -> int:
    """Return the index of the question to ask: never the last one when there is another.

    It is in turn the quickest one and the next in line, so that all are asked. Equally quick ones
    take turns, in an order that starts at a different one for each person.
    """
    number = len(concept_questions.questions)
    last_index = concept_questions.index_by_question.get(memory.question) if memory else None
    if last_index is None:
        start_index, candidate_count = hash64(person, concept_questions.concept.id), number
    else:
        start_index, candidate_count = last_index + 1, number - 1 or 1
    if memory and memory.reviews % 2:
        return (start_index + memory.reviews // 2 % candidate_count) % number
    return _find_quickest_index(concept_questions.seconds, start_index % number, candidate_count)


@lru_cache(maxsize=4096)
def _find_quickest_index(seconds: tuple[float, ...], start: int, candidate_count: int) -> int:
    """Return the index of the quickest of some questions, the first of equals.

    `candidate_count` questions from index `start` on are compared; after the last comes the first.
    """
    return min(
        [(start + offset) % len(seconds) for offset in range(candidate_count)],
        key=seconds.__getitem__,
    )


def choose_weakest_items(
    person: int,
    day: date,
    memories: Mapping[str, Memory | MemoryForBreak],
    catalogue: TeamCatalogue,
    max_items: int,
) -> Iterator[BreakItem]:
    """Give questions on the concepts that are remembered least, one each.

    With any weights, these have the most days since the last attempt for their stability.
    """
    faded = sorted(
        ((memory.last_day - day).days / memory.stability, concept)
        for concept, memory in memories.items()
        if concept in catalogue.concept_questions
    )
    for _, concept in faded[:max_items]:
        concept_questions, memory = catalogue.concept_questions[concept], memories[concept]
        yield _QuestionOption(
            concept_questions, _choose_variant(person, concept_questions, memory), 0.0, 0.0, memory
        ).make_item(day)


def _iterate_checkpoint_items(
    learner: Learner, catalogue: TeamCatalogue, question_count: int
) -> Iterator[BreakItem]:
    """Give the checkpoint questions that a badge still needs, at most `question_count`.

    They come once all lessons of their pack are read.
    """
    ready = (
        pack_version
        for pack_version in catalogue.pack_versions
        if pack_version.lesson_by_id.keys() <= set(learner.read_lessons)
    )
    waiting = (
        BreakItem("question", question.id, pack_version.id, "checkpoint")
        for pack_version in ready
        for question in pack_version.question_by_id.values()
        if question.checkpoint and question.id not in learner.passed_checkpoints
    )
    for _ in range(question_count):
        if (item := next(waiting, None)) is None:
            return
        yield item


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
