"""Today's break as the phone gets it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import msgspec

from learning.queries.payloads import payloads
from learning.queries.who import Who
from learning.rules.breaks import Item
from learning.rules.days import works
from learning.rules.memory import Rota
from learning.rules.shelf import Shelf, Volume
from learning.rules.streaks import shown
from learning.tables.database import connection

OPEN = """
SELECT g.points, g.streak, g.last_day, g.pace, g.done, p.edition, p.items,
       ARRAY(SELECT day FROM day_off WHERE person = $1 AND day >= LEAST(g.last_day, $2)) AS days_off
FROM progress g LEFT JOIN plan p ON p.person = g.person AND p.day = $2 WHERE g.person = $1
"""

WORDS = {
    "new": "Today's new idea.",
    "lesson": "Straight from today's lesson, while it is fresh.",
    "checkpoint": "One step towards the badge of this pack.",
    "critical": "This one keeps people safe, so it comes round more often.",
    "wrong": "It caught you out last time. Now it will stick.",
    "refresher": "Nothing is due today, so this is a free one: no points, just a fresher memory.",
    "unsure": "You were not sure last time. See how it feels now.",
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


@dataclass(frozen=True, slots=True)
class Opened:
    """What is stored for a person's day. `edition` is None when no break is prepared."""

    points: int
    streak: int
    last_day: date | None
    pace: float
    done: list[str]
    edition: int | None
    items: str | None
    days_off: list[date]


_decode_items = msgspec.json.Decoder(list[Item]).decode


async def open_day(who: Who, day: date) -> Opened:
    """Read the prepared break and the standing, in one statement."""
    async with connection() as at:
        row = await at.fetchrow(OPEN, who.id, day)
    return Opened(*row)


def today(who: Who, day: date, opened: Opened, shelf: Shelf) -> Today:
    """Put the break together. Items of a version that is no longer in force are left out."""
    rota = Rota(who.work_days, opened.days_off)
    volumes = {volume.id: volume for volume in shelf.volumes}
    items = [item for item in _decode_items(opened.items or "[]") if item.version in volumes]
    pace = round(opened.pace)
    return Today(
        day=day,
        minutes=who.minutes,
        goal=Goal(len(items), sum(_seconds(volumes, item, pace) for item in items)),
        streak=shown(opened.streak, opened.last_day, day, rota),
        points=opened.points,
        day_off=not works(day, who.work_days, opened.days_off),
        done=opened.done if opened.last_day == day else [],
        items=[_encoded(volumes[item.version], item, who, day, pace) for item in items],
    )


def _seconds(volumes: Mapping[int, Volume], item: Item, pace: int) -> int:
    return volumes[item.version].lessons[item.id].seconds if item.kind == "lesson" else pace


def _encoded(volume: Volume, item: Item, who: Who, day: date, pace: int) -> msgspec.Raw:
    made = payloads(volume, who.language)
    if item.kind == "lesson":
        return msgspec.Raw(made.lesson(item.id, _why(item)))
    return msgspec.Raw(made.question(item.id, _why(item), pace, who.id, day, item.id))


def _why(item: Item) -> str:
    if item.why in WORDS:
        return WORDS[item.why]
    ago = "yesterday" if item.days == 1 else f"{item.days} days ago"
    return f"You last saw this {ago}: the best moment to bring it back."
