"""The people of a shop who give each other moments, and what is stored of it."""

import asyncio
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

import msgspec

from learning.actions.practice.answer_questions import answer_questions
from learning.actions.recognition.record_moment import NewMoment, record_moment
from learning.queries.people.current_user import CurrentUser
from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import Attempt
from learning.rules.recognition.moments import MomentKind
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection
from support.shop import SHOP_TIME, Shop

TRAIT = "pack.lesson-0"
moment_numbers = count(1)


@dataclass
class Crew:
    """The people of a shop, its leader, and the leader above."""

    anna: CurrentUser
    ben: CurrentUser
    lea: CurrentUser
    nora: CurrentUser


def make_draft(person: CurrentUser, kind: MomentKind = "seen", **changes: Any) -> NewMoment:
    """A moment of a person that is not recorded yet."""
    key = UUID(int=next(moment_numbers))
    draft = NewMoment(key, kind, person.login, TRAIT, f"{person.name} stayed calm.")
    return replace(draft, **changes)


async def give_moment(
    giver: CurrentUser,
    person: CurrentUser,
    kind: MomentKind = "seen",
    now: datetime = SHOP_TIME,
    **changes: Any,
) -> UUID:
    """Record a moment of a person, and return its key."""
    draft = make_draft(person, kind, **changes)
    await record_moment(giver, draft, now)
    return draft.key


async def list_moments() -> list[tuple[Any, ...]]:
    """Kind, status and whether it is paid, of every moment in order."""
    async with connection() as conn:
        rows = await conn.fetch("SELECT kind, status, paid FROM moment ORDER BY id")
    return [tuple(row) for row in rows]


async def read_status(key: UUID) -> str:
    async with connection() as conn:
        return str(await conn.fetchval("SELECT status FROM moment WHERE key = $1", key))


async def read_totals(user: CurrentUser) -> tuple[int, int, int, int, int]:
    """Points, points of the week, sum of the ledger, count of moments, and of those of `TRAIT`."""
    async with connection() as conn:
        row = await conn.fetchrow(
            "SELECT points, week_points, counters,"
            " (SELECT COALESCE(sum(points), 0) FROM ledger_entry WHERE person = $1) AS ledger"
            " FROM progress WHERE person = $1",
            user.id,
        )
    counters = msgspec.json.decode(row["counters"])
    return (
        row["points"],
        row["week_points"],
        row["ledger"],
        counters.get("moments", 0),
        counters.get(f"moment.{TRAIT}", 0),
    )


async def gather_errors(calls: Iterable[Awaitable[object]]) -> list[type[BaseException] | None]:
    """Run calls concurrently, and return the type of the error of each, or None."""
    results = await asyncio.gather(*calls, return_exceptions=True)
    return [type(result) if isinstance(result, BaseException) else None for result in results]


async def answer_concept(user: CurrentUser, shop: Shop, concept: int, now: datetime) -> None:
    """Answer a question of a concept rightly."""
    attempt = Attempt(
        UUID(int=next(moment_numbers)),
        f"pack.q{concept}-0",
        Response(("a",)),
        True,
        now,
        to_local_day(now, user.zone),
        9,
    )
    await answer_questions(user, [attempt], shop.boards, now)


async def show_moments_at_once() -> None:
    """Let thanks among colleagues be shown without a leader's yes, in every team."""
    async with connection() as conn:
        await conn.execute("UPDATE team SET moments_reviewed = false")
