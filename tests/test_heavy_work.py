"""Heavy work runs beside the event loop, a few at once, and no collection of garbage stops it."""

import asyncio
import gc
import time
from threading import Lock

import pytest

from learning import heavy_work
from learning.heavy_work import (
    HEAVY_SHARE,
    MAX_HEAVY_WORK,
    MAX_TRACKED_OWNERS,
    heavy_work_owner,
    run_heavy_work,
)


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


class Counted:
    """Work that notes how many pieces of it run at once."""

    def __init__(self) -> None:
        self.lock, self.running, self.most = Lock(), 0, 0

    def work(self, seconds: float) -> None:
        with self.lock:
            self.running += 1
            self.most = max(self.most, self.running)
        time.sleep(seconds)
        with self.lock:
            self.running -= 1


async def run_as(owner: str, counted: Counted, seconds: float) -> None:
    heavy_work_owner.set(owner)
    await run_heavy_work(counted.work, seconds)


async def test_of_one_owner_one_piece_runs_at_a_time() -> None:
    counted = Counted()
    await asyncio.gather(*(run_as("one", counted, 0.02) for _ in range(6)))
    assert counted.most == 1
    both = Counted()
    await asyncio.gather(*(run_as(f"owner {place % 2}", both, 0.02) for place in range(8)))
    assert both.most == 2


async def test_an_owner_of_much_work_waits_and_another_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(heavy_work, "HEAVY_SECONDS_AT_ONCE", 0.1)
    counted = Counted()
    await run_as("busy", counted, 0.15)
    began = time.perf_counter()
    await run_as("other", counted, 0.01)
    assert time.perf_counter() - began < 0.1
    await run_as("busy", counted, 0.01)
    assert time.perf_counter() - began > 0.05 / HEAVY_SHARE * 0.8


async def test_idle_owners_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heavy_work, "_turn_by_owner", {})
    for number in range(MAX_TRACKED_OWNERS + 50):
        await run_as(f"passer-by {number}", Counted(), 0)
    assert len(heavy_work._turn_by_owner) <= MAX_TRACKED_OWNERS
