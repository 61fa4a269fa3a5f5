"""Moments: who may record and settle them, how many a day, and what they are worth.

`seen` is an act of service. It is worth points once a leader has confirmed it. `kudos` is thanks
among colleagues, without points. `missed` is a private note of a leader. It takes nothing away and
makes the concepts of its trait due.
"""

from collections.abc import Collection, Mapping
from typing import Literal

from learning.rules.people.authority import Party, is_leader_of, may_act_on
from learning.rules.refusals import Conflict

MomentKind = Literal["seen", "kudos", "missed"]
MomentAction = Literal["confirm", "decline", "report", "remove", "restore"]
MomentStatus = Literal["waiting", "confirmed", "declined", "reported", "removed", "noted"]

MOMENT_POINTS = 20
"""Points of a confirmed moment: as many as two right answers."""
MAX_MOMENT_SENTENCE_CHARS = 280
MAX_REPORT_REASON_CHARS = 200

MAX_MOMENTS_GIVEN_PER_DAY = 5
"""Moments that a person can give on one day. Private notes have the same limit of their own."""
MAX_MOMENTS_PAID_PER_WEEK = 3
"""Moments of one receiver that are paid in a week. More are counted without points."""

STATUS_CHANGES: Mapping[MomentAction, tuple[tuple[MomentStatus, ...], MomentStatus]] = {
    "confirm": (("waiting",), "confirmed"),
    "decline": (("waiting",), "declined"),
    "report": (("confirmed",), "reported"),
    "restore": (("reported",), "confirmed"),
    "remove": (("waiting", "confirmed", "reported", "noted"), "removed"),
}
"""For each action: the statuses that allow it, and the status after it.

`declined` and `removed` are final.
"""
STATUS_CONFLICT_CODES: Mapping[MomentStatus, str] = {
    "waiting": "moment.is_waiting",
    "confirmed": "moment.is_confirmed",
    "declined": "moment.is_declined",
    "reported": "moment.is_reported",
    "removed": "moment.is_removed",
    "noted": "moment.is_private_note",
}
"""Why an action is refused: the status that the moment has now."""

ALIAS_HANDLE_PREFIX = "~"
"""It marks a person's id that stands for the login of a colleague with an alias.

A login is made of the name, so it would tell who has the alias.
"""


def may_record_moment(giver: Party, receiver: Party) -> bool:
    """Say whether the giver may record a moment of the receiver.

    People record moments of others in their own team and of those whom they lead.
    """
    return giver.id != receiver.id and (
        giver.team == receiver.team or is_leader_of(giver, receiver)
    )


def parse_alias_handle(handle: str) -> int:
    """Return the person's id in a handle such as `~7`; 0 when the text is no handle."""
    number = handle.removeprefix(ALIAS_HANDLE_PREFIX)
    return (
        int(number)
        if number != handle and number.isascii() and number.isdigit() and len(number) < 19
        else 0
    )


def choose_first_status(
    kind: MomentKind, giver: Party, receiver: Party, *, reviewed: bool = True
) -> MomentStatus:
    """Return the status with which a moment begins.

    What a leader saw in a person below them needs no confirmation. Neither do kudos of a leader,
    nor those of anybody in a team where they are not `reviewed`.
    """
    if kind == "missed":
        return "noted"
    if kind == "kudos":
        return "confirmed" if not reviewed or is_leader_of(giver, receiver) else "waiting"
    return "confirmed" if may_act_on(giver, receiver) else "waiting"


def may_change_status(
    action: MomentAction, actor: Party, giver: Party, receiver: Party, kind: MomentKind
) -> bool:
    """Say whether a person may take an action on a moment.

    The giver and the receiver may remove it, except a private note. All other actions are for
    those who may act on the receiver, and about an admin for the other admins; of kudos, which are
    the giver's words and worth no points, also for those who may act on the giver. Nobody decides
    on a moment of their own.
    """
    if actor.id in (giver.id, receiver.id):
        is_own_note = kind == "missed" and actor.id == giver.id and may_act_on(actor, receiver)
        return action == "remove" and (kind != "missed" or is_own_note)
    if actor.role == receiver.role == "admin":
        return True  # Nobody is above an admin.
    return may_act_on(actor, receiver) or (kind == "kudos" and may_act_on(actor, giver))


def find_next_status(action: MomentAction, status: MomentStatus) -> MomentStatus | None:
    """Return the status after an action; None when the moment has that status already.

    Raises:
        Conflict: the action is not possible from this status.
    """
    sources, target = STATUS_CHANGES[action]
    if status == target:
        return None
    if status not in sources:
        raise Conflict(STATUS_CONFLICT_CODES[status])
    return target


def find_daily_limit_code(receivers_today: Collection[int], receiver: int) -> str | None:
    """Return the code of the limit that one more moment today would break; None if there is none.

    `receivers_today` are the receivers of the moments that the giver gave today.
    """
    if receiver in receivers_today:
        return "moment.same_person_today"
    if len(receivers_today) >= MAX_MOMENTS_GIVEN_PER_DAY:
        return "moment.too_many_today"
    return None


def calculate_moment_points(giver: int, paid_givers: Collection[int], returned: bool) -> int:
    """Return the points of a moment that is being confirmed: `MOMENT_POINTS` or 0.

    `paid_givers` are the givers of the moments that were paid to the receiver this week. A giver
    is paid for once a week. `returned` says that the receiver had praised the giver before on the
    same day. A moment without points still counts.
    """
    return (
        0
        if returned or giver in paid_givers or len(paid_givers) >= MAX_MOMENTS_PAID_PER_WEEK
        else MOMENT_POINTS
    )
