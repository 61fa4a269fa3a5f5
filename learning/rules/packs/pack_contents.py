"""What a published pack contains. Ids are compiled: pack id, a dot, the author's id."""

from dataclasses import dataclass, field
from typing import Any, Literal

from learning.rules.practice.forms import Form

Ending = Literal["good", "fair", "poor"]
"""How well a scenario ended."""


@dataclass(frozen=True, slots=True)
class Card:
    """One screen of a lesson; `html` is already sanitised."""

    title: str | None
    html: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson. `seconds` is what it takes to read; `concepts` are the ids that it teaches.

    `language` is that of its texts: the original's where it is not translated. Versions that were
    stored before have none; then it is that of their pack.
    """

    id: str
    title: str
    idea: str
    try_it: str
    seconds: int
    cards: tuple[Card, ...]
    concepts: tuple[str, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing to remember. Critical ones go first when there is more to repeat than time."""

    id: str
    lesson: str
    statement: str
    critical: bool = False


@dataclass(frozen=True, slots=True)
class QuestionChoice:
    """Something to pick, place or put in order; `feedback` says why it is right or wrong."""

    id: str
    text: str
    feedback: str | None = None


@dataclass(frozen=True, slots=True)
class ScenarioMove:
    """What can be said at a node of a scenario, and the node that it leads to."""

    id: str
    text: str
    feedback: str
    to: str


@dataclass(frozen=True, slots=True)
class ScenarioNode:
    """A customer's turn in a scenario. `mood` runs from -2 to 2; an ending node has no choices."""

    id: str
    says: str
    mood: int
    choices: tuple[ScenarioMove, ...] = ()
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """What is right: choice ids, pairs of choice and target, or the good endings."""

    choices: tuple[str, ...] = ()
    pairs: dict[str, str] = field(default_factory=dict)
    good: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question on a concept.

    `key` is None where nothing is graded. A phone gets it unless `checkpoint`. `mood_words` are the
    author's words for the five moods of a scenario, the worst first; () for the usual ones.
    """

    id: str
    concept: str
    lesson: str
    form: Form
    stem: str
    choices: tuple[QuestionChoice, ...] = ()
    targets: tuple[QuestionChoice, ...] = ()
    start: str | None = None
    nodes: tuple[ScenarioNode, ...] = ()
    checkpoint: bool = False
    key: AnswerKey | None = None
    right: str | None = None
    wrong: str | None = None
    mood_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackBadge:
    """A badge of the pack. `art` is the name of a picture of the pack, `alt` says what it shows.

    Without a `rule` (`badge_grammar.py`) it takes the whole pack.
    """

    id: str
    title: str
    story: str
    art: str
    rule: dict[str, Any] | None = None
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """One language of one version of a pack, complete."""

    id: str
    version: int
    language: str
    title: str
    summary: str
    source: str
    licence: str
    badge: PackBadge
    lessons: tuple[Lesson, ...]
    concepts: tuple[Concept, ...]
    questions: tuple[Question, ...]
    badges: tuple[PackBadge, ...] = ()

    def language_of(self, lesson: Lesson) -> str:
        """The language of a lesson's texts, and of its questions."""
        return lesson.language or self.language


@dataclass(frozen=True, slots=True)
class PackDocument:
    """All languages of one version; `language` is the original one."""

    language: str
    packs: dict[str, Pack]
