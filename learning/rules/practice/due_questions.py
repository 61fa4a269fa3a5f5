"""The due questions of a person, ranked by what a second spent on them is worth."""

from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.break_contents import Learner
from learning.rules.practice.item_time import USUAL_PACE, scale_to_pace
from learning.rules.practice.question_options import QuestionOption, choose_variant

MAX_CRITICAL_FIRST = 3
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
MAX_REVIEW_SECONDS_PER_WORTH = 310.0
"""Seconds of review that may be spent at most for the worth of one new concept.

These are about nine questions of the shipped packs.
"""


def rank_due_questions(learner: Learner, catalogue: TeamCatalogue) -> list[QuestionOption]:
    """Rank the due questions: a few critical ones first, then by worth per second, ties by id.

    A question that is worth too little per second waits until more of it is forgotten, and the
    seconds are left to the person.
    """
    day, pace, practice, gain = (
        learner.day,
        learner.pace,
        catalogue.concept_questions_in_language(learner.language),
        learner.weights.calculate_gain,
    )
    new_concept_worth = estimate_new_concept_worth(learner)
    min_worth = (
        new_concept_worth / (MAX_REVIEW_SECONDS_PER_WORTH * pace / USUAL_PACE)
        if new_concept_worth >= MIN_NEW_CONCEPT_WORTH
        else 0.0
    )
    ranked = []
    for concept, memory in learner.memories.items():
        if memory.due <= day and (concept_questions := practice.get(concept)):
            index = choose_variant(learner.person, concept_questions, memory)
            seconds = scale_to_pace(concept_questions.seconds[index], pace)
            worth_per_second = (
                gain(memory.stability, memory.difficulty, (day - memory.last_day).days) / seconds
            )
            ranked.append(
                (
                    -worth_per_second,
                    concept,
                    QuestionOption(concept_questions, index, seconds, worth_per_second, memory),
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


def estimate_new_concept_worth(learner: Learner) -> float:
    """Return the worth of a new concept to this person.

    It is lower when their reviews go worse than the weights expect.
    """
    return learner.weights.new_concept_worth * (1 + DRIFT_WEIGHT * min(0.0, learner.drift))


def _order_by_lesson(choices: list[QuestionOption]) -> list[QuestionOption]:
    """Put a few critical questions first, and more than a few of one lesson last."""
    seen: dict[str, int] = {}
    critical: list[QuestionOption] = []
    first: list[QuestionOption] = []
    last: list[QuestionOption] = []
    for option in choices:
        concept = option.concept_questions.concept
        seen[concept.lesson] = siblings = seen.get(concept.lesson, 0) + 1
        if concept.critical and len(critical) < MAX_CRITICAL_FIRST:
            critical.append(option)
        else:
            (first if siblings <= MAX_REVIEWS_PER_LESSON else last).append(option)
    return critical + first + last
