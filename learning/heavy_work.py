"""Work that computes for longer than an event loop may stand still: files, pictures, long folds.

All of it shares a few threads. So however many requests ask for it at once, it takes no more than
these from the loop and from the memory; the others wait for their turn. Of one owner, one piece of
work runs at a time, and it takes no more than a share of the time.
"""

import asyncio
import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from threading import Lock
from time import perf_counter
from typing import ParamSpec, TypeVar

from learning.rules.time_share import TimeShare

P = ParamSpec("P")
R = TypeVar("R")

MAX_HEAVY_WORK = 2
"""How much of it runs at once in a process."""
HEAVY_SHARE = 0.2
"""How much of the time the work of one owner may run."""
HEAVY_SECONDS_AT_ONCE = 1.0
"""Seconds of work that an owner may have done before they wait. Few people ever need half of it."""
MAX_TRACKED_OWNERS = 1000
"""When more are tracked, those that are idle are forgotten."""

heavy_work_owner: ContextVar[object] = ContextVar("heavy_work_owner", default=None)
"""Whose work the current task does, for example a session; None for the program itself."""
_running: list[None] = []
_counting = Lock()
_executor = ThreadPoolExecutor(MAX_HEAVY_WORK, thread_name_prefix="heavy-work")


class _OwnerTurn:
    """The turn of one owner: one piece of work at a time, and pauses after much work."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.time = TimeShare(HEAVY_SHARE, HEAVY_SECONDS_AT_ONCE)


_turn_by_owner: dict[object, _OwnerTurn] = {}


async def run_heavy_work(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do some work beside the event loop and return its result."""
    return await run_in_turn(_executor, lambda: _work_without_collections(work, *args, **kwargs))


async def run_in_turn(
    executor: ThreadPoolExecutor, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """Do some work on the threads of an executor when it is the turn of the owner."""
    loop, used = asyncio.get_running_loop(), 0.0

    def work_and_measure() -> R:
        nonlocal used
        began = perf_counter()
        try:
            return work(*args, **kwargs)
        finally:
            used = perf_counter() - began

    if (owner := heavy_work_owner.get()) is None:
        return await loop.run_in_executor(executor, work_and_measure)
    turn = _find_turn(owner, loop.time())
    async with turn.lock:
        await asyncio.sleep(max(0.0, turn.time.find_delay(loop.time())))
        try:
            return await loop.run_in_executor(executor, work_and_measure)
        finally:
            turn.time.add_used(used, loop.time())


def _find_turn(owner: object, now: float) -> _OwnerTurn:
    turn = _turn_by_owner.get(owner)
    if turn is None:
        if len(_turn_by_owner) >= MAX_TRACKED_OWNERS:
            _forget_idle_owners(now)
        turn = _turn_by_owner[owner] = _OwnerTurn()
    return turn


def _forget_idle_owners(now: float) -> None:
    for owner, turn in list(_turn_by_owner.items()):
        if not turn.lock.locked() and turn.time.is_forgotten(now):
            del _turn_by_owner[owner]


def _work_without_collections(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do some work while no garbage is collected.

    A collection visits all objects and lets no other thread run meanwhile. Among the million cells
    of a table it held the event loop for half a second.
    """
    with _counting:
        _running.append(None)
        gc.disable()
    try:
        return work(*args, **kwargs)
    finally:
        with _counting:
            _running.pop()
            if not _running:
                gc.enable()
