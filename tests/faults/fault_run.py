"""One run of the scenario on real processes, with or without kills."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle

from faults.killable_processes import KillableProcess, RunningProcesses
from faults.scenario import (
    FinalRows,
    Learners,
    PhoneRequest,
    create_learners,
    end_challenge,
    iterate_requests,
    make_confirmation,
    read_ceremony_state,
    read_final_rows,
)
from httpx import AsyncClient, HTTPError, Limits
from support.stored_states import read_season_board

from api.cookies import get_session_cookie_name
from learning.actions.boards.repair_boards import repair_boards
from learning.queries.boards.board_scores import open_boards
from learning.settings import parse_settings
from learning.tables.database import connection

PHONE_COUNT = 8
"""The number of phones that send at the same time."""
REQUEST_TIMEOUT_SECONDS = 300.0
"""A request without response, or a ceremony without end, has failed after this time."""
CEREMONY_KILL_SHARE = 1 / 5
"""The share of the kills that happens during the ceremony. It is at least one kill."""


@dataclass
class RunCounts:
    """What happened in a run: kills by process, interrupted requests, and repeated events."""

    kills: dict[str, int] = field(default_factory=lambda: {"API": 0, "worker": 0})
    cut_off: int = 0
    repeated: int = 0
    answered: int = 0
    seconds: float = 0.0
    at_ceremony: int = 0


@dataclass
class RunOutcome:
    """The final rows of a run, the points on the board by login, and the counts."""

    ending: FinalRows
    board: dict[str, int]
    counts: RunCounts


@dataclass
class FaultRun:
    """A run that is in progress."""

    running: RunningProcesses
    learners: Learners
    kills: int
    counts: RunCounts = field(default_factory=RunCounts)
    answer_counted: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def run_phones_and_kills(self) -> None:
        """Let all phones send, then end the challenge, and kill processes meanwhile."""
        people = len(self.learners.tokens) - 1
        started_at, ceremony_kills = (
            time.monotonic(),
            max(1, round(self.kills * CEREMONY_KILL_SHARE)) if self.kills else 0,
        )
        cookie = get_session_cookie_name(parse_settings({"HEROBREAK_URL": self.running.url}))
        limits = Limits(max_connections=PHONE_COUNT, max_keepalive_connections=PHONE_COUNT)
        async with AsyncClient(base_url=self.running.url, timeout=20, limits=limits) as client:
            numbers = iter(range(1, people + 1))
            phones = [self._run_phone(client, cookie, numbers, people) for _ in range(PHONE_COUNT)]
            total = people * len(
                [*iterate_requests(1, people, self.learners.started_at), make_confirmation(1)]
            )
            await asyncio.gather(*phones, self._kill_in_turn(self.kills - ceremony_kills, total))
        await end_challenge(self.learners, datetime.now(UTC))
        await self._kill_during_ceremony(ceremony_kills)
        self.counts.seconds = time.monotonic() - started_at

    async def _run_phone(
        self, client: AsyncClient, cookie: str, numbers: Iterator[int], people: int
    ) -> None:
        """Send the requests of one person after the other, each with the leader's confirmation."""
        for number in numbers:
            for request in iterate_requests(number, people, self.learners.started_at):
                await self._send_until_answered(
                    client, {cookie: self.learners.tokens[number]}, request
                )
            await self._send_until_answered(
                client, {cookie: self.learners.tokens[0]}, make_confirmation(number)
            )

    async def _send_until_answered(
        self, client: AsyncClient, cookies: dict[str, str], request: PhoneRequest
    ) -> None:
        """Send a request again until it is answered."""
        deadline = time.monotonic() + REQUEST_TIMEOUT_SECONDS
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        while time.monotonic() < deadline:
            try:
                answer = await client.request(
                    request.method, request.path, json=request.body, headers=headers
                )
            except HTTPError:
                self.counts.cut_off += 1
                await asyncio.sleep(0.1)
                continue
            if answer.status_code < 500:
                assert answer.is_success, f"{request.path}: {answer.status_code} {answer.text}"
                await self._count_answer()
                self.counts.repeated += answer.text.count('"repeated"')
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{request.path} was not answered in {REQUEST_TIMEOUT_SECONDS:.0f} s")

    async def _count_answer(self) -> None:
        async with self.answer_counted:
            self.counts.answered += 1
            self.answer_counted.notify_all()

    async def _kill_in_turn(self, kills: int, total: int) -> None:
        """Kill the API and the worker in turn, spread evenly over the requests."""
        for number, process in zip(range(1, kills + 1), cycle(("API", "worker")), strict=False):
            await self._wait_for_answers(total * number / (kills + 1))
            await self._kill_and_restart(process)

    async def _wait_for_answers(self, answered: float) -> None:
        async with self.answer_counted:
            await self.answer_counted.wait_for(lambda: self.counts.answered >= answered)

    async def _kill_and_restart(self, name: str) -> None:
        process: KillableProcess = self.running.api if name == "API" else self.running.worker
        await process.wait_until_ready()
        process.kill_group()
        self.counts.kills[name] += 1
        process.start_process()

    async def _kill_during_ceremony(self, kills: int) -> None:
        """Kill the worker before the ceremony, then during it, and wait until it is over."""
        deadline, killed_count, is_over = time.monotonic() + REQUEST_TIMEOUT_SECONDS, 0, False
        while not is_over:
            assert time.monotonic() < deadline, "the ceremony does not end"
            paying, is_over = await read_ceremony_state()
            if killed_count < kills and (paying or not killed_count):
                killed_count += 1
                self.counts.at_ceremony += paying
                await self._kill_and_restart("worker")
                # Do not wait until the lease of the killed worker has expired.
                async with connection() as conn:
                    await conn.execute(
                        "UPDATE due_job SET leased_until = now() WHERE done_at IS NULL"
                    )
            await asyncio.sleep(0.002)


async def run_scenario(
    running: RunningProcesses, redis_url: str, people: int, kills: int, started_at: datetime
) -> RunOutcome:
    """Run the scenario. The database must be empty and the pool open."""
    learners = await create_learners(people, started_at)
    for process in (running.api, running.worker):
        await process.wait_until_ready()
    trial = FaultRun(running, learners, kills)
    await trial.run_phones_and_kills()
    return RunOutcome(
        await read_final_rows(), await _read_season_board(redis_url, learners), trial.counts
    )


async def _read_season_board(redis_url: str, learners: Learners) -> dict[str, int]:
    """Repair the boards, and read the season's board by login."""
    now = datetime.now(UTC)
    boards = open_boards(redis_url, timeout_seconds=10.0)
    try:
        await repair_boards(boards, now)
    finally:
        await boards.close()
    points = await read_season_board(redis_url, learners.team, now)
    async with connection() as conn:
        logins = dict(await conn.fetch("SELECT id, login FROM person"))
    return {logins[person]: earned for person, earned in points.items()}
