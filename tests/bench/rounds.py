"""Measure all request kinds in rounds.

A round runs the kinds forwards, then backwards, so that noise of the machine affects all of them.
"""

import asyncio
import gc
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median

import asyncpg
from bench.bench_database import BenchDatabase, restore_database
from bench.cores import BenchProcesses
from bench.load import Sample, generate_load
from bench.request_kinds import RequestKind


@dataclass(slots=True)
class RequestMeasurements:
    """All runs of one request kind with one number of clients. Two runs make one round."""

    kind: RequestKind
    clients: int
    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    spent: dict[str, float] = field(default_factory=dict)
    busy: list[float] = field(default_factory=list)
    requests: int = 0

    @property
    def median_rate(self) -> float:
        """Requests per second: the median of all runs."""
        return median(self.rates)

    def list_round_rates(self) -> list[float]:
        """List the requests per second of each round."""
        return [
            (first_run + second_run) / 2
            for first_run, second_run in zip(self.rates[::2], self.rates[1::2], strict=True)
        ]

    def calculate_latency(self, share: float) -> float:
        """Give the time in seconds within which this share of the responses came."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def calculate_cost(self, role: str) -> float:
        """Calculate the processor seconds per request of a role."""
        return self.spent.get(role, 0.0) / max(1, self.requests)

    def add_run(self, sample: Sample, spent: dict[str, float]) -> None:
        """Add the figures of one run."""
        self.rates.append(sample.requests_per_second)
        self.latencies.extend(sample.latencies)
        self.busy.append(sample.busy)
        self.requests += sample.all
        for role, seconds in spent.items():
            self.spent[role] = self.spent.get(role, 0.0) + seconds


Results = dict[tuple[str, int], RequestMeasurements]
PROCESS_ROLES = ("api", "postgres")


@dataclass(frozen=True, slots=True)
class MeasuringPlan:
    """How much is measured: the rounds, the seconds of a run, and the numbers of clients."""

    rounds: int
    seconds: float
    clients: tuple[int, ...]

    def list_runs(self, kinds: list[RequestKind]) -> Iterator[tuple[RequestKind, int]]:
        """List the runs in order. Every round runs all numbers of clients."""
        for _ in range(self.rounds):
            for number in self.clients:
                for kind in (*kinds, *reversed(kinds)):
                    yield kind, number

    def count_runs(self, kinds: list[RequestKind]) -> int:
        """Count the runs."""
        return self.rounds * len(self.clients) * len(kinds) * 2


def measure_requests(
    plan: MeasuringPlan,
    kinds: list[RequestKind],
    database: BenchDatabase,
    address: tuple[str, int],
    processes: BenchProcesses,
    tick: Callable[[], None],
) -> Results:
    """Make all runs. Before a run that records answers, the tables are restored.

    Raises:
        LoadError: a response was wrong.
    """
    found: Results = {}
    gc.collect()
    gc.disable()  # a garbage collection would delay the requests
    try:
        with asyncio.Runner() as runner:
            conn = runner.run(_open_connection())
            for kind, number in plan.list_runs(kinds):
                if kind.records:
                    runner.run(restore_database(conn, database))
                measurements = found.setdefault(
                    (kind.name, number), RequestMeasurements(kind, number)
                )
                _run_once(measurements, plan.seconds, database, address, processes)
                tick()
            runner.run(conn.close())
    finally:
        gc.enable()
    return found


def _run_once(
    measurements: RequestMeasurements,
    seconds: float,
    database: BenchDatabase,
    address: tuple[str, int],
    processes: BenchProcesses,
) -> None:
    clients = measurements.kind.make_clients(database.people, measurements.clients)
    before = {role: processes.get_processor_seconds(role) for role in PROCESS_ROLES}
    sample = generate_load(address, clients, measurements.kind.check, seconds)
    measurements.add_run(
        sample,
        {role: processes.get_processor_seconds(role) - before[role] for role in PROCESS_ROLES},
    )


async def _open_connection() -> asyncpg.Connection:
    return await asyncpg.connect(os.environ["DATABASE_ADMIN_URL"])
