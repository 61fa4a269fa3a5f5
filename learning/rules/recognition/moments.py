"""Moments: who may record and settle them, how many a day, and what they are worth.

`seen` is an act of service, worth points once a leader confirms it; `kudos` is thanks among colleagues, without points;
`missed` is a leader's private note, which takes nothing away and brings the ideas behind it forward.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from learning.rules.refusals import Conflict

MomentKind = Literal["seen", "kudos", "missed"]
MomentAction = Literal["confirm", "decline", "report", "remove", "restore"]
MomentStatus = Literal["waiting", "confirmed", "declined", "reported", "removed", "noted"]

MOMENT_POINTS = 20
"""Points of a moment: as much as two right answers."""
MAX_MOMENT_SENTENCE_CHARS = 280
MAX_REPORT_REASON_CHARS = 200

MAX_MOMENTS_GIVEN_PER_DAY = 5
"""Moments that somebody can give on a day, and private notes as many: attention is dear because it is scarce."""
MAX_MOMENTS_PAID_PER_WEEK = 3
"""Moments that are paid to somebody in a week; more are counted."""

STATUS_CHANGES: Mapping[MomentAction, tuple[tuple[MomentStatus, ...], MomentStatus]] = {
    "confirm": (("waiting",), "confirmed"),
    "decline": (("waiting",), "declined"),
    "report": (("confirmed",), "reported"),
    "restore": (("reported",), "confirmed"),
    "remove": (("waiting", "confirmed", "reported", "noted"), "removed"),
}
"""From where to where each verb leads. What was declined or removed stays so."""
STATUS_CONFLICT_TEXTS: Mapping[MomentStatus, str] = {
    "waiting": "It waits for a leader to confirm it.",
    "confirmed": "It was confirmed before. Remove it, if it should not be there.",
    "declined": "It was declined before.",
    "reported": "It was reported. Put it back or remove it.",
    "removed": "It was removed before.",
    "noted": "It is a leader’s private note: it can only be removed.",
}

ALIAS_HANDLE_PREFIX = "~"
"""Before a number it stands for the login of a colleague with an alias: a login is made of the name."""


@dataclass(frozen=True, slots=True)
class MomentParty:
    """Somebody who has to do with a moment. `path` holds team ids from the root to the own team."""

    id: int
    role: str
    team: int
    path: Sequence[int]


def is_leader_of(leader: MomentParty, person: MomentParty) -> bool:
    """Say whether somebody's team, or one above it, is a leader's; an admin leads all. Nobody leads themself."""
    if leader.id == person.id:
        return False
    return leader.role == "admin" or (leader.role == "leader" and leader.team in person.path)


def is_superior_of(leader: MomentParty, person: MomentParty) -> bool:
    """Say whether somebody leads a person who is not their equal: a learner, or one who leads a team below."""
    equal = person.role == "admin" or (person.role == leader.role and person.team == leader.team)
    return is_leader_of(leader, person) and not equal


def may_record_moment(giver: MomentParty, receiver: MomentParty) -> bool:
    """Say whether somebody can record a moment of a person: of the own team, or of those they lead, never their own."""
    return giver.id != receiver.id and (
        giver.team == receiver.team or is_leader_of(giver, receiver)
    )


def parse_alias_handle(handle: str) -> int:
    """Return the number of such a handle; 0 when it is none."""
    number = handle.removeprefix(ALIAS_HANDLE_PREFIX)
    return (
        int(number)
        if number != handle and number.isascii() and number.isdigit() and len(number) < 19
        else 0
    )


def choose_first_status(
    kind: MomentKind, giver: MomentParty, receiver: MomentParty
) -> MomentStatus:
    """Return how a moment begins: what a leader saw in somebody below needs nobody else to confirm it, nor do kudos."""
    if kind == "missed":
        return "noted"
    return "confirmed" if kind == "kudos" or is_superior_of(giver, receiver) else "waiting"


def may_change_status(
    action: MomentAction, actor: MomentParty, giver: int, receiver: MomentParty, kind: MomentKind
) -> bool:
    """Say whether somebody may take a step. Whoever gave a moment or got it can remove it; the rest is for leaders."""
    if action == "remove" and kind != "missed" and actor.id in (giver, receiver.id):
        return True
    return is_leader_of(actor, receiver) and (action == "remove" or actor.id != giver)


def find_next_status(action: MomentAction, status: MomentStatus) -> MomentStatus | None:
    """Return where a step leads, None when it was taken already.

    Raises:
        Conflict: it cannot be taken from here.
    """
    sources, target = STATUS_CHANGES[action]
    if status == target:
        return None
    if status not in sources:
        raise Conflict(STATUS_CONFLICT_TEXTS[status])
    return target


def explain_daily_limit(receivers_today: Collection[int], receiver: int) -> str | None:
    """Say why one more is too many for today; None when it is not. `given` are the receivers of what was given today."""
    if receiver in receivers_today:
        return "One a day for the same person: tomorrow you can give them another."
    if len(receivers_today) >= MAX_MOMENTS_GIVEN_PER_DAY:
        return f"{MAX_MOMENTS_GIVEN_PER_DAY} a day is all that can be given: tomorrow there are {MAX_MOMENTS_GIVEN_PER_DAY} more."
    return None


def calculate_moment_points(giver: int, paid_givers: Collection[int], returned: bool) -> int:
    """Return the points of a moment that is confirmed. `paid` are the givers of those paid to its receiver this week.

    `returned`: on the same day the receiver had praised the giver before. Then, as beyond the limits, it counts without points.
    """
    return (
        0
        if returned or giver in paid_givers or len(paid_givers) >= MAX_MOMENTS_PAID_PER_WEEK
        else MOMENT_POINTS
    )
