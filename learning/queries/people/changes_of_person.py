"""What leaders, admins and the operator changed about a person, as the person reads it."""

from datetime import date, datetime
from typing import Literal, NamedTuple, get_args

import msgspec
from asyncpg import Record

from learning.queries.people.current_user import CurrentUser
from learning.queries.people.display_name import DISPLAY_NAME_SQL
from learning.tables.database import connection

ChangeKind = Literal[
    "correct_points",
    "set_pin",
    "take_days_off",
    "cancel_day_off",
    "set_week",
    "import_rota",
    "rename_person",
    "remove_alias",
    "pause_moments",
    "resume_moments",
    "pause_names",
    "resume_names",
]
SHOWN_VERBS: tuple[ChangeKind, ...] = get_args(ChangeKind)
CHANGES_PAGE_SIZE = 30

SELECT_CHANGES = f"""
SELECT a.id, a.at, a.verb, {DISPLAY_NAME_SQL.format(one="p")} AS by, a.detail
FROM audit_entry a LEFT JOIN person p ON p.id = a.person
WHERE a.subject = $1 AND a.verb = ANY($2) AND a.person IS DISTINCT FROM $3
  AND a.at >= $4 AND ($5::bigint IS NULL OR a.id < $5)
ORDER BY a.id DESC LIMIT {CHANGES_PAGE_SIZE + 1}
"""
"""Logins are used once only, but an entry from before the person joined is nobody's to read."""


class ChangeOfPerson(msgspec.Struct, frozen=True):
    """A change that somebody else made. `by` is null for the operator.

    `points` and `reason` are those of a correction of the local day `day`. `work_days` are ISO
    weekdays, null for those of the team. The other lists are days of a rota or days off.
    """

    id: int
    at: datetime
    kind: ChangeKind
    by: str | None
    points: int | None
    reason: str | None
    day: date | None
    work_days: list[int] | None
    days_off: list[date]
    days_on: list[date]
    days_as_the_week: list[date]


class ChangesPage(msgspec.Struct, frozen=True):
    """A page of changes, newest first; `more` says that there are older ones."""

    changes: list[ChangeOfPerson]
    more: bool


class _Detail(msgspec.Struct):
    """What audit entries about a person hold."""

    points: int | None = None
    reason: str | None = None
    day: date | None = None
    days: list[date] = []
    work_days: list[int] | None = None
    on: list[date] = []
    off: list[date] = []
    as_the_week: list[date] = []


class _Days(NamedTuple):
    off: list[date]
    on: list[date]
    as_the_week: list[date]


async def load_changes_of_person(user: CurrentUser, before_id: int | None) -> ChangesPage:
    """Read a page of what others changed about a person."""
    async with connection() as conn:
        rows = await conn.fetch(
            SELECT_CHANGES, user.login, SHOWN_VERBS, user.id, user.joined_at, before_id
        )
    return ChangesPage(
        [_make_change(row) for row in rows[:CHANGES_PAGE_SIZE]], len(rows) > CHANGES_PAGE_SIZE
    )


def _make_change(row: Record) -> ChangeOfPerson:
    detail = msgspec.json.decode(row["detail"], type=_Detail)
    days = _select_days(row["verb"], detail)
    return ChangeOfPerson(
        id=row["id"],
        at=row["at"],
        kind=row["verb"],
        by=row["by"],
        points=detail.points,
        reason=detail.reason,
        day=detail.day if row["verb"] == "correct_points" else None,
        work_days=detail.work_days,
        days_off=days.off,
        days_on=days.on,
        days_as_the_week=days.as_the_week,
    )


def _select_days(verb: ChangeKind, detail: _Detail) -> _Days:
    if verb == "take_days_off":
        return _Days(detail.days, [], [])
    if verb == "cancel_day_off":
        return _Days([], [], [detail.day] if detail.day else [])
    return _Days(detail.off, detail.on, detail.as_the_week)
