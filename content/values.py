"""The values of a pack for its users: frozen, ids local to the pack, each text in one language.

Questions of all forms have the same fields: choices to show, targets to put them on, and a key
that says what is right. `position` is where the author wrote a value; comparisons ignore it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from content.authoring_rules import QuestionForm
from content.findings import FilePlace

ScenarioEnding = Literal["good", "fair", "poor"]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a value is written: its file, its first line, and the lines (from 1) of its fields."""

    file: str
    line: int = 1
    fields: Mapping[str, int] = field(default_factory=dict)

    def place_of(self, name: str = "") -> FilePlace:
        """The place of a field; without a name, of the whole value."""
        return FilePlace(self.file, self.fields.get(name, self.line))


@dataclass(frozen=True, slots=True)
class PackChoice:
    """A choice of a question.

    `feedback` is None if the form has none. `to` is the next node, in scenarios only.
    """

    id: str
    text: str
    feedback: str | None
    to: str | None
    position: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class ChoiceTarget:
    """Where a choice is put: the right side of a match, or a bucket of a sort."""

    id: str
    text: str
    position: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class PackNode:
    """A moment of a scenario: the customer's words, their mood (-2 to 2), choices or an ending."""

    id: str
    says: str
    mood: int
    choices: tuple[PackChoice, ...]
    ending: ScenarioEnding | None
    position: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class PackAnswerKey:
    """What is right: choice ids, pairs of choice id and target id, or the ids of good endings."""

    choices: tuple[str, ...] = ()
    pairs: Mapping[str, str] = field(default_factory=dict)
    good: tuple[str, ...] = ()


class AnswerFeedback(NamedTuple):
    """The feedback on the whole answer, if it is right and if it is wrong."""

    right: str
    wrong: str


@dataclass(frozen=True, slots=True)
class PackQuestion:
    """One question on a concept. `key` is None only for a reflection.

    `mood_words` are the author's words for the five moods of a scenario, the worst first, or ().
    """

    id: str
    concept: str
    form: QuestionForm
    stem: str
    choices: tuple[PackChoice, ...]
    targets: tuple[ChoiceTarget, ...]
    nodes: tuple[PackNode, ...]
    start: str | None
    key: PackAnswerKey | None
    checkpoint: bool
    feedback: AnswerFeedback | None
    prompt: str | None
    mood_words: tuple[str, ...]
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
    """A screen of a lesson. `html` is cleaned, and its pictures are `media/<name>`.

    `words` counts the words without the title.
    """

    title: str | None
    html: str
    words: int
    images: tuple[str, ...]
    position: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class PackLesson:
    """One idea in 60 to 120 seconds.

    `language` is that of its texts: the original's, if there is no translation.
    """

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
    """A badge of the pack. `art` is `media/<name>`.

    `rule` is as written; None for the badge of the whole pack.
    """

    id: str
    title: str
    story: str
    art: str
    alt: str
    rule: Mapping[str, Any] | None = None


class PackSource(NamedTuple):
    """The work that the ideas come from."""

    title: str
    author: str
    url: str | None
    note: str | None


class MediaFile(NamedTuple):
    """A picture. Its content type was detected from its bytes."""

    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class LocalPack:
    """The whole pack in one language. Untranslated lessons are in the original language."""

    language: str
    title: str
    summary: str
    badge: BadgeDefinition
    lessons: tuple[PackLesson, ...]
    badges: tuple[BadgeDefinition, ...] = ()


@dataclass(frozen=True, slots=True)
class LessonPack:
    """One version of a pack.

    `languages` always holds `language`, the original. The keys of `media` are file names without
    the folder.
    """

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
