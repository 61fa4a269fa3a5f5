"""Count challenges again shortly after people earned points or moments changed, and hint to phones.

The sweep counts everything once a minute, so this may fail, be late or be left out. It does not
slow down the request that caused it: the changes of many requests are collected, and one task
counts for all of them, at most once a second, and less often when counting takes long.
"""

import asyncio
from collections.abc import Callable
from contextvars import Context
from datetime import datetime
from typing import assert_never
from uuid import UUID

import structlog

from learning.actions.challenges.measure_challenges import measure_challenges
from learning.events import ChallengeChanged, Event, MomentChanged, PointsChanged
from learning.live_hints import HintBroker, LiveHint
from learning.queries.challenges.load_hints import load_board_hints, load_challenge_hints
from learning.tables.database import connection

REFRESH_GATHER_SECONDS = 0.25
"""How long changes are collected before the first count."""
MIN_REFRESH_INTERVAL_SECONDS = 1.0
"""The shortest time from one count to the next."""
REFRESH_REST_FACTOR = 4
"""The pause after a count is so many times its duration, if that is longer than the interval.

So it uses one connection at most a fifth of the time."""

SELECT_TEAMS_TO_REFRESH = """
SELECT t.id, t.path FROM team t WHERE t.id IN (
  SELECT team FROM person WHERE id = ANY($1) UNION SELECT team FROM moment WHERE key = ANY($2)
)
"""
SELECT_MOMENT_TEAMS = "SELECT key, team FROM moment WHERE key = ANY($1)"
SELECT_RUNNING_CHALLENGES_OF_TEAMS = """
SELECT DISTINCT c.id FROM challenge_team ct JOIN challenge c ON c.id = ct.challenge
WHERE ct.team = ANY($1) AND c.status = 'running'
"""

log = structlog.get_logger("herobreak.live")


class ChallengeRefresher:
    """Collects what one process has to count soon. `clock` is that of its entry point."""

    def __init__(self, live: HintBroker, clock: Callable[[], datetime]) -> None:
        """Start with nothing to count."""
        self._live, self._clock = live, clock
        self._people: set[int] = set()
        self._moments: set[UUID] = set()
        self._challenges: set[int] = set()
        self._refresh_task: asyncio.Task[None] | None = None

    def handle_event(self, event: Event) -> None:
        """Note whose challenges are to be counted, after the commit. Never waits or fails."""
        match event:
            case PointsChanged(people):
                self._people.update(people)
            case MomentChanged(key):
                self._moments.add(key)
            case ChallengeChanged(challenge):
                self._challenges.add(challenge)
            case _:
                assert_never(event)
        self._start_refreshing()

    async def close(self) -> None:
        """Stop. The sweep of the worker counts what is left."""
        if self._refresh_task is not None:
            self._refresh_task.cancel()
            await asyncio.wait({self._refresh_task})

    def _start_refreshing(self) -> None:
        if self._refresh_task is None or self._refresh_task.done():
            # a context of its own, so that the task does not use the transaction of this request
            self._refresh_task = asyncio.create_task(self._refresh_until_empty(), context=Context())

    async def _refresh_until_empty(self) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(REFRESH_GATHER_SECONDS)
        while self._people or self._moments or self._challenges:
            started_at, pending = loop.time(), (self._people, self._moments, self._challenges)
            self._people, self._moments, self._challenges = set(), set(), set()
            try:
                await self._live.publish_hints(await refresh_challenges(*pending, self._clock()))
            except Exception as error:
                log.warning("challenges not counted, the sweep will", error=type(error).__name__)
            await asyncio.sleep(
                max(MIN_REFRESH_INTERVAL_SECONDS, REFRESH_REST_FACTOR * (loop.time() - started_at))
            )


async def refresh_challenges(
    people: set[int], moments: set[UUID], challenges: set[int], now: datetime
) -> list[LiveHint]:
    """Count the given challenges and the running ones of the teams of people and moments.

    Returns the hints for phones.
    """
    async with connection() as conn:
        teams = await conn.fetch(SELECT_TEAMS_TO_REFRESH, list(people), list(moments))
        moment_rows = await conn.fetch(SELECT_MOMENT_TEAMS, list(moments)) if moments else []
        teams_and_parents = {team for row in teams for team in row["path"]}
        running = (
            {
                row["id"]
                for row in await conn.fetch(
                    SELECT_RUNNING_CHALLENGES_OF_TEAMS, list(teams_and_parents)
                )
            }
            if teams_and_parents
            else set()
        )
    changed_challenges = (
        await measure_challenges(now, only=running | challenges) if running or challenges else []
    )
    moment_hints = [LiveHint("moment", str(row["key"]), (row["team"],)) for row in moment_rows]
    return [
        *await load_challenge_hints(sorted({*changed_challenges, *challenges}), now),
        *moment_hints,
        *await load_board_hints(people),
    ]
