"""Work that computes for longer than an event loop may stand still: files, pictures, long folds.

All of it shares a few threads. So however many requests ask for it at once, it takes no more than
these from the loop and from the memory; the others wait for their turn.
"""

import asyncio
import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

MAX_HEAVY_WORK = 2
"""How much of it runs at once in a process."""

_running: list[None] = []
_counting = Lock()
_executor = ThreadPoolExecutor(MAX_HEAVY_WORK, thread_name_prefix="heavy-work")


async def run_heavy_work(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do some work beside the event loop and return its result."""
    return await asyncio.get_running_loop().run_in_executor(
        _executor, lambda: _work_without_collections(work, *args, **kwargs)
    )


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
