"""Show the supervisor that this process serves: write the time to a file again and again."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

HEARTBEAT_FOLDER_VARIABLE = "HEROBREAK_HEARTBEATS"
"""The environment variable with the folder. The supervisor sets it; without it no file is written.
"""
HEARTBEAT_INTERVAL_SECONDS = 1.0


@asynccontextmanager
async def beat_while_open(folder: str | None) -> AsyncIterator[None]:
    """Write heartbeats for as long as the block lasts, from the event loop that serves."""
    if not folder:
        yield
        return
    file = Path(folder) / str(os.getpid())
    task = asyncio.create_task(_write_heartbeats(file))
    try:
        yield
    finally:
        task.cancel()
        with suppress(OSError):
            file.unlink(missing_ok=True)


async def _write_heartbeats(file: Path) -> None:
    while True:
        _write_heartbeat(file)
        await asyncio.sleep(HEARTBEAT_INTERVAL_SECONDS)


def _write_heartbeat(file: Path) -> None:
    with suppress(OSError):  # a full disk does not end what still serves
        file.write_text(f"{time.monotonic():.3f}")
