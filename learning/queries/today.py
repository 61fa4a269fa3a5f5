"""Today's break as the phone gets it."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec
from msgspec import Raw

from learning.queries.payloads import payloads
from learning.queries.rota import DIFFERENT, as_rota
from learning.queries.who import COLUMNS, WIDTH, Who, as_who, digest_of
from learning.rules.breaks import Item
from learning.rules.catalogue import seconds_of
from learning.rules.dice import mix
from learning.rules.shelf import Shelf
from learning.rules.streaks import Streak, as_of
from learning.tables.database import connection

DAY = """asked.day, g.points, g.streak, g.last_day, g.freezes, g.pace, g.done, plan.edition, plan.items, apart.days_off, apart.days_on"""
APART = (
    f"CROSS JOIN LATERAL (SELECT {DIFFERENT} WHERE person = g.person AND day >= LEAST(g.last_day, asked.day)) AS apart"
)
BY_DAY = f"""
SELECT {DAY} FROM progress g CROSS JOIN (SELECT $2::date AS day) AS asked
LEFT JOIN plan ON plan.person = g.person AND plan.day = asked.day {APART} WHERE g.person = $1
"""
BY_TOKEN = f"""
SELECT {COLUMNS}, {DAY}
FROM session s JOIN person p ON p.id = s.person JOIN team t ON t.id = p.team JOIN progress g ON g.person = p.id
CROSS JOIN LATERAL (SELECT (($2::timestamptz AT TIME ZONE t.zone) - interval '4 hours')::date AS day) AS asked
LEFT JOIN plan ON plan.person = p.id AND plan.day = asked.day {APART}
WHERE s.token = $1 AND s.expires_at > $2
"""
"""Who asks and what is prepared, at once; the day is `rules.days.local_day`, said in SQL."""

WORDS = {
    "new": "Today's new idea.",
    "lesson": "Straight from today's lesson, while it is fresh.",
    "first": "You read about this last time. Now see what stayed.",
    "checkpoint": "One step towards the badge of this pack.",
    "critical": "This one keeps people safe, so it comes round more often.",
    "wrong": "It caught you out last time. Now it will stick.",
    "refresher": "Nothing is due today, so this is a free one: no points, just a fresher memory.",
    "practice": "Not due yet, but it would fade before the others. No points, just a fresher memory.",
    "unsure": "You were not sure last time. See how it feels now.",
    "nudge": "A good one to have fresh for your next customer.",
}
"""Why an item is here today, by code; `due` says how long ago."""


class Goal(msgspec.Struct, frozen=True):
    """What a break asks for. `seconds` is the estimate at the person's own pace."""

    items: int
    seconds: int


class Today(msgspec.Struct, frozen=True):
    """A break. `items` are encoded already; `done` are the ids finished today."""

    day: date
    minutes: int
    goal: Goal
    streak: int
    points: int
    day_off: bool
    done: list[str]
    items: list[msgspec.Raw]


class Opened(NamedTuple):
    """What is stored for a person's day. `edition` is None when no break is prepared."""

    day: date
    points: int
    streak: int
    last_day: date | None
    freezes: int
    pace: float
    done: list[str]
    edition: int | None
    items: str | None
    days_off: list[date] | None
    days_on: list[date] | None


_decode_items = msgspec.json.Decoder(list[Item]).decode


async def open_today(token: str, now: datetime) -> tuple[Who, Opened] | None:
    """Find who asks, and read the standing and the break prepared for the local day of `now`."""
    async with connection() as conn:
        row = await conn.fetchrow(BY_TOKEN, digest_of(token), now)
    return (as_who(row[:WIDTH]), Opened(*row[WIDTH:])) if row else None


async def open_day(who: Who, day: date) -> Opened:
    """Read the standing and the break prepared for a day."""
    async with connection() as conn:
        row = await conn.fetchrow(BY_DAY, who.id, day)
    return Opened(*row)


def today(who: Who, opened: Opened, shelf: Shelf) -> Today:
    """Put the break together. Items of a version that is no longer in force are left out."""
    day, rota = opened.day, as_rota(who.work_days, opened.days_off, opened.days_on)
    streak = Streak(opened.streak, last=opened.last_day, freezes=opened.freezes)
    items, seconds = encoded(who, day, _decode_items(opened.items or "[]"), shelf, opened.pace)
    return Today(
        day=day,
        minutes=who.minutes,
        goal=Goal(len(items), seconds),
        streak=as_of(streak, day, rota).days,
        points=opened.points,
        day_off=not rota.works(day),
        done=opened.done if opened.last_day == day else [],
        items=items,
    )


def encoded(who: Who, day: date, items: Sequence[Item], shelf: Shelf, pace: float) -> tuple[list[Raw], int]:
    """Encode items for a person's phone, and add up the seconds that they take at this pace."""
    versions = {item.version for item in items}
    made = {volume.id: (volume, payloads(volume, who.language)) for volume in shelf.volumes if volume.id in versions}
    dice = mix(who.id, day.toordinal())
    ready, total = [], 0
    for place, item in enumerate(item for item in items if item.version in made):
        volume, parts = made[item.version]
        if item.kind == "lesson":
            ready.append(Raw(parts.lesson(item.id, _why(item.why, item.days))))
            seconds = volume.lessons[item.id].seconds
        else:
            seconds = seconds_of(volume.questions[item.id].form, pace)
            ready.append(Raw(parts.question(item.id, _why(item.why, item.days), seconds, dice >> 4 * (place % 15))))
        total += seconds
    return ready, total


@lru_cache(maxsize=1024)
def _why(code: str, days: int) -> bytes:
    """Return the reason as JSON."""
    if code in WORDS:
        return msgspec.json.encode(WORDS[code])
    ago = "yesterday" if days == 1 else f"{days} days ago"
    return msgspec.json.encode(f"You last saw this {ago}: the best moment to bring it back.")
