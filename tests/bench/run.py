"""The whole bench on servers that run already: set the stage, warm up, measure, tell."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import msgspec
from bench import report
from bench.cores import Cores, Neighbours, place
from bench.load import Sample, load
from bench.rounds import Plan, measure
from bench.scenes import Scene, hello, scenes
from bench.servers import served
from bench.stage import Stage, set_up
from bench.statements import count_statements
from rich.console import Console
from rich.progress import Progress

from ops.embedded import ServerAddresses

WARM_UP = 0.5
"""Seconds a scene at most: connections open, statements prepared, caches filled."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for."""

    people: int
    rounds: int
    seconds: float
    clients: tuple[int, ...]
    out: Path


def run(
    wanted: Wanted,
    console: Console,
    folder: Path,
    there: ServerAddresses,
    cores: Cores,
    load_before: float,
) -> None:
    """Measure everything, print it, write it down.

    Raises:
        LoadError: the product answered what it should not.
    """
    console.print(f"==> an organisation of {wanted.people} with a month behind it")
    stage = asyncio.run(set_up(there.database_url, wanted.people))
    counted = asyncio.run(count_statements(stage.shelf, stage.visitors))
    every, plan = scenes(stage.shelf), Plan(wanted.rounds, wanted.seconds, wanted.clients)
    with served(folder, there) as address, Progress(console=console, transient=True) as progress:
        place(cores)
        greeted = _warm_up(
            [*every, hello()], stage, address, max(wanted.clients), min(WARM_UP, 2 * wanted.seconds)
        )
        task = progress.add_task("==> measuring", total=plan.count(every))
        neighbours = Neighbours()
        results = measure(plan, every, stage, address, place(cores), lambda: progress.advance(task))
        others = neighbours.cores()
    rows = report.rows(results, counted, greeted)
    report.show(console, results, rows, greeted, others)
    about = report.machine(cores, load_before, others)
    wanted.out.write_bytes(
        msgspec.json.format(msgspec.json.encode(report.as_file(rows, about)), indent=1) + b"\n"
    )
    console.print(f"all figures: {wanted.out}")


def _warm_up(
    every: list[Scene], stage: Stage, address: tuple[str, int], clients: int, seconds: float
) -> Sample:
    """Run every scene for a moment; the last one's sample."""
    sample = Sample()
    for scene in every:
        sample = load(address, scene.clients(stage.visitors, clients), scene.check, seconds)
    return sample
