"""The next lesson of a person, and whether it is worth the reviews that it displaces."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from learning.rules.packs.pack_contents import Lesson
from learning.rules.packs.team_catalogue import PackVersion, TeamCatalogue
from learning.rules.practice.break_contents import Learner
from learning.rules.practice.due_questions import MIN_NEW_CONCEPT_WORTH, estimate_new_concept_worth
from learning.rules.practice.item_time import scale_to_pace
from learning.rules.practice.question_options import QuestionOption, make_first_question


@dataclass(frozen=True, slots=True)
class LessonOffer:
    """The next lesson and a first question for each new concept.

    `seconds` is what it takes today.
    """

    pack_version: PackVersion
    lesson: Lesson
    questions: Sequence[QuestionOption]
    seconds: float
    worth_per_second: float


def find_next_lesson(
    read: Collection[str], catalogue: TeamCatalogue
) -> tuple[PackVersion, Lesson] | None:
    """Return the first lesson of the catalogue that is not read yet."""
    for pack_version in catalogue.pack_versions:
        for lesson in pack_version.lesson_by_id.values():
            if lesson.id not in read:
                return pack_version, lesson
    return None


def make_lesson_offer(learner: Learner, catalogue: TeamCatalogue) -> LessonOffer | None:
    """Return the next lesson with its worth per second; None when all are read.

    Its worth is that of its new concepts without any review.
    """
    found = find_next_lesson(learner.read_lessons, catalogue)
    if found is None:
        return None
    pack_version, lesson = found
    concept_questions = catalogue.concept_questions_in_language(learner.language)
    known_concepts = (learner.memories, learner.other_known_concepts)
    new = [
        concept_id
        for concept_id in lesson.concepts
        if concept_id in concept_questions
        and not any(concept_id in concepts for concepts in known_concepts)
    ]
    questions = [make_first_question(learner, concept_questions[concept]) for concept in new]
    times = pack_version.item_times_in_language(learner.language)
    reading = scale_to_pace(times[lesson.id].whole, learner.pace)
    worth = (
        len(new)
        * learner.weights.new_concept_worth
        / (reading + sum(one.seconds for one in questions))
    )
    return LessonOffer(
        pack_version, lesson, questions, reading + sum(one.seconds for one in questions[:1]), worth
    )


def is_lesson_affordable(
    offer: LessonOffer, options: Iterable[QuestionOption], learner: Learner
) -> bool:
    """Say whether a lesson is worth the reviews that it displaces.

    Where new concepts are worth little, it must not displace any.
    """
    if estimate_new_concept_worth(learner) < MIN_NEW_CONCEPT_WORTH:
        return sum(one.seconds for one in options) + offer.seconds <= learner.budget_seconds
    lost_worth, seconds_left = 0.0, learner.budget_seconds
    for option in options:
        if option.seconds <= seconds_left:
            seconds_left -= option.seconds
            lost_worth += option.worth_per_second * min(
                option.seconds, max(0.0, offer.seconds - seconds_left)
            )
    return offer.worth_per_second * offer.seconds >= lost_worth
