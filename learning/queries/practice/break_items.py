"""The items of a break as JSON: what `GET /api/today` and `GET /api/practice` send.

These structs are the documented schema. `pack_payloads` encodes the heads, which are the same for
everybody, once and adds the rest per person, so a request encodes no item as a whole.
"""

from collections.abc import Mapping

import msgspec
from msgspec import UNSET, UnsetType

from learning.rules.packs.pack_contents import Ending
from learning.rules.practice.break_contents import Reason
from learning.rules.practice.forms import Form


class ItemReason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why an item is in the break. `days` since the last attempt; 0 without one."""

    code: Reason
    days: int


class PackName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The pack of a lesson. `language` is that of its title."""

    id: str
    title: str
    language: str


class LessonCard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One screen of a lesson; `html` is sanitised."""

    title: str | None
    html: str


class ItemChoice(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something to pick, place or put in order. `feedback` says why it is right or wrong."""

    id: str
    text: str
    feedback: str | None = None


class ItemTarget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a choice can be placed."""

    id: str
    text: str


class ItemMove(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What can be said at a node of a scenario. `to` is the node that it leads to."""

    id: str
    text: str
    feedback: str
    to: str


class ItemNode(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A customer's turn in a scenario. `mood` runs from -2 to 2; only a last node has an ending."""

    id: str
    says: str
    mood: int
    choices: list[ItemMove]
    ending: Ending | None = None


class ItemKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is right. The form's grading says which field is there (`rules.practice.forms`)."""

    choices: tuple[str, ...] | UnsetType = UNSET
    pairs: Mapping[str, str] | UnsetType = UNSET
    good: tuple[str, ...] | UnsetType = UNSET


class ItemFeedback(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to say after a right and after a wrong answer."""

    right: str | None
    wrong: str | None


class LessonHead(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="lesson"
):
    """What is the same for everybody who gets a lesson. `language` is that of its texts."""

    lesson_id: str
    title: str
    pack: PackName
    cards: list[LessonCard]
    try_it: str
    source: str
    language: str


class LessonItem(LessonHead, frozen=True, tag="lesson"):
    """A lesson to read. `seconds` is an estimate at the person's own pace."""

    seconds: int
    why: ItemReason


class QuestionHead(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="question"
):
    """What is the same for everybody who gets a question.

    `start` and `nodes` are those of a scenario. A checkpoint has neither `key` nor `feedback`.
    `language` is that of its texts. `mood_words` are the author's words for the moods from -2 to 2
    of a scenario; there are none where the usual ones fit.
    """

    question_id: str
    concept_id: str
    lesson_id: str
    form: Form
    stem: str
    nodes: list[ItemNode]
    start: str | None
    checkpoint: bool
    critical: bool
    key: ItemKey | None
    feedback: ItemFeedback | None
    language: str
    mood_words: tuple[str, ...]


class QuestionItem(QuestionHead, frozen=True, tag="question"):
    """A question to answer. `seconds` is an estimate at the person's own pace, with feedback."""

    choices: list[ItemChoice]
    targets: list[ItemTarget]
    seconds: int
    why: ItemReason


BreakItemView = LessonItem | QuestionItem
