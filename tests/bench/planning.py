"""`make bench-planning`: measure planning the days of many people with 200 concepts each."""

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
from bench.cores import Cores, OtherPrograms
from bench.planning_population import (
    LESSONS_PER_PACK,
    READ_PACKS,
    create_planning_organisation,
    insert_planning_team,
)
from bench.planning_run import PlanningCost
from bench.report import ReportRow
from bench.servers import BENCH_ROOT, open_setup_pool, run_bench_servers
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from learning.tables.database import close_pool
from ops.migrate import migrate_database
from ops.operator_errors import OperatorError

SINGLE_NIGHT_PEOPLE = 30_000
"""With this many people or more, one run is enough."""
DISK_BYTES_PER_PERSON = 80_000
"""The disk space that one person takes."""
MAX_COST_GROWTH = 1.3
"""The processor time per person with the most people, divided by that with the fewest."""
MAX_PEAK_GROWTH = 1.1
"""The peak memory with the most people, divided by that with the fewest."""
MAX_COMPOSE_MICROSECONDS = 1000.0
"""The time to compose one break."""


@click.command()
@click.option("--people", default="1000,10000,100000", help="Numbers of people.")
@click.option(
    "--rounds", default=5, help="Nights of each, all of the same day; one of very many people."
)
@click.option(
    "--out",
    default=BENCH_ROOT / "build" / "bench-planning.json",
    type=click.Path(path_type=Path),
    help="File of figures.",
)
def run_command(people: str, rounds: int, out: Path) -> None:
    """Measure, print a table, and write a file. A missed target is no failure."""
    warnings.filterwarnings("ignore", message=".*Unable to fetch server version")
    console = Console(width=None if sys.stdout.isatty() else 150)
    sizes = [int(size) for size in people.split(",")]
    out.parent.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(out.parent).free < (room := DISK_BYTES_PER_PERSON * sum(sizes)):
        sys.exit(
            f"bench: {out.parent} needs {room / 1e9:.1f} GB of free disk for so many people:"
            " free some, or use fewer --people."
        )
    load, other_programs = os.getloadavg()[0], OtherPrograms()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="bench-", dir=out.parent) as folder,
            run_bench_servers(Path(folder)) as addresses,
        ):
            nights = asyncio.run(measure_nights(addresses.database_url, sizes, rounds, console))
    except OperatorError as problem:
        sys.exit(f"bench: {problem}")
    _report_results(nights, out, console, load, other_programs.count_busy_cores())


async def measure_nights(
    database_url: str, sizes: list[int], rounds: int, console: Console
) -> dict[int, "list[PlanningCost]"]:
    """Insert a team of each size, and plan its next day several times, each in its own process."""
    await migrate_database(database_url)
    await open_setup_pool()
    now, found = datetime.now(UTC), {}
    root = await create_planning_organisation(now)
    for size in sizes:
        with Progress(console=console, transient=True) as progress:
            task = progress.add_task(
                f"==> {size:,} people learn", total=LESSONS_PER_PACK * len(READ_PACKS)
            )
            team = await insert_planning_team(
                root,
                size,
                now,
                lambda: progress.advance(task),  # noqa: B023 - called only in this iteration
            )
        console.print(f"==> planning {size:,} people")
        found[size] = [_run_night(team) for _ in range(rounds if size < SINGLE_NIGHT_PEOPLE else 1)]
    await close_pool()
    return found


def _run_night(team: int) -> PlanningCost:
    done = subprocess.run(
        [sys.executable, "-m", "bench.planning_run", str(team)],
        cwd=BENCH_ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise OperatorError(f"the planner failed:\n{done.stderr}")
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=PlanningCost)


def _report_results(
    nights: dict[int, "list[PlanningCost]"], out: Path, console: Console, load: float, others: float
) -> None:
    rows = [
        *_list_target_rows(nights),
        *(row for size, found in nights.items() for row in _list_figure_rows(size, found)),
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
        f"Meanwhile other programs kept {others:.2f} cores busy:"
        " above 0.1, measure again when they are idle."
    )
    about = report.describe_machine(Cores(), load, others)
    out.write_bytes(
        msgspec.json.format(msgspec.json.encode(report.make_report(rows, about)), indent=1) + b"\n"
    )
    console.print(f"all figures: {out}")


def _list_target_rows(nights: dict[int, "list[PlanningCost]"]) -> Iterator[ReportRow]:
    fewest, most = min(nights), max(nights)
    time = median(map(_calculate_cost, nights[most])) / median(map(_calculate_cost, nights[fewest]))
    peak = _find_peak_memory(nights[most]) / _find_peak_memory(nights[fewest])
    between = f"at {most:,} people over at {fewest:,}"
    yield _make_row(
        f"bulk planning, processor time a person {between}", time, "times", MAX_COST_GROWTH
    )
    yield _make_row(f"bulk planning, peak memory {between}", peak, "times", MAX_PEAK_GROWTH)
    every = [night for found in nights.values() for night in found]
    due = median(night.due for night in every)
    yield _make_row(
        f"compose one break, {due:.0f} of 200 ideas due",
        1e6 * median(night.compose for night in every),
        "µs",
        MAX_COMPOSE_MICROSECONDS,
    )


def _list_figure_rows(size: int, nights: list[PlanningCost]) -> Iterator[ReportRow]:
    name = f"bulk planning, {size:,} people"
    yield _make_row(f"{name}: rate per core", 1 / median(map(_calculate_cost, nights)), "people/s")
    yield _make_row(
        f"{name}: rate by the clock",
        1 / median(night.seconds / night.people for night in nights),
        "people/s",
    )
    yield _make_row(
        f"{name}: processor time in the planner",
        1e6 * median(night.planner / night.people for night in nights),
        "µs a person",
    )
    yield _make_row(
        f"{name}: processor time in postgres",
        1e6 * median(night.database / night.people for night in nights),
        "µs a person",
    )
    yield _make_row(f"{name}: peak memory of the planner", _find_peak_memory(nights) / 2**20, "MiB")


def _calculate_cost(night: PlanningCost) -> float:
    """Calculate the processor seconds per person, of the planner and the database together."""
    return (night.planner + night.database) / night.people


def _find_peak_memory(nights: list[PlanningCost]) -> float:
    return float(max(night.peak for night in nights))


def _make_row(name: str, value: float, unit: str, most: float | None = None) -> ReportRow:
    value = float(f"{value:.4g}")
    return ReportRow(name, value, unit, target=most, holds=None if most is None else value <= most)


if __name__ == "__main__":
    run_command()
