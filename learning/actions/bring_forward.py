"""Bring the ideas of a lesson forward to somebody's next break: nothing is lost, and nobody is told why."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

import msgspec
from asyncpg import Connection

from learning.actions.plan_breaks import plan_break
from learning.actions.standing import forget_plan
from learning.queries.memories import memories_of
from learning.rules.breaks import Item, weakest
from learning.rules.shelf import Shelf

SOONER = """
UPDATE memory SET due = LEAST(due, GREATEST($3, last_day + 1)) WHERE person = $1 AND concept = ANY($2)
"""
"""Not again on the day on which it was practised."""
TOUCH = "UPDATE progress SET counters = counters WHERE person = $1"
"""An answer that was decided meanwhile finds the row changed, and is decided again."""
PLANNED = "SELECT items FROM plan WHERE person = $1 AND day = $2"
KEEP = "UPDATE plan SET items = $3 WHERE person = $1 AND day = $2"


async def bring_forward(conn: Connection, person: int, lesson: str, shelf: Shelf, day: date, now: datetime) -> None:
    """Make the ideas of a lesson due by a local day, and compose that day's break anew, in the caller's transaction."""
    concepts = shelf.taught.get(lesson, ())
    await conn.execute(TOUCH, person)
    await conn.execute(SOONER, person, list(concepts), day)
    await forget_plan(conn, person, day)
    await plan_break(person, shelf, day, now)
    known = await memories_of(conn, person, concepts)
    waiting = {concept: memory for concept, memory in known.items() if memory.last_day < day}
    items = msgspec.json.decode(await conn.fetchval(PLANNED, person, day) or "[]", type=list[Item])
    brought = nudged(items, list(weakest(person, day, waiting, shelf, 1)), waiting, shelf)
    await conn.execute(KEEP, person, day, msgspec.json.encode(brought).decode())


def nudged(items: Sequence[Item], spare: Sequence[Item], concepts: Collection[str], shelf: Shelf) -> list[Item]:
    """Give the break's questions on some ideas a reason of their own; put the spare one first where there is none."""
    about = {item.id for item in items if (found := shelf.question(item.id)) and found[1].concept in concepts}
    own = [replace(item, why="nudge") if item.id in about else item for item in items]
    return own if about else [*(replace(item, why="nudge") for item in spare), *own]
