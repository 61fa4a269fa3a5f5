"""Moments: who may record and settle them, how many a day, and what they are worth.

`seen` is an act of service, worth points once a leader confirms it; `kudos` is thanks among colleagues, without points;
`missed` is a leader's private note, which takes nothing away and brings the ideas behind it forward.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from learning.rules.problems import Conflict

Kind = Literal["seen", "kudos", "missed"]
Verb = Literal["confirm", "decline", "report", "remove", "restore"]
Status = Literal["waiting", "confirmed", "declined", "reported", "removed", "noted"]

WORTH = 20
"""Points of a moment: as much as two right answers."""
SENTENCE_LENGTH = 280
REASON_LENGTH = 200

GIVEN_A_DAY = 5
"""Moments that somebody can give on a day, and private notes as many: attention is dear because it is scarce."""
PAID_A_WEEK = 3
"""Moments that are paid to somebody in a week; more are counted."""

STEPS: Mapping[Verb, tuple[tuple[Status, ...], Status]] = {
    "confirm": (("waiting",), "confirmed"),
    "decline": (("waiting",), "declined"),
    "report": (("confirmed",), "reported"),
    "restore": (("reported",), "confirmed"),
    "remove": (("waiting", "confirmed", "reported", "noted"), "removed"),
}
"""From where to where each verb leads. What was declined or removed stays so."""
WHY_NOT: Mapping[Status, str] = {
    "waiting": "It waits for a leader to confirm it.",
    "confirmed": "It was confirmed before. Remove it, if it should not be there.",
    "declined": "It was declined before.",
    "reported": "It was reported. Put it back or remove it.",
    "removed": "It was removed before.",
    "noted": "It is a leader’s private note: it can only be removed.",
}

HANDLE = "~"
"""Before a number it stands for the login of a colleague with an alias: a login is made of the name."""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who has to do with a moment. `path` holds team ids from the root to the own team."""

    id: int
    role: str
    team: int
    path: Sequence[int]


def leads(leader: Party, person: Party) -> bool:
    """Say whether somebody's team, or one above it, is a leader's; an admin leads all. Nobody leads themself."""
    if leader.id == person.id:
        return False
    return leader.role == "admin" or (leader.role == "leader" and leader.team in person.path)


def stands_above(leader: Party, person: Party) -> bool:
    """Say whether somebody leads a person who is not their equal: a learner, or one who leads a team below."""
    equal = person.role == "admin" or (person.role == leader.role and person.team == leader.team)
    return leads(leader, person) and not equal


def may_choose(giver: Party, receiver: Party) -> bool:
    """Say whether somebody can record a moment of a person: of the own team, or of those they lead, never their own."""
    return giver.id != receiver.id and (giver.team == receiver.team or leads(giver, receiver))


def number_of(handle: str) -> int:
    """Return the number of such a handle; 0 when it is none."""
    number = handle.removeprefix(HANDLE)
    return int(number) if number != handle and number.isascii() and number.isdigit() and len(number) < 19 else 0


def first_status(kind: Kind, giver: Party, receiver: Party) -> Status:
    """Return how a moment begins: what a leader saw in somebody below needs nobody else to confirm it, nor do kudos."""
    if kind == "missed":
        return "noted"
    return "confirmed" if kind == "kudos" or stands_above(giver, receiver) else "waiting"


def may_settle(verb: Verb, who: Party, giver: int, receiver: Party, kind: Kind) -> bool:
    """Say whether somebody may take a step. Whoever gave a moment or got it can remove it; the rest is for leaders."""
    if verb == "remove" and kind != "missed" and who.id in (giver, receiver.id):
        return True
    return leads(who, receiver) and (verb == "remove" or who.id != giver)


def after(verb: Verb, status: Status) -> Status | None:
    """Return where a step leads, None when it was taken already.

    Raises:
        Conflict: it cannot be taken from here.
    """
    sources, goal = STEPS[verb]
    if status == goal:
        return None
    if status not in sources:
        raise Conflict(WHY_NOT[status])
    return goal


def too_many(given: Collection[int], receiver: int) -> str | None:
    """Say why one more is too many for today; None when it is not. `given` are the receivers of what was given today."""
    if receiver in given:
        return "One a day for the same person: tomorrow you can give them another."
    if len(given) >= GIVEN_A_DAY:
        return f"{GIVEN_A_DAY} a day is all that can be given: tomorrow there are {GIVEN_A_DAY} more."
    return None


def worth(giver: int, paid: Collection[int], returned: bool) -> int:
    """Return the points of a moment that is confirmed. `paid` are the givers of those paid to its receiver this week.

    `returned`: on the same day the receiver had praised the giver before. Then, as beyond the limits, it counts without points.
    """
    return 0 if returned or giver in paid or len(paid) >= PAID_A_WEEK else WORTH
