"""How long the event loop of a process stands still, measured by a task that should never wait."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

BEAT_SECONDS = 0.002


@dataclass
class Heartbeat:
    """The longest time that the loop could not run a waiting task."""

    longest_seconds: float = 0.0


@asynccontextmanager
async def watch_loop() -> AsyncIterator[Heartbeat]:
    """Measure the running loop for as long as the block lasts."""
    heartbeat, loop = Heartbeat(), asyncio.get_running_loop()

    async def beat() -> None:
        while True:
            began = loop.time()
            await asyncio.sleep(BEAT_SECONDS)
            late = loop.time() - began - BEAT_SECONDS
            heartbeat.longest_seconds = max(heartbeat.longest_seconds, late)

    task = asyncio.create_task(beat())
    await asyncio.sleep(5 * BEAT_SECONDS)
    try:
        yield heartbeat
        await asyncio.sleep(5 * BEAT_SECONDS)
    finally:
        task.cancel()
