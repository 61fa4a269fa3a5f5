"""Boards: sorted sets in Redis, a projection of PostgreSQL by absolute totals.

Everything here may be wiped at any moment: repeats and reordering are harmless (`ZADD GT`), and
`actions/repair_boards.py` rebuilds the rest. Scores are points of a week, members are person ids.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

KEEP = timedelta(weeks=5)
PATIENCE = 0.5
"""Seconds to wait for Redis before going on without it."""

AWAY = 3.0
"""Seconds for which readers do not even ask a Redis that has just failed."""
GATHER = 0.05
"""Seconds in which totals gather before they go out together: Redis is told twenty times a second, not a thousand."""

log = structlog.get_logger("herobreak.boards")


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a board. Equal scores share a rank; `position` counts rows from 1."""

    position: int
    rank: int
    person: int
    score: int


@dataclass(frozen=True, slots=True)
class Window:
    """How many rows of a board are shown: the first ones, and those above and below oneself."""

    top: int = 3
    above: int = 2
    below: int = 1


def key(team: int, week: date) -> str:
    """Name a board; the braces keep all weeks of a team on one node of a cluster."""
    return f"board:{{{team}}}:{week.isoformat()}"


class Boards:
    """The boards of one process. `raise_score` never waits and never fails; the newest totals go out together."""

    def __init__(self, url: str) -> None:
        """Prepare a client; it connects when it is first needed."""
        self.redis: Redis = Redis.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=Retry(NoBackoff(), 0)
        )
        self._away_until = 0.0
        self._waiting: dict[tuple[str, int], int] = {}
        self._sending: asyncio.Task[None] | None = None

    def raise_score(self, path: Iterable[int], week: date, person: int, score: int) -> None:
        """Tell every team on the path a person's total; a later total replaces one that still waits."""
        for team in path:
            self._waiting[key(team, week), person] = score
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())

    async def settle(self) -> None:
        """Wait until what was raised in this process has gone out, but no longer than Redis is waited for."""
        if self._sending is not None:
            await asyncio.wait({self._sending}, timeout=PATIENCE)

    async def _send(self) -> None:
        while self._waiting:
            await asyncio.sleep(GATHER)
            taken, self._waiting = self._waiting, {}
            boards: dict[str, dict[str, int]] = {}
            for (board, person), score in taken.items():
                boards.setdefault(board, {})[str(person)] = score
            try:
                await self.write(boards)
            except RedisError as error:
                self._away_until = asyncio.get_running_loop().time() + AWAY
                log.warning("boards not raised, repair will", error=type(error).__name__)

    async def write(self, boards: Mapping[str, Mapping[str, int]]) -> None:
        """Raise many scores on many boards in one round trip."""
        async with self.redis.pipeline(transaction=False) as pipe:
            for board, scores in boards.items():
                pipe.zadd(board, dict(scores), gt=True)
                pipe.expire(board, KEEP)
            await pipe.execute()

    async def view(self, team: int, week: date, person: int, window: Window) -> list[Place]:
        """Return the first rows and a person's neighbourhood, in order. The last row is shown to nobody but its owner."""
        board = key(team, week)
        if asyncio.get_running_loop().time() < self._away_until:
            raise RedisConnectionError("Redis was away a moment ago")
        async with self.redis.pipeline(transaction=False) as pipe:
            pipe.zcard(board)
            pipe.zrevrank(board, str(person))
            pipe.zrevrange(board, 0, window.top - 1, withscores=True)
            size, mine, rows = await pipe.execute()
        places = _ranked(rows, 1, 1)
        if mine is not None:
            places += await self._around(board, mine, window)
        return [place for place in dict.fromkeys(places) if place.position < size or place.person == person]

    async def _around(self, board: str, mine: int, window: Window) -> list[Place]:
        first = max(0, mine - window.above)
        rows: Any = await self.redis.zrevrange(board, first, mine + window.below, withscores=True)
        better = await self.redis.zcount(board, f"({rows[0][1]:.0f}", "+inf") if rows else 0
        return _ranked(rows, better + 1, first + 1)

    async def scores(self, team: int, week: date) -> dict[int, int]:
        """Return a whole board, for repair."""
        rows: Any = await self.redis.zrange(key(team, week), 0, -1, withscores=True)
        return {int(member): int(score) for member, score in rows}

    async def close(self) -> None:
        """Send what waits, and close the connections."""
        await self.settle()
        await self.redis.aclose()


def _ranked(rows: list[tuple[bytes, float]], rank: int, position: int) -> list[Place]:
    """Number rows in order; the first one has `rank` and stands at `position`."""
    places: list[Place] = []
    for offset, (member, score) in enumerate(rows):
        if offset and score != rows[offset - 1][1]:
            rank = position + offset
        places.append(Place(position + offset, rank, int(member), int(score)))
    return places
