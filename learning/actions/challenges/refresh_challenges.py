"""Count challenges again shortly after people earned points or moments changed, and hint to phones.

The sweep counts everything once a minute, so this may fail, be late or be left out. It does not
slow down the request that caused it: the changes of many requests are collected, and one task
counts for all of them, at most once a second. Of all processes one counts at a time, and each
challenge rests after a count for some times as long as it took.
"""

import asyncio
from collections.abc import Callable
from contextvars import Context
from datetime import datetime
from typing import NamedTuple, assert_never
from uuid import UUID

import structlog

from learning.actions.challenges.measure_challenges import measure_challenges_if_free
from learning.events import ChallengeChanged, Event, MomentChanged, PointsChanged
from learning.live_hints import HintBroker, LiveHint
from learning.queries.challenges.load_hints import load_board_hints, load_challenge_hints
from learning.tables.database import connection

REFRESH_GATHER_SECONDS = 0.25
"""How long changes are collected before the first count."""
MIN_REFRESH_INTERVAL_SECONDS = 1.0
"""The shortest time from one count of a process to its next."""

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
SELECT_RESTED_CHALLENGES = """
SELECT id FROM challenge
WHERE id = ANY($1) AND (next_count_at IS NULL OR next_count_at <= clock_timestamp())
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
        self._resting: set[int] = set()
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
        await asyncio.sleep(REFRESH_GATHER_SECONDS)
        while self._people or self._moments or self._challenges or self._resting:
            pending = (self._people, self._moments, self._challenges)
            self._people, self._moments, self._challenges = set(), set(), set()
            try:
                refreshed = await refresh_challenges(*pending, self._resting, self._clock())
                self._resting = refreshed.resting
                await self._live.publish_hints(refreshed.hints)
            except Exception as error:
                self._resting = set()
                log.warning("challenges not counted, the sweep will", error=type(error).__name__)
            await asyncio.sleep(MIN_REFRESH_INTERVAL_SECONDS)


class RefreshedChallenges(NamedTuple):
    """The hints for phones, and the challenges that are to be counted later."""

    hints: list[LiveHint]
    resting: set[int]


async def refresh_challenges(
    people: set[int], moments: set[UUID], challenges: set[int], resting: set[int], now: datetime
) -> RefreshedChallenges:
    """Count the given challenges and the running ones of the teams of people and moments.

    `resting` were to be counted before, and had been counted too shortly before. Those that still
    rest, or for which another process counts now, are returned.
    """
    async with connection() as conn:
        teams = await conn.fetch(SELECT_TEAMS_TO_REFRESH, list(people), list(moments))
        moment_rows = await conn.fetch(SELECT_MOMENT_TEAMS, list(moments)) if moments else []
        teams_and_parents = list({team for row in teams for team in row["path"]})
        waiting = resting | {
            row["id"]
            for row in await conn.fetch(SELECT_RUNNING_CHALLENGES_OF_TEAMS, teams_and_parents)
        }
        rested = {row["id"] for row in await conn.fetch(SELECT_RESTED_CHALLENGES, list(waiting))}
    due = rested | challenges
    changed = await measure_challenges_if_free(now, only=due) if due else []
    moment_hints = [LiveHint("moment", str(row["key"]), (row["team"],)) for row in moment_rows]
    hints = [
        *await load_challenge_hints(sorted({*(changed or ()), *challenges}), now),
        *moment_hints,
        *await load_board_hints(people),
    ]
    return RefreshedChallenges(hints, (waiting | due) if changed is None else waiting - due)
