"""A moment after people have earned points or moments were settled, the challenges of their teams are counted anew, and phones told.

The minute sweep counts everything anyway, so this may fail, be late or be left out. It costs whoever answers nothing: names
gather, and one step does it for all of them, at most once a second, resting longer after it took long.
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
"""Seconds in which people gather; their boards are told meanwhile."""
MIN_REFRESH_INTERVAL_SECONDS = 1.0
"""Seconds from one step to the next, at least."""
REFRESH_REST_FACTOR = 4
"""How many times as long as it took it rests, where that is longer: a fifth of a connection at most."""

SELECT_TEAMS_TO_REFRESH = """
SELECT t.id, t.path FROM team t WHERE t.id IN (SELECT team FROM person WHERE id = ANY($1) UNION SELECT team FROM moment WHERE key = ANY($2))
"""
SELECT_MOMENT_TEAMS = "SELECT key, team FROM moment WHERE key = ANY($1)"
SELECT_RUNNING_CHALLENGES_OF_TEAMS = """
SELECT DISTINCT c.id FROM challenge_team ct JOIN challenge c ON c.id = ct.challenge
WHERE ct.team = ANY($1) AND c.status = 'running'
"""

log = structlog.get_logger("herobreak.live")


class ChallengeRefresher:
    """What one process has to count soon. `clock` is its door's."""

    def __init__(self, live: HintBroker, clock: Callable[[], datetime]) -> None:
        """Begin with nothing to count."""
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
        """Stop; the sweep does the rest."""
        if self._refresh_task is not None:
            self._refresh_task.cancel()
            await asyncio.wait({self._refresh_task})

    def _start_refreshing(self) -> None:
        if self._refresh_task is None or self._refresh_task.done():
            # in a context of its own: a transaction that is open here is none of its business
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
    """Count the running challenges of these people's and moments' teams, and these; return what phones are to be told."""
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
    moved_challenges = (
        await measure_challenges(now, only=running | challenges) if running or challenges else []
    )
    moment_hints = [LiveHint("moment", str(row["key"]), (row["team"],)) for row in moment_rows]
    return [
        *await load_challenge_hints(sorted({*moved_challenges, *challenges}), now),
        *moment_hints,
        *await load_board_hints(people),
    ]
