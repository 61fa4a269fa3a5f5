"""Practice beyond the plan: for whoever has finished today's break and feels like a few questions more.

Nothing of it is due, and points come only from what is due, so it earns none: just a fresher memory. What is due but
did not fit stays for the next break, where it counts.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from learning.rules.breaks import Item, Known, weakest
from learning.rules.memory import Memory
from learning.rules.shelf import Shelf

MOST = 5
"""Questions at a time: whoever wants more can ask again."""


def practice(person: int, day: date, memories: Mapping[str, Memory | Known], shelf: Shelf) -> tuple[Item, ...]:
    """Choose what would fade first of what is not due. What was asked today rests, and checkpoints stay for the break."""
    free = {
        concept: memory
        for concept, memory in memories.items()
        if memory.last_day < day < memory.due and not _only_checkpoints(concept, shelf)
    }
    return tuple(replace(item, why="practice") for item in weakest(person, day, free, shelf, MOST))


def _only_checkpoints(concept: str, shelf: Shelf) -> bool:
    about = shelf.practice.get(concept)
    return about is not None and about.questions[0].checkpoint
