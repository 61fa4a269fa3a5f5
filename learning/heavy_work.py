"""Work that computes for longer than an event loop may stand still: files, pictures, long folds.

All of it shares a few threads. So however many requests ask for it at once, it takes no more than
these from the loop and from the memory; the others wait for their turn.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

MAX_HEAVY_WORK = 2
"""How much of it runs at once in a process."""

_executor = ThreadPoolExecutor(MAX_HEAVY_WORK, thread_name_prefix="heavy-work")


async def run_heavy_work(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do some work beside the event loop and return its result."""
    return await asyncio.get_running_loop().run_in_executor(
        _executor, lambda: work(*args, **kwargs)
    )
