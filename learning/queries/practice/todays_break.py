"""Today's break as the phone gets it."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec
from msgspec import Raw

from learning.queries.packs.pack_payloads import get_pack_payloads
from learning.queries.people.current_user import (
    CURRENT_USER_COLUMN_COUNT,
    CURRENT_USER_COLUMNS,
    CurrentUser,
    hash_token,
    make_user_from_row,
)
from learning.queries.practice.break_items import BreakItemView, ItemReason
from learning.queries.rota.local_day_sql import write_local_day_sql
from learning.queries.rota.rota import ROTA_EXCEPTIONS_SQL, make_rota
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.break_contents import BreakItem, Reason
from learning.rules.practice.item_time import scale_to_pace
from learning.rules.recognition.streaks import Streak, calculate_streak_on
from learning.rules.seeded_random import mix64
from learning.tables.database import connection

STORED_DAY_COLUMNS = """
  asked.day, g.points, g.streak, g.last_day, g.freezes, g.pace, g.done,
  plan.catalogue_revision, plan.items, apart.days_off, apart.days_on, issued.day IS NOT NULL
"""
JOIN_PLAN_AND_ROTA = f"""
LEFT JOIN plan ON plan.person = g.person AND plan.day = asked.day
LEFT JOIN issued_break issued ON issued.person = g.person AND issued.day = asked.day
CROSS JOIN LATERAL (
  SELECT {ROTA_EXCEPTIONS_SQL} WHERE person = g.person AND day >= LEAST(g.last_day, asked.day)
) AS apart
"""
SELECT_STORED_DAY = f"""
SELECT {STORED_DAY_COLUMNS} FROM progress g CROSS JOIN (SELECT $2::date AS day) AS asked
{JOIN_PLAN_AND_ROTA} WHERE g.person = $1
"""
SELECT_USER_AND_STORED_DAY = f"""
SELECT {CURRENT_USER_COLUMNS}, {STORED_DAY_COLUMNS}
FROM session s JOIN person p ON p.id = s.person JOIN team t ON t.id = p.team
JOIN progress g ON g.person = p.id
CROSS JOIN LATERAL (SELECT {write_local_day_sql("$2", "t.zone")} AS day) AS asked
{JOIN_PLAN_AND_ROTA}
WHERE s.token = $1 AND s.expires_at > $2
"""
"""The current user and what is stored for their local day, in one statement."""


class BreakGoal(msgspec.Struct, frozen=True):
    """How much a break asks for. `seconds` are those of its items, at the person's own pace."""

    items: int
    seconds: int


class BreakDay(msgspec.Struct, frozen=True):
    """A person's day. `done` are the ids of lessons and questions finished on it."""

    day: date
    minutes: int
    goal: BreakGoal
    streak: int
    points: int
    day_off: bool
    done: list[str]


class TodaysBreak(BreakDay, frozen=True, forbid_unknown_fields=True):
    """Today's break, as the API documents it."""

    items: list[BreakItemView]


class EncodedBreak(BreakDay, frozen=True):
    """The same with items that are encoded already, as it is sent."""

    items: list[Raw]


class StoredDay(NamedTuple):
    """What is stored for a person and day. Without a plan, its two fields are None.

    `is_issued` says that a phone of the person has fetched the break of the day before.
    """

    day: date
    points: int
    streak: int
    last_day: date | None
    freezes: int
    pace: float
    done: list[str]
    catalogue_revision: int | None
    items: str | None
    days_off: list[date] | None
    days_on: list[date] | None
    is_issued: bool


STORED_DAY_WIDTH = len(StoredDay._fields)
_decode_items = msgspec.json.Decoder(list[BreakItem]).decode


async def load_user_and_day(token: str, now: datetime) -> tuple[CurrentUser, StoredDay] | None:
    """Read the user and what is stored for the local day of `now`; None without a session."""
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_USER_AND_STORED_DAY, hash_token(token), now)
    return (
        (
            make_user_from_row(row[:CURRENT_USER_COLUMN_COUNT]),
            StoredDay(
                *row[CURRENT_USER_COLUMN_COUNT : CURRENT_USER_COLUMN_COUNT + STORED_DAY_WIDTH]
            ),
        )
        if row
        else None
    )


async def load_day(user: CurrentUser, day: date) -> StoredDay:
    """Read what is stored for a person and day."""
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_STORED_DAY, user.id, day)
    return StoredDay(*row)


def make_todays_break(
    user: CurrentUser, stored: StoredDay, catalogue: TeamCatalogue
) -> EncodedBreak:
    """Put the break together. Items of a version that is no longer in force are left out."""
    day, rota = stored.day, make_rota(user.work_days, stored.days_off, stored.days_on)
    streak = Streak(stored.streak, last=stored.last_day, freezes=stored.freezes)
    items, seconds = encode_items(
        user, day, _decode_items(stored.items or "[]"), catalogue, stored.pace
    )
    return EncodedBreak(
        day=day,
        minutes=user.minutes,
        goal=BreakGoal(len(items), seconds),
        streak=calculate_streak_on(streak, day, rota).days,
        points=stored.points,
        day_off=not rota.is_work_day(day),
        done=stored.done if stored.last_day == day else [],
        items=items,
    )


def encode_items(
    user: CurrentUser,
    day: date,
    items: Sequence[BreakItem],
    catalogue: TeamCatalogue,
    pace: float,
) -> tuple[list[Raw], int]:
    """Encode items, and add up the seconds that they take at this pace."""
    versions = {item.version for item in items}
    payloads_by_version = {
        pack_version.id: (
            pack_version.item_times_in_language(user.language),
            get_pack_payloads(pack_version, user.language),
        )
        for pack_version in catalogue.pack_versions
        if pack_version.id in versions
    }
    random_bits = mix64(user.id, day.toordinal())
    encoded_items, total = [], 0
    for position, item in enumerate(item for item in items if item.version in payloads_by_version):
        times, payloads = payloads_by_version[item.version]
        seconds, reason = (
            scale_to_pace(times[item.id].whole, pace),
            _encode_reason(item.why, item.days),
        )
        if item.kind == "lesson":
            encoded = payloads.encode_lesson(item.id, reason, seconds)
        else:
            encoded = payloads.encode_question(
                item.id, reason, seconds, random_bits >> 4 * (position % 15)
            )
        encoded_items.append(Raw(encoded))
        total += seconds
    return encoded_items, total


@lru_cache(maxsize=1024)
def _encode_reason(code: Reason, days: int) -> bytes:
    """Return the reason as JSON."""
    return msgspec.json.encode(ItemReason(code, days))
