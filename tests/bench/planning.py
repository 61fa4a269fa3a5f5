"""`make bench-planning`: what it costs to plan the day of ever more people who know two hundred ideas each."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import click
import msgspec
from bench import report
from bench.cores import Cores, Neighbours
from bench.planning_crowd import LESSONS, READ, pour, set_up
from bench.planning_night import Night
from bench.report import Row
from bench.servers import ROOT, database_and_redis
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from learning.tables.database import close_pool, open_pool
from ops.migrate import migrate_database
from ops.operator_errors import OperatorError

MANY = 30_000
"""From so many people on, one night tells enough."""
ROOM = 80_000
"""Bytes of disk that a person of the crowd takes."""
LINEAR, STEADY, QUICK = 1.3, 1.1, 1000.0
"""What time and peak memory may grow by from the fewest people to the most, and the microseconds of composing a break."""


@click.command()
@click.option("--people", default="1000,10000,100000", help="Numbers of people.")
@click.option(
    "--rounds", default=5, help="Nights of each, all of the same day; one of very many people."
)
@click.option(
    "--out",
    default=ROOT / "build" / "bench-planning.json",
    type=click.Path(path_type=Path),
    help="File of figures.",
)
def main(people: str, rounds: int, out: Path) -> None:
    """Measure, print a table, write a file. Targets that do not hold are told, and are no failure."""
    warnings.filterwarnings("ignore", message=".*Unable to fetch server version")
    console = Console(width=None if sys.stdout.isatty() else 150)
    sizes = [int(size) for size in people.split(",")]
    out.parent.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(out.parent).free < (room := ROOM * sum(sizes)):
        sys.exit(
            f"bench: {out.parent} needs {room / 1e9:.1f} GB of free disk for so many; free some, or --people fewer."
        )
    load, neighbours = os.getloadavg()[0], Neighbours()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="bench-", dir=out.parent) as folder,
            database_and_redis(Path(folder)) as there,
        ):
            nights = asyncio.run(_nights(there.database_url, sizes, rounds, console))
    except OperatorError as problem:
        sys.exit(f"bench: {problem}")
    _tell(nights, out, console, load, neighbours.cores())


async def _nights(
    database_url: str, sizes: list[int], rounds: int, console: Console
) -> dict[int, "list[Night]"]:
    """Let the crowd grow, and plan some nights of each size, each in a process of its own."""

    await migrate_database(database_url)
    await open_pool(os.environ["DATABASE_URL"], 2)
    now, found = datetime.now(UTC), {}
    root = await set_up(now)
    for size in sizes:
        with Progress(console=console, transient=True) as progress:
            task = progress.add_task(f"==> {size:,} people learn", total=LESSONS * len(READ))
            team = await pour(root, size, now, lambda: progress.advance(task))  # noqa: B023 - called in this turn only
        console.print(f"==> planning {size:,} people")
        found[size] = [_night(team) for _ in range(rounds if size < MANY else 1)]
    await close_pool()
    return found


def _night(team: int) -> Night:
    done = subprocess.run(
        [sys.executable, "-m", "bench.planning_night", str(team)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise OperatorError(f"the planner failed:\n{done.stderr}")
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Night)


def _tell(
    nights: dict[int, "list[Night]"], out: Path, console: Console, load: float, others: float
) -> None:
    rows = [
        *_targets(nights),
        *(row for size, found in nights.items() for row in _figures(size, found)),
    ]
    table = Table(
        "", "measured", "wanted", "holds", title="Planning breaks of people with 200 ideas each"
    )
    for row in rows:
        wanted, holds = (
            ("", "")
            if row.target is None
            else (f"at most {row.target:g}", "yes" if row.holds else "[bold red]no")
        )
        table.add_row(row.name, f"{row.value:,g} {row.unit}", wanted, holds)
    console.print(table)
    console.print(
        f"Meanwhile other programs kept {others:.2f} cores busy: above 0.1, measure again in peace."
    )
    about = report.machine(Cores(), load, others)
    out.write_bytes(
        msgspec.json.format(msgspec.json.encode(report.as_file(rows, about)), indent=1) + b"\n"
    )
    console.print(f"all figures: {out}")


def _targets(nights: dict[int, "list[Night]"]) -> Iterator[Row]:
    fewest, most = min(nights), max(nights)
    time = median(map(_cost, nights[most])) / median(map(_cost, nights[fewest]))
    peak = _peak(nights[most]) / _peak(nights[fewest])
    between = f"at {most:,} people over at {fewest:,}"
    yield _row(f"bulk planning, processor time a person {between}", time, "times", LINEAR)
    yield _row(f"bulk planning, peak memory {between}", peak, "times", STEADY)
    every = [night for found in nights.values() for night in found]
    due = median(night.due for night in every)
    yield _row(
        f"compose one break, {due:.0f} of 200 ideas due",
        1e6 * median(night.compose for night in every),
        "µs",
        QUICK,
    )


def _figures(size: int, nights: list[Night]) -> Iterator[Row]:
    name = f"bulk planning, {size:,} people"
    yield _row(f"{name}: rate per core", 1 / median(map(_cost, nights)), "people/s")
    yield _row(
        f"{name}: rate by the clock",
        1 / median(night.seconds / night.people for night in nights),
        "people/s",
    )
    yield _row(
        f"{name}: processor time in the planner",
        1e6 * median(night.planner / night.people for night in nights),
        "µs a person",
    )
    yield _row(
        f"{name}: processor time in postgres",
        1e6 * median(night.database / night.people for night in nights),
        "µs a person",
    )
    yield _row(f"{name}: peak memory of the planner", _peak(nights) / 2**20, "MiB")


def _cost(night: Night) -> float:
    """Processor seconds for a person, the planner's and the database's: the two take turns."""
    return (night.planner + night.database) / night.people


def _peak(nights: list[Night]) -> float:
    return float(max(night.peak for night in nights))


def _row(name: str, value: float, unit: str, most: float | None = None) -> Row:
    value = float(f"{value:.4g}")
    return Row(name, value, unit, target=most, holds=None if most is None else value <= most)


if __name__ == "__main__":
    main()
