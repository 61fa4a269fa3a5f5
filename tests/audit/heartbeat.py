"""How long the event loop of a process stands still, measured by a task that should never wait."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

BEAT_SECONDS = 0.002


@dataclass
class Heartbeat:
    """The longest time that the loop could not run a waiting task.

    `longest_seconds` passed on the clock. `longest_held_seconds` counts of each such time only as
    much as the threads of this process have computed in it: another program that takes the
    processor is not the fault of an input.
    """

    longest_seconds: float = 0.0
    longest_held_seconds: float = 0.0

    def note(self, late: float, computed: float) -> None:
        """Note that a beat was late, and how much was computed since the one before."""
        self.longest_seconds = max(self.longest_seconds, late)
        self.longest_held_seconds = max(self.longest_held_seconds, min(late, computed))


@asynccontextmanager
async def watch_loop() -> AsyncIterator[Heartbeat]:
    """Measure the running loop for as long as the block lasts."""
    heartbeat, loop = Heartbeat(), asyncio.get_running_loop()

    async def beat() -> None:
        while True:
            began, computed_before = loop.time(), time.process_time()
            await asyncio.sleep(BEAT_SECONDS)
            late = loop.time() - began - BEAT_SECONDS
            heartbeat.note(late, time.process_time() - computed_before)

    task = asyncio.create_task(beat())
    await asyncio.sleep(5 * BEAT_SECONDS)
    try:
        yield heartbeat
        await asyncio.sleep(5 * BEAT_SECONDS)
    finally:
        task.cancel()
