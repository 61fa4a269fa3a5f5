"""Practice beyond the plan: questions for people who have finished today's break.

Nothing of it is due, so it earns no points. What is due but did not fit into the break stays for
the next break, where it earns points.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.break_contents import BreakItem, MemoryForBreak
from learning.rules.practice.memory import Memory
from learning.rules.practice.question_options import choose_weakest

MAX_EXTRA_QUESTIONS = 5
"""Questions at a time. People can ask for more."""


def choose_extra_practice(
    person: int,
    day: date,
    memories: Mapping[str, Memory | MemoryForBreak],
    catalogue: TeamCatalogue,
) -> tuple[BreakItem, ...]:
    """Choose what would be forgotten first of what is not due.

    Concepts that were asked today and those with checkpoint questions only are left out.
    """
    free_memories = {
        concept: memory
        for concept, memory in memories.items()
        if memory.last_day < day < memory.due and not _has_only_checkpoints(concept, catalogue)
    }
    return tuple(
        replace(option.make_item(day), why="practice")
        for option in choose_weakest(
            person, day, free_memories, catalogue.concept_questions, MAX_EXTRA_QUESTIONS
        )
    )


def _has_only_checkpoints(concept: str, catalogue: TeamCatalogue) -> bool:
    concept_questions = catalogue.concept_questions.get(concept)
    return concept_questions is not None and concept_questions.questions[0].checkpoint
