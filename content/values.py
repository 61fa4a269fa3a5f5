"""A pack as a consumer sees it: frozen values, ids local to the pack, every text in one language at a time.

A question is brought to one shape whatever its form: choices to show, targets to put them on, and a key that says what is
right. `at` says where the author wrote a thing; it takes no part in comparing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from content.findings import FilePlace

QuestionForm = Literal[
    "single", "multiple", "true_false", "order", "match", "sort", "gap", "scenario", "reflection"
]
ScenarioEnding = Literal["good", "fair", "poor"]
QUESTION_FORMS: tuple[QuestionForm, ...] = (
    "single",
    "multiple",
    "true_false",
    "order",
    "match",
    "sort",
    "gap",
    "scenario",
    "reflection",
)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a thing is written: its file, its first line, and the lines (from 1) of its fields."""

    file: str
    line: int = 1
    fields: Mapping[str, int] = field(default_factory=dict)

    def place_of(self, name: str = "") -> FilePlace:
        """The place of a field, or of the whole thing."""
        return FilePlace(self.file, self.fields.get(name, self.line))


@dataclass(frozen=True, slots=True)
class PackChoice:
    """Something to pick. `feedback` is None where the form has none; `to` is the next node in a scenario."""

    id: str
    text: str
    feedback: str | None
    to: str | None
    position: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class ChoiceTarget:
    """Where a choice is put: a right-hand side of a match, a bucket of a sort."""

    id: str
    text: str
    position: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class ScenarioNode:
    """A moment of a scenario: what the customer says, their mood (-2 to 2), and choices, or how it ended."""

    id: str
    says: str
    mood: int
    choices: tuple[PackChoice, ...]
    ending: ScenarioEnding | None
    position: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """What is right: a set or (`ordered`) a sequence of choice ids, pairs choice -> target, or the good endings."""

    choices: tuple[str, ...] = ()
    ordered: bool = False
    pairs: Mapping[str, str] = field(default_factory=dict)
    good: tuple[str, ...] = ()

    def as_json(self) -> dict[str, list[str] | dict[str, str]]:
        """The one part that the question's form uses: {"choices": [...]}, {"pairs": {...}} or {"good": [...]}."""
        if self.pairs:
            return {"pairs": dict(self.pairs)}
        return {"good": list(self.good)} if self.good else {"choices": list(self.choices)}


class AnswerFeedback(NamedTuple):
    """What is said after the answer, whatever was chosen."""

    right: str
    wrong: str


@dataclass(frozen=True, slots=True)
class PackQuestion:
    """One variant that tests a concept. `key` is None for a reflection alone."""

    id: str
    concept: str
    form: QuestionForm
    stem: str
    choices: tuple[PackChoice, ...]
    targets: tuple[ChoiceTarget, ...]
    nodes: tuple[ScenarioNode, ...]
    start: str | None
    key: AnswerKey | None
    checkpoint: bool
    feedback: AnswerFeedback | None
    prompt: str | None
    position: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class PackConcept:
    """What is to be remembered; `critical` ones are reviewed first."""

    id: str
    statement: str
    critical: bool
    position: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class PackCard:
    """A screen of a lesson. `html` is cleaned; its pictures are still `media/<name>`. `words` leaves the title out."""

    title: str | None
    html: str
    words: int
    images: tuple[str, ...]
    position: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class PackLesson:
    """One idea in 60-120 seconds. `language` is the one it is written in, which may be the fallback."""

    id: str
    language: str
    title: str
    seconds: int
    idea: str
    try_it: str
    cards: tuple[PackCard, ...]
    concepts: tuple[PackConcept, ...]
    questions: tuple[PackQuestion, ...]
    position: Position = field(compare=False)


class BadgeDefinition(NamedTuple):
    """What a learner earns; `art` is `media/<name>`. `rule` is as written, None for the badge of the whole pack."""

    id: str
    title: str
    story: str
    art: str
    alt: str
    rule: Mapping[str, Any] | None = None


class PackSource(NamedTuple):
    """Whom the ideas come from."""

    title: str
    author: str
    url: str | None
    note: str | None


class MediaFile(NamedTuple):
    """A picture, its content type found from its bytes."""

    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class LocalPack:
    """The whole pack in one language; a lesson without a translation is there in the original's."""

    language: str
    title: str
    summary: str
    badge: BadgeDefinition
    lessons: tuple[PackLesson, ...]
    badges: tuple[BadgeDefinition, ...] = ()


@dataclass(frozen=True, slots=True)
class LessonPack:
    """One version of a pack. `languages` always holds `language`, the original; `media` is keyed by bare file name."""

    id: str
    version: int
    language: str
    licence: str
    authors: tuple[str, ...]
    source: PackSource
    languages: Mapping[str, LocalPack]
    media: Mapping[str, MediaFile] = field(repr=False)
    position: Position = field(compare=False)

    @property
    def original(self) -> LocalPack:
        """The pack in the language it was written in."""
        return self.languages[self.language]
