"""A load that does not wait for answers: requests begin at a steady rate, as those of people do."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

ANSWER_TIMEOUT_SECONDS = 15.0
"""The timeout of the phone."""


@dataclass(slots=True)
class LoadCounts:
    """What was answered: times of accepted and of refused requests, in seconds, and the rest."""

    accepted: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    accepted_at: list[float] = field(default_factory=list)

    def find_accepted(self, share: float) -> float:
        """Give the time within which this share of the accepted requests was answered."""
        return find_percentile(self.accepted, share)

    def find_refused(self, share: float) -> float:
        """Give the time within which this share of the refused requests was refused."""
        return find_percentile(self.refused, share)


def find_percentile(seconds: list[float], share: float) -> float:
    """Give a percentile; 0 of nothing."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class OpenLoad:
    """Sends requests to one address over connections that are kept."""

    def __init__(self, host: str, port: int, make_request: Callable[[], bytes]) -> None:
        self._address, self._make_request = (host, port), make_request
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def run(self, per_second: float, seconds: float) -> LoadCounts:
        """Begin so many requests a second, at random moments, and wait for all answers."""
        counts, tasks = LoadCounts(), set()
        started_at = due_at = perf_counter()
        while due_at < started_at + seconds:
            due_at += random.expovariate(per_second)
            if (pause := due_at - perf_counter()) > 0:
                await asyncio.sleep(pause)
            tasks.add(asyncio.create_task(self._send(counts)))
        await asyncio.gather(*tasks)
        return counts

    async def run_closed(self, clients: int, seconds: float) -> LoadCounts:
        """Let so many clients send one request after the other."""
        counts, until = LoadCounts(), perf_counter() + seconds

        async def run_client() -> None:
            while perf_counter() < until:
                await self._send(counts)

        await asyncio.gather(*(run_client() for _ in range(clients)))
        return counts

    def close(self) -> None:
        """Close the connections."""
        while self._idle:
            self._idle.pop()[1].close()

    async def _send(self, counts: LoadCounts) -> None:
        began = perf_counter()
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_SECONDS):
                connection = (
                    self._idle.pop()
                    if self._idle
                    else await asyncio.open_connection(*self._address)
                )
                connection[1].write(self._make_request())
                head = await connection[0].readuntil(b"\r\n\r\n")
                fields = head.lower()
                length = int(fields.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
                await connection[0].readexactly(length)
        except (OSError, EOFError, TimeoutError) as error:
            counts.others[type(error).__name__] += 1
            return
        self._idle.append(connection)
        status, took = head[9:12], perf_counter() - began
        if status == b"200":
            counts.accepted.append(took)
            counts.accepted_at.append(perf_counter())
        elif status == b"503" and b"retry-after:" in fields:
            counts.refused.append(took)
        else:
            counts.others[status.decode()] += 1
