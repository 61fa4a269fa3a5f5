"""Practice beyond the plan: for whoever has finished today's break and feels like a few questions more.

Nothing of it is due, and points come only from what is due, so it earns none: just a fresher memory. What is due but
did not fit stays for the next break, where it counts.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.break_composer import BreakItem, MemoryForBreak, choose_weakest_items
from learning.rules.practice.memory import Memory

MAX_EXTRA_QUESTIONS = 5
"""Questions at a time: whoever wants more can ask again."""


def choose_extra_practice(
    person: int,
    day: date,
    memories: Mapping[str, Memory | MemoryForBreak],
    catalogue: TeamCatalogue,
) -> tuple[BreakItem, ...]:
    """Choose what would fade first of what is not due. What was asked today rests, and checkpoints stay for the break."""
    free_memories = {
        concept: memory
        for concept, memory in memories.items()
        if memory.last_day < day < memory.due and not _has_only_checkpoints(concept, catalogue)
    }
    return tuple(
        replace(item, why="practice")
        for item in choose_weakest_items(person, day, free_memories, catalogue, MAX_EXTRA_QUESTIONS)
    )


def _has_only_checkpoints(concept: str, catalogue: TeamCatalogue) -> bool:
    concept_questions = catalogue.concept_questions.get(concept)
    return concept_questions is not None and concept_questions.questions[0].checkpoint
