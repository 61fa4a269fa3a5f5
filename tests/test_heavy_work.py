"""Heavy work runs beside the event loop, a few at once, and no collection of garbage stops it."""

import asyncio
import gc
import time
from threading import Lock

from learning.heavy_work import MAX_HEAVY_WORK, run_heavy_work


async def test_no_more_runs_at_once_than_a_process_can_afford() -> None:
    lock, running, most = Lock(), 0, 0

    def work() -> bool:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.01)
        collects = gc.isenabled()
        with lock:
            running -= 1
        return collects

    assert set(await asyncio.gather(*(run_heavy_work(work) for _ in range(12)))) == {False}
    assert most == MAX_HEAVY_WORK
    assert gc.isenabled()
