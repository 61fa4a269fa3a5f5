"""What a break consists of, and what the composer knows of the person who takes it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from learning.rules.practice.memory import Memory
from learning.rules.practice.weights import DEFAULT_WEIGHTS, Weights

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

    `pace` is that of `LearnerProgress`, `language` the one that they read. `memories` are
    those that are due first, with all that are due; `other_known_concepts` are the concepts of
    all others. `unasked_concepts` are those of read lessons that were never asked. `drift` is that
    of `LearnerProgress`.
    """

    person: int
    day: date
    budget_seconds: float
    pace: float
    memories: Mapping[str, Memory | MemoryForBreak]
    read_lessons: Collection[str]
    passed_checkpoints: Collection[str] = ()
    unasked_concepts: Collection[str] = ()
    other_known_concepts: Collection[str] = ()
    drift: float = 0.0
    weights: Weights = DEFAULT_WEIGHTS
    language: str = ""
