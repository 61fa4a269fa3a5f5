"""The questions that a break can ask: the variant of each concept, its seconds and its worth."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from learning.rules.packs.pack_contents import Concept
from learning.rules.packs.team_catalogue import ConceptQuestions
from learning.rules.practice.break_contents import BreakItem, Learner, MemoryForBreak, Reason
from learning.rules.practice.item_time import USUAL_PACE, scale_to_pace
from learning.rules.practice.memory import Grade, Memory
from learning.rules.seeded_random import hash64


class QuestionOption(NamedTuple):
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


def make_first_question(learner: Learner, concept_questions: ConceptQuestions) -> QuestionOption:
    """Return the first question on a concept.

    Without it, half of what the lesson was worth is lost.
    """
    index = choose_variant(learner.person, concept_questions, None)
    seconds = scale_to_pace(concept_questions.seconds[index], learner.pace)
    return QuestionOption(
        concept_questions, index, seconds, learner.weights.new_concept_worth / 2 / seconds, None
    )


def choose_variant(
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


def choose_weakest(
    person: int,
    day: date,
    memories: Mapping[str, Memory | MemoryForBreak],
    concept_questions: Mapping[str, ConceptQuestions],
    max_items: int,
    pace: float = USUAL_PACE,
) -> Iterator[QuestionOption]:
    """Give questions on the concepts that are remembered least, one each.

    With any weights, these have the most days since the last attempt for their stability.
    """
    faded = sorted(
        ((memory.last_day - day).days / memory.stability, concept)
        for concept, memory in memories.items()
        if concept in concept_questions
    )
    for _, concept in faded[:max_items]:
        questions, memory = concept_questions[concept], memories[concept]
        index = choose_variant(person, questions, memory)
        seconds = scale_to_pace(questions.seconds[index], pace)
        yield QuestionOption(questions, index, seconds, 0.0, memory)
