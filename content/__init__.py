"""Herobreak: the pack format. `read_pack` is the way in; it is pure but for reading the path it is given."""

from content.figures import PackFigures
from content.findings import FilePlace, Finding, Severity
from content.pack_reader import PackReport, digest, read_pack
from content.registry import RULES, Rule
from content.values import (
    QUESTION_FORMS,
    AnswerFeedback,
    AnswerKey,
    BadgeDefinition,
    ChoiceTarget,
    LessonPack,
    LocalPack,
    MediaFile,
    PackCard,
    PackChoice,
    PackConcept,
    PackLesson,
    PackQuestion,
    PackSource,
    Position,
    QuestionForm,
    ScenarioEnding,
    ScenarioNode,
)

__all__ = [
    "QUESTION_FORMS",
    "RULES",
    "AnswerFeedback",
    "AnswerKey",
    "BadgeDefinition",
    "ChoiceTarget",
    "FilePlace",
    "Finding",
    "LessonPack",
    "LocalPack",
    "MediaFile",
    "PackCard",
    "PackChoice",
    "PackConcept",
    "PackFigures",
    "PackLesson",
    "PackQuestion",
    "PackReport",
    "PackSource",
    "Position",
    "QuestionForm",
    "Rule",
    "ScenarioEnding",
    "ScenarioNode",
    "Severity",
    "digest",
    "read_pack",
]
