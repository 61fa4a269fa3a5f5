"""Notices as values: what a team is told about a challenge, and which values each kind carries."""

from datetime import datetime
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from learning.rules.challenges.figure_units import UnitType

NoticeKind = Literal[
    "kickoff", "half", "last_day", "milestone", "settled", "cancelled", "extended", "edited"
]


class NoticeBody(msgspec.Struct, frozen=True):
    """The values of a notice. Every kind has `title`; the others are sent by some kinds only.

    `title` is that of the challenge. `stage` and `number` are those of a milestone. `last_day` is
    an ISO date. `reached` says how a settled challenge ended. With figures, `share` says how
    near it came, 0 to 1, and `measured` whether anybody entered one.
    """

    title: str
    value: float | UnsetType = UNSET
    target: float | UnsetType = UNSET
    unit: str | UnsetType = UNSET
    unit_type: UnitType | UnsetType = UNSET
    lower_is_better: bool | UnsetType = UNSET
    vision: str | UnsetType = UNSET
    message: str | UnsetType = UNSET
    stage: str | UnsetType = UNSET
    number: int | UnsetType = UNSET
    reward: str | UnsetType = UNSET
    reached: bool | UnsetType = UNSET
    share: float | UnsetType = UNSET
    measured: bool | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    last_day: str | UnsetType = UNSET


class Notice(msgspec.Struct, frozen=True):
    """A notice to everybody of a team. Team, challenge, kind and slot together are unique.

    `slot` tells notices of one kind apart: the number of a milestone, the version of an edit.
    """

    team: int
    challenge: int
    kind: NoticeKind
    slot: str
    body: NoticeBody
    at: datetime
