"""Run one repair of the boards in its own process, as a worker does, and print its cost."""

import asyncio
import os
import resource
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from learning.actions.boards.open_boards import open_boards
from learning.actions.boards.repair_boards import repair_boards
from learning.settings import parse_settings
from learning.tables.database import close_pool, open_pool


class RepairCost(msgspec.Struct, frozen=True):
    """The cost of a repair.

    `rows` were wrong. `seconds` is elapsed time, `processor` the processor seconds of this process,
    and `peak` its peak memory in bytes.
    """

    rows: int
    seconds: float
    processor: float
    peak: int


async def measure_repair() -> RepairCost:
    """Repair every board once."""
    await open_pool(os.environ["DATABASE_URL"], 2)
    boards = open_boards(parse_settings(os.environ).boards_url, timeout_seconds=5.0)
    started_at, used = time.perf_counter(), time.process_time()
    rows = await repair_boards(boards, datetime.now(UTC))
    seconds, processor = time.perf_counter() - started_at, time.process_time() - used
    await boards.close()
    await close_pool()
    return RepairCost(rows, seconds, processor, _read_peak_memory())


def _read_peak_memory() -> int:
    """Read the peak memory of this program in bytes.

    getrusage may report the peak of the parent process, so /proc is read where it exists.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return 1024 * int(status.read_text().partition("VmHWM:")[2].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # in bytes on systems without /proc


if __name__ == "__main__":
    print(msgspec.json.encode(asyncio.run(measure_repair())).decode())
