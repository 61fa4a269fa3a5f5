"""A hostile phone: a process of its own that sends as fast as it is answered."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from threading import Lock, Thread
from typing import Any

from audit.fairness_world import FairnessWorld
from audit.hostile_patterns import PATTERNS, Pattern
from audit.raw_http import RawConnection

CONNECTIONS = 8
STARTING_SECONDS = 120.0
NICE = 10
"""The phone is another machine in truth, so its process must not take the cores of the server."""


@dataclass(slots=True)
class HostilePhone:
    """The switch of a running attack, and how often each status was answered."""

    attacking: Any
    results: Any

    def read_statuses(self) -> Counter[int]:
        """Return the statuses so far. It is complete when the attack has stopped."""
        return Counter(dict(self.results))


@contextmanager
def run_hostile_phone(
    address: tuple[str, int], pattern: Pattern, world: FairnessWorld
) -> Iterator[HostilePhone]:
    """Run a phone that attacks while `attacking` is set. Start it before any thread."""
    context = get_context("fork")
    with context.Manager() as manager:
        attacking, ended, ready = context.Event(), context.Event(), context.Event()
        results = manager.dict()
        process = context.Process(
            target=_run_process,
            args=(address, PATTERNS.index(pattern), world, attacking, ended, ready, results),
            daemon=True,
        )
        process.start()
        try:
            if not ready.wait(STARTING_SECONDS):
                raise RuntimeError("the hostile phone does not start")
            yield HostilePhone(attacking, results)
        finally:
            ended.set()
            attacking.set()
            process.join(10)
            if process.is_alive():
                process.kill()
                process.join()


def _run_process(
    address: tuple[str, int],
    number: int,
    world: FairnessWorld,
    attacking: Any,
    ended: Any,
    ready: Any,
    results: Any,
) -> None:
    os.nice(NICE)
    pattern, lock = PATTERNS[number], Lock()
    requests = pattern.iterate_requests(world)
    counts: Counter[int] = Counter()

    def attack() -> None:
        connection = RawConnection(address)
        while not ended.is_set():
            attacking.wait()
            with lock:
                request = next(requests)
            status = connection.exchange(request, is_stream=pattern.is_stream)
            with lock:
                counts[status] += 1
                results[status] = counts[status]

    threads = [Thread(target=attack, daemon=True) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    ready.set()
    ended.wait()
