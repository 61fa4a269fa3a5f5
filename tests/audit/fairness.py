"""How long colleagues wait for their break while one phone asks for as much as it can.

Quiet times and attacks take turns, so that both are measured on the same machine in the same mood.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from threading import Event, Thread

from audit.fairness_world import FairnessWorld
from audit.hostile_patterns import Pattern, build_request
from audit.hostile_phone import run_hostile_phone
from audit.raw_http import RawConnection
from bench.report import ReportRow

MAX_TIMES_QUIET = 2.0
"""How much longer the slowest twentieth of requests may take during an attack."""
COLLEAGUE_CONNECTIONS = 2
PAUSE_SECONDS = 0.01
"""The pause of a connection between two breaks: together about 150 breaks a second."""
SETTLE_SECONDS = 0.2
"""Time after a switch that belongs to neither side."""
LAST_WAIT_SECONDS = 15.0
"""The longest time to wait for a first answer after a side's time is over."""


@dataclass(slots=True)
class Waits:
    """Seconds that colleagues waited, quiet and attacked; what the hostile phone was answered."""

    name: str
    quiet: list[float] = field(default_factory=list)
    attacked: list[float] = field(default_factory=list)
    refused: int = 0
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def times_quiet(self) -> float:
        """By what factor the 95th percentile grew."""
        return find_percentile(self.attacked, 0.95) / find_percentile(self.quiet, 0.95)


class Colleagues:
    """Threads that open breaks and note how long each took, in the list that is given."""

    def __init__(self, address: tuple[str, int], world: FairnessWorld) -> None:
        self.current: list[float] | None = None
        self.refused = 0
        self._ended = Event()
        self._threads = [
            Thread(target=self._open_breaks, args=(address, world.colleagues[place::2]))
            for place in range(COLLEAGUE_CONNECTIONS)
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Stop all threads."""
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _open_breaks(self, address: tuple[str, int], tokens: Sequence[str]) -> None:
        connection = RawConnection(address)
        requests = cycle([build_request("GET", "/api/today", token) for token in tokens])
        while not self._ended.is_set():
            noted, began = self.current, time.perf_counter()
            status = connection.exchange(next(requests))
            if status != 200:
                self.refused += 1
            elif noted is not None:  # also one that ended after its time: slow ones count
                noted.append(time.perf_counter() - began)
            time.sleep(PAUSE_SECONDS)
        connection.close()


def measure_pattern(
    address: tuple[str, int],
    pattern: Pattern,
    world: FairnessWorld,
    rounds: int,
    seconds: float,
) -> Waits:
    """Measure one pattern: rounds of a quiet time and an attack twice as long."""
    waits = Waits(pattern.name)
    with run_hostile_phone(address, pattern, world) as phone:
        colleagues = Colleagues(address, world)
        try:
            for _ in range(rounds):
                _note(colleagues, waits.quiet, seconds)
                phone.attacking.set()
                _note(colleagues, waits.attacked, 2 * seconds)
                _wait_until(lambda: sum(phone.read_statuses().values()) > 0)
                phone.attacking.clear()
        finally:
            colleagues.close()
        waits.statuses = dict(phone.read_statuses())
    waits.refused = colleagues.refused
    return waits


def _note(colleagues: Colleagues, waits: list[float], seconds: float) -> None:
    """Note the waits of requests that begin within the time, and of one at least."""
    time.sleep(SETTLE_SECONDS)
    colleagues.current, known = waits, len(waits)
    time.sleep(seconds)
    _wait_until(lambda: len(waits) > known)
    colleagues.current = None


def _wait_until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so, but not for ever."""
    began = time.perf_counter()
    while not is_so() and time.perf_counter() - began < LAST_WAIT_SECONDS:
        time.sleep(PAUSE_SECONDS)


def find_percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def list_fairness_rows(all_waits: Sequence[Waits]) -> Iterator[ReportRow]:
    """List the figures of each pattern for the report."""
    for waits in all_waits:
        quiet = 1000 * find_percentile(waits.quiet, 0.95)
        attacked = 1000 * find_percentile(waits.attacked, 0.95)
        yield ReportRow(
            f"hostile phone, {waits.name}: p95 of today",
            round(attacked, 2),
            "ms",
            floor=round(quiet, 2),
            ratio=round(waits.times_quiet, 2),
            target=MAX_TIMES_QUIET,
            holds=waits.times_quiet <= MAX_TIMES_QUIET,
        )
        yield ReportRow(
            f"hostile phone, {waits.name}: requests answered",
            sum(waits.statuses.values()),
            "requests",
        )
