"""Herobreak: the pack format. `read_pack` is the way in; it is pure but for reading the path it is given."""

from content.figures import Figures
from content.findings import Finding, Place, Severity
from content.reading import Report, digest, read_pack
from content.registry import RULES, Rule
from content.values import (
    FORMS,
    At,
    Badge,
    Card,
    Choice,
    Concept,
    Ending,
    Feedback,
    Form,
    Key,
    Lesson,
    LocalPack,
    Media,
    Node,
    Pack,
    Question,
    Source,
    Target,
)

__all__ = [
    "FORMS",
    "RULES",
    "At",
    "Badge",
    "Card",
    "Choice",
    "Concept",
    "Ending",
    "Feedback",
    "Figures",
    "Finding",
    "Form",
    "Key",
    "Lesson",
    "LocalPack",
    "Media",
    "Node",
    "Pack",
    "Place",
    "Question",
    "Report",
    "Rule",
    "Severity",
    "Source",
    "Target",
    "digest",
    "read_pack",
]
