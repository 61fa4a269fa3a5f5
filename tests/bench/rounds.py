"""The rounds: every scene beside its floor, there and back again, so that a noisy machine is noisy for all of them."""

import asyncio
import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median

import asyncpg
from bench.cores import Cast
from bench.load import Sample, load
from bench.scenes import Scene
from bench.stage import Stage, put_back

from learning.piccolo_conf import DB


@dataclass(slots=True)
class Measured:
    """All runs of one scene with one number of clients; a run there and the run back stand together as a round."""

    scene: Scene
    clients: int
    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    spent: dict[str, float] = field(default_factory=dict)
    busy: list[float] = field(default_factory=list)
    requests: int = 0

    @property
    def rate(self) -> float:
        """Requests a second: the median of all runs."""
        return median(self.rates)

    def rounds(self) -> list[float]:
        """Requests a second of each round."""
        return [
            (there + back) / 2
            for there, back in zip(self.rates[::2], self.rates[1::2], strict=True)
        ]

    def quantile(self, share: float) -> float:
        """Seconds within which this share of all answers came."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def cost(self, role: str) -> float:
        """Processor seconds that a request cost in a role."""
        return self.spent.get(role, 0.0) / max(1, self.requests)

    def add(self, sample: Sample, spent: dict[str, float]) -> None:
        """Take one run in."""
        self.rates.append(sample.rate)
        self.latencies.extend(sample.latencies)
        self.busy.append(sample.busy)
        self.requests += sample.all
        for role, seconds in spent.items():
            self.spent[role] = self.spent.get(role, 0.0) + seconds


Results = dict[tuple[str, int], Measured]
ROLES = ("api", "postgres")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured: rounds of two runs of so many seconds, for each number of clients."""

    rounds: int
    seconds: float
    clients: tuple[int, ...]

    def runs(self, scenes: list[Scene]) -> Iterator[tuple[Scene, int]]:
        """Every run in its order; rounds stand outside, so that each number of clients sees early and late ones."""
        for _ in range(self.rounds):
            for number in self.clients:
                for scene in (*scenes, *reversed(scenes)):
                    yield scene, number

    def count(self, scenes: list[Scene]) -> int:
        """How many runs there are."""
        return self.rounds * len(self.clients) * len(scenes) * 2


def measure(
    plan: Plan,
    scenes: list[Scene],
    stage: Stage,
    address: tuple[str, int],
    cast: Cast,
    tick: Callable[[], None],
) -> Results:
    """Make every run; between those that record, everything is put back.

    Raises:
        LoadError: an answer was not what was asked for.
    """
    found: Results = {}
    gc.collect()
    gc.disable()  # the generator must not stop and think while somebody waits
    try:
        with asyncio.Runner() as runner:
            at = runner.run(_connected())
            for scene, number in plan.runs(scenes):
                if scene.records:
                    runner.run(put_back(at, stage))
                into = found.setdefault((scene.name, number), Measured(scene, number))
                _run(into, plan.seconds, stage, address, cast)
                tick()
            runner.run(at.close())
    finally:
        gc.enable()
    return found


def _run(
    into: Measured, seconds: float, stage: Stage, address: tuple[str, int], cast: Cast
) -> None:
    clients = into.scene.clients(stage.visitors, into.clients)
    before = {role: cast.seconds(role) for role in ROLES}
    sample = load(address, clients, into.scene.check, seconds)
    into.add(sample, {role: cast.seconds(role) - before[role] for role in ROLES})


async def _connected() -> asyncpg.Connection:
    return await asyncpg.connect(DB.config["dsn"])
