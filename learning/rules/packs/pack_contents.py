"""What a published pack holds, as the rules see it. Ids are compiled: pack id, a dot, the author's id."""

from dataclasses import dataclass, field
from typing import Any

GUESS_CHANCE_BY_FORM: dict[str, float] = {
    "single": 0.25,
    "multiple": 0.1,
    "true_false": 0.5,
    "order": 0.05,
    "match": 0.05,
    "sort": 0.1,
    "gap": 0.25,
    "scenario": 0.2,
}
"""The chance to be right by guessing alone, by form. A form that is missing here is not graded."""

USUAL_QUESTION_SECONDS = 20.0
"""Seconds that the usual mixture of questions takes, each, until a person's own pace is measured."""
QUESTION_SECONDS_BY_FORM: dict[str, float] = {
    "single": 16.0,
    "multiple": 21.0,
    "true_false": 11.0,
    "order": 25.0,
    "match": 27.0,
    "sort": 23.0,
    "gap": 16.0,
    "scenario": 40.0,
}
"""What a question takes somebody of the usual pace, feedback included, by form."""


def estimate_question_seconds(form: str, usual_seconds: float) -> int:
    """Return the whole seconds that a question takes somebody who needs `pace` for the usual one."""
    return round(
        QUESTION_SECONDS_BY_FORM.get(form, USUAL_QUESTION_SECONDS)
        * usual_seconds
        / USUAL_QUESTION_SECONDS
    )


@dataclass(frozen=True, slots=True)
class Card:
    """One screen of a lesson; `html` is already sanitised."""

    title: str | None
    html: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A micro-lesson. `seconds` is what it takes to read; `concepts` are the ids that it teaches."""

    id: str
    title: str
    idea: str
    try_it: str
    seconds: int
    cards: tuple[Card, ...]
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing to remember. Critical ones go first when there is more to repeat than time."""

    id: str
    lesson: str
    statement: str
    critical: bool = False


@dataclass(frozen=True, slots=True)
class QuestionChoice:
    """Something to pick, place or put in order, in the author's order; `feedback` says why or why not."""

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
    ending: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """What is right: a set or sequence of choice ids, pairs of choice and target, or the good endings."""

    choices: tuple[str, ...] = ()
    pairs: dict[str, str] = field(default_factory=dict)
    good: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One variant that tests a concept. `key` is None for a reflection alone; a phone sees it unless `checkpoint`."""

    id: str
    concept: str
    lesson: str
    form: str
    stem: str
    choices: tuple[QuestionChoice, ...] = ()
    targets: tuple[QuestionChoice, ...] = ()
    start: str | None = None
    nodes: tuple[ScenarioNode, ...] = ()
    checkpoint: bool = False
    key: AnswerKey | None = None
    right: str | None = None
    wrong: str | None = None


@dataclass(frozen=True, slots=True)
class PackBadge:
    """What the pack can earn. `art` is a media name of the pack; without a `rule` (`badge_grammar.py`) it takes all of it."""

    id: str
    title: str
    story: str
    art: str
    rule: dict[str, Any] | None = None


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


@dataclass(frozen=True, slots=True)
class PackDocument:
    """All languages of one version; `language` is the original one."""

    language: str
    packs: dict[str, Pack]
