"""One run of the story on real processes, with so many kills, or none."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from typing import Any

from faults.parts import Part, Running
from faults.story import (
    Crowd,
    Ending,
    Request,
    ceremony,
    confirmed,
    end_challenge,
    ending,
    gather,
    sent_by,
)
from httpx import AsyncClient, HTTPError, Limits

from api.cookies import get_session_cookie_name
from learning.actions.boards.repair_boards import repair_boards
from learning.leaderboards import make_board_key
from learning.queries.boards.board_scores import open_boards
from learning.rules.boards.boards import BOARD_SCORE_SCALE
from learning.rules.boards.periods import find_period_start
from learning.settings import parse_settings
from learning.tables.database import connection

PHONES = 8
"""Phones that send at the same time."""
PATIENCE = 300.0
"""Seconds after which what is not answered, or not over, has failed."""
AT_THE_END = 1 / 5
"""The share of kills that is kept for the ceremony; at least one."""


@dataclass
class Told:
    """What a run met: kills by part, requests that were cut off, entries that were acknowledged as known already."""

    kills: dict[str, int] = field(default_factory=lambda: {"API": 0, "worker": 0})
    cut_off: int = 0
    repeated: int = 0
    answered: int = 0
    seconds: float = 0.0
    at_ceremony: int = 0


@dataclass
class Outcome:
    """How a run ended, what the board then showed by login, and what it met."""

    ending: Ending
    board: dict[str, int]
    told: Told


@dataclass
class Trial:
    """A run under way."""

    running: Running
    crowd: Crowd
    kills: int
    told: Told = field(default_factory=Told)
    moved: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def play(self) -> None:
        """Let all phones send, then the challenge end, while processes die."""
        people = len(self.crowd.tokens) - 1
        begun, last = time.monotonic(), max(1, round(self.kills * AT_THE_END)) if self.kills else 0
        cookie = get_session_cookie_name(parse_settings({"HEROBREAK_URL": self.running.url}))
        lines = Limits(max_connections=PHONES, max_keepalive_connections=PHONES)
        async with AsyncClient(base_url=self.running.url, timeout=20, limits=lines) as door:
            numbers = iter(range(1, people + 1))
            phones = [self._phones(door, cookie, numbers, people) for _ in range(PHONES)]
            total = people * len([*sent_by(1, people, self.crowd.begun), confirmed(1)])
            await asyncio.gather(*phones, self._strike(self.kills - last, total))
        await end_challenge(self.crowd, datetime.now(UTC))
        await self._ceremony(last)
        self.told.seconds = time.monotonic() - begun

    async def _phones(
        self, door: AsyncClient, cookie: str, numbers: Iterator[int], people: int
    ) -> None:
        """Be one person after the other, and the leader after each."""
        for number in numbers:
            for request in sent_by(number, people, self.crowd.begun):
                await self._send(door, {cookie: self.crowd.tokens[number]}, request)
            await self._send(door, {cookie: self.crowd.tokens[0]}, confirmed(number))

    async def _send(self, door: AsyncClient, cookies: dict[str, str], request: Request) -> None:
        """Send it, the same again and again, until it is acknowledged."""
        until = time.monotonic() + PATIENCE
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        while time.monotonic() < until:
            try:
                answer = await door.request(
                    request.method, request.path, json=request.body, headers=headers
                )
            except HTTPError:
                self.told.cut_off += 1
                await asyncio.sleep(0.1)
                continue
            if answer.status_code < 500:
                assert answer.is_success, f"{request.path}: {answer.status_code} {answer.text}"
                await self._answered()
                self.told.repeated += answer.text.count('"repeated"')
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{request.path} was not answered in {PATIENCE:.0f} s")

    async def _answered(self) -> None:
        async with self.moved:
            self.told.answered += 1
            self.moved.notify_all()

    async def _strike(self, kills: int, total: int) -> None:
        """Kill the API and the worker in turn, spread over all that is sent."""
        for number, part in zip(range(1, kills + 1), cycle(("API", "worker")), strict=False):
            await self._until(total * number / (kills + 1))
            await self._kill(part)

    async def _until(self, answered: float) -> None:
        async with self.moved:
            await self.moved.wait_for(lambda: self.told.answered >= answered)

    async def _kill(self, name: str) -> None:
        part: Part = self.running.api if name == "API" else self.running.worker
        await part.ready()
        part.kill()
        self.told.kills[name] += 1
        part.start()

    async def _ceremony(self, kills: int) -> None:
        """Kill the worker before the ceremony, and then whenever it is in the middle of it; wait until it is over."""
        until, struck, over = time.monotonic() + PATIENCE, 0, False
        while not over:
            assert time.monotonic() < until, "the ceremony does not end"
            paying, over = await ceremony()
            if struck < kills and (paying or not struck):
                struck += 1
                self.told.at_ceremony += paying
                await self._kill("worker")
                async with (
                    connection() as conn
                ):  # nobody waits here for the lease of a dead worker to run out
                    await conn.execute(
                        "UPDATE due_job SET leased_until = now() WHERE done_at IS NULL"
                    )
            await asyncio.sleep(0.002)


async def run(
    running: Running, redis_url: str, people: int, kills: int, begun: datetime
) -> Outcome:
    """Play the story from its beginning; the database is empty, the pool is open."""
    crowd = await gather(people, begun)
    for part in (running.api, running.worker):
        await part.ready()
    trial = Trial(running, crowd, kills)
    await trial.play()
    return Outcome(await ending(), await _board(redis_url, crowd), trial.told)


async def _board(redis_url: str, crowd: Crowd) -> dict[str, int]:
    """Read the season's board after a sweep, by login."""
    now = datetime.now(UTC)
    boards = open_boards(redis_url, timeout_seconds=10.0)
    try:
        await repair_boards(boards, now)
        name = make_board_key("team", crowd.team, "season", find_period_start("season", now.date()))
        scores: dict[int, Any] = {}
        async for rows in boards.scan_members(name):
            scores |= rows
    finally:
        await boards.close()
    async with connection() as conn:
        logins = dict(await conn.fetch("SELECT id, login FROM person"))
    return {logins[person]: score // BOARD_SCORE_SCALE for person, score in scores.items()}
