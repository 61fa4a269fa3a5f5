"""The pack format. `read_pack` is the entry point; its only I/O is reading the given path.

Findings are codes with values; `learning.messages` has their texts.
"""

from content.authoring_rules import QUESTION_FORMS, QuestionForm
from content.figures import PackFigures
from content.findings import FilePlace, Finding, Message, Severity, make_message
from content.pack_reader import PackReport, compute_digest, read_pack
from content.rules import RULES, PackRule
from content.values import (
    AnswerFeedback,
    BadgeDefinition,
    ChoiceTarget,
    LessonPack,
    LocalPack,
    MediaFile,
    PackAnswerKey,
    PackCard,
    PackChoice,
    PackConcept,
    PackLesson,
    PackNode,
    PackQuestion,
    PackSource,
    Position,
    ScenarioEnding,
)

__all__ = [
    "QUESTION_FORMS",
    "RULES",
    "AnswerFeedback",
    "BadgeDefinition",
    "ChoiceTarget",
    "FilePlace",
    "Finding",
    "LessonPack",
    "LocalPack",
    "MediaFile",
    "Message",
    "PackAnswerKey",
    "PackCard",
    "PackChoice",
    "PackConcept",
    "PackFigures",
    "PackLesson",
    "PackNode",
    "PackQuestion",
    "PackReport",
    "PackRule",
    "PackSource",
    "Position",
    "QuestionForm",
    "ScenarioEnding",
    "Severity",
    "compute_digest",
    "make_message",
    "read_pack",
]
