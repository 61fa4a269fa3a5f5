"""How test files are spread over the processes of a parallel run (`pytest -n auto`).

Slow files start many processes of their own and mostly wait for them. Quick files keep one
processor busy. The first worker takes files from the slow end of the list, and all others take them
from the quick end. So two slow files rarely run at the same time.
"""

import os

import pytest
from xdist.remote import Producer
from xdist.scheduler.loadfile import LoadFileScheduling
from xdist.workermanage import WorkerController

SLOW_PATHS = (
    "e2e/",
    "ops/test_serve",
    "worker/",
    "faults/",
    "audit/",
    "scale/",
    "ops/",
    "fuzz/",
    "bench/",
    "simulate/",
    "content/test_preview",
)
"""Prefixes of paths below tests/, the slowest first. Every other file is quick."""
MIN_WORKERS, MAX_WORKERS = 2, 4


def count_workers() -> int:
    """Give the number of workers: one per usable processor, from 2 to 4.

    There are two even on one processor, because many tests wait.
    """
    processors = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    return max(MIN_WORKERS, min(processors, MAX_WORKERS))


def sort_slow_first(items: list[pytest.Item]) -> None:
    """Put the items in the order that `BothEndsScheduling` expects. Files stay whole."""
    items.sort(key=_get_slow_position)


def _get_slow_position(item: pytest.Item) -> int:
    path = item.nodeid.removeprefix("tests/")
    return next(
        (place for place, start in enumerate(SLOW_PATHS) if path.startswith(start)), len(SLOW_PATHS)
    )


class BothEndsScheduling(LoadFileScheduling):  # type: ignore[misc] # xdist has no types
    """Gives whole files to the workers: to the first from the front, to others from the back."""

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _assign_work_unit(self, node: WorkerController) -> None:
        if node is not self.nodes[0]:
            self.workqueue.move_to_end(next(reversed(self.workqueue)), last=False)
        super()._assign_work_unit(node)
