"""A moment after people have earned points or moments were settled, the challenges of their teams are counted anew, and phones told.

The minute sweep counts everything anyway, so this may fail, be late or be left out. It costs whoever answers nothing: names
gather, and one step does it for all of them, at most once a second, resting longer after it took long.
"""

import asyncio
from collections.abc import Callable
from contextvars import Context
from datetime import datetime
from uuid import UUID

import structlog

from learning.actions.hint_challenges import board_hints, challenge_hints
from learning.actions.measure_challenges import measure_challenges
from learning.live import Hint, Live
from learning.tables.database import connection

GATHER = 0.25
"""Seconds in which people gather; their boards are told meanwhile."""
PAUSE = 1.0
"""Seconds from one step to the next, at least."""
REST = 4
"""How many times as long as it took it rests, where that is longer: a fifth of a connection at most."""

TEAMS = """
SELECT t.id, t.path FROM team t WHERE t.id IN (SELECT team FROM person WHERE id = ANY($1) UNION SELECT team FROM moment WHERE key = ANY($2))
"""
MOMENTS = "SELECT key, team FROM moment WHERE key = ANY($1)"
RUNNING = """
SELECT DISTINCT c.id FROM challenge_team ct JOIN challenge c ON c.id = ct.challenge
WHERE ct.team = ANY($1) AND c.status = 'running'
"""

log = structlog.get_logger("herobreak.live")


class CountSoon:
    """What one process has to count soon. `clock` is its door's."""

    def __init__(self, live: Live, clock: Callable[[], datetime]) -> None:
        """Begin with nothing to count."""
        self._live, self._clock = live, clock
        self._people: set[int] = set()
        self._moments: set[UUID] = set()
        self._challenges: set[int] = set()
        self._counting: asyncio.Task[None] | None = None

    def people(self, *people: int) -> None:
        """Note that these have earned something, after the commit. Never waits or fails."""
        self._people.update(people)
        self._begin()

    def moment(self, key: UUID) -> None:
        """Note that a moment was recorded or settled, after the commit. Never waits or fails."""
        self._moments.add(key)
        self._begin()

    def challenge(self, challenge: int) -> None:
        """Note that something was done to a challenge, after the commit. Never waits or fails."""
        self._challenges.add(challenge)
        self._begin()

    async def close(self) -> None:
        """Stop; the sweep does the rest."""
        if self._counting is not None:
            self._counting.cancel()
            await asyncio.wait({self._counting})

    def _begin(self) -> None:
        if self._counting is None or self._counting.done():
            # in a context of its own: a transaction that is open here is none of its business
            self._counting = asyncio.create_task(self._count(), context=Context())

    async def _count(self) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(GATHER)
        while self._people or self._moments or self._challenges:
            begun, what = loop.time(), (self._people, self._moments, self._challenges)
            self._people, self._moments, self._challenges = set(), set(), set()
            try:
                await self._live.publish(await count_of(*what, self._clock()))
            except Exception as error:
                log.warning("challenges not counted, the sweep will", error=type(error).__name__)
            await asyncio.sleep(max(PAUSE, REST * (loop.time() - begun)))


async def count_of(people: set[int], moments: set[UUID], challenges: set[int], now: datetime) -> list[Hint]:
    """Count the running challenges of these people's and moments' teams, and these; return what phones are to be told."""
    async with connection() as conn:
        teams = await conn.fetch(TEAMS, list(people), list(moments))
        shown = await conn.fetch(MOMENTS, list(moments)) if moments else []
        concerned = {team for row in teams for team in row["path"]}
        running = {row["id"] for row in await conn.fetch(RUNNING, list(concerned))} if concerned else set()
    moved = await measure_challenges(now, only=running | challenges) if running or challenges else []
    seen = [Hint("moment", str(row["key"]), (row["team"],)) for row in shown]
    return [*await challenge_hints(sorted({*moved, *challenges}), now), *seen, *await board_hints(people)]
