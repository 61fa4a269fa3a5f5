"""`make bench-settling`: thousands of challenges that end in the same minute, settled by two workers at once."""

import asyncio
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec
from bench.cores import Cores, Neighbours
from bench.servers import ROOT, database_and_redis
from rich.console import Console
from rich.table import Table

from ops.problems import Problem

if TYPE_CHECKING:  # both read where the database is while they are imported
    from bench.report import Row
    from bench.settling_night import Night

WORKERS = 2
SWEEPS = 2
"""Sweeps within which all are to be settled."""

LEFT = "SELECT count(*) FROM challenge WHERE status <> 'settled'"
RIGHT = """
WITH counted AS (
  SELECT c.id, c.result, count(DISTINCT (l.person, l.day)) AS value FROM challenge c
  LEFT JOIN ledger_entry l ON l.team = c.team AND l.earned_at >= c.starts_at AND l.earned_at < c.ends_at
  WHERE c.measure = 'breaks' GROUP BY c.id
)
SELECT avg(((result->>'value')::float8 = value)::int)::float8 FROM counted
"""


@click.command()
@click.option("--challenges", default=5000, help="How many end in the same minute.")
@click.option(
    "--out", default=ROOT / "build" / "bench-settling.json", type=click.Path(path_type=Path), help="File of figures."
)
def main(challenges: int, out: Path) -> None:
    """Measure, print a table, write a file. Targets that do not hold are told, and are no failure."""
    warnings.filterwarnings("ignore", message=".*Unable to fetch server version")
    console = Console(width=None if sys.stdout.isatty() else 150)
    out.parent.mkdir(parents=True, exist_ok=True)
    load, neighbours = os.getloadavg()[0], Neighbours()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="bench-", dir=out.parent) as folder,
            database_and_redis(Path(folder)) as there,
        ):
            rows = list(asyncio.run(_measure(there.database_url, challenges, console)))
    except Problem as problem:
        sys.exit(f"bench: {problem}")
    _tell(rows, out, console, load, neighbours.cores())


async def _measure(database_url: str, challenges: int, console: Console) -> "Iterator[Row]":
    from bench.settling_crowd import pour

    from learning.tables.database import close_pool, connection, open_pool
    from ops.migrate import migrate

    await migrate(database_url)
    await open_pool(2)
    console.print(f"==> {challenges:,} challenges end")
    due = await pour(challenges, datetime.now(UTC))
    console.print("==> settling them")
    nights = _settle(due)
    again = _settle(due)
    async with connection() as at:
        left, right = await at.fetchval(LEFT), await at.fetchval(RIGHT)
    await close_pool()
    return _rows(challenges, nights, sum(one.settled for one in again), left, right)


def _settle(due: datetime) -> "list[Night]":
    """Let all workers begin at once, each a process of its own."""
    from bench.settling_night import Night

    command = [sys.executable, "-m", "bench.settling_night", due.isoformat()]
    workers = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(WORKERS)
    ]
    told = [worker.communicate() for worker in workers]
    for worker, (_, complaint) in zip(workers, told, strict=True):
        if worker.returncode:
            raise Problem(f"a worker failed:\n{complaint}")
    return [msgspec.json.decode(said.splitlines()[-1], type=Night) for said, _ in told]


def _rows(challenges: int, nights: "list[Night]", again: int, left: int, right: float) -> "Iterator[Row]":
    from worker.app import app

    seconds = max(night.ended for night in nights) - min(night.begun for night in nights)
    most = SWEEPS * app.conf.beat_schedule["sweep"]["schedule"]
    name = f"{challenges:,} challenges of one minute, {WORKERS} workers"
    yield _row(f"{name}: by the clock", seconds, "s", most)
    yield _row(f"{name}: left unsettled", left, "challenges", 0)
    yield _row(f"{name}: settled a second time", again, "challenges", 0)
    yield _row(f"{name}: results that are not the ledger's", 1 - right, "share", 0)
    yield _row(f"{name}: rate", challenges / seconds, "challenges/s")
    yield _row(f"{name}: processor time of the workers", 1e3 * sum(one.processor for one in nights), "ms")
    yield _row(f"{name}: the busier worker's part", max(one.settled for one in nights), "challenges")


def _tell(rows: "list[Row]", out: Path, console: Console, load: float, others: float) -> None:
    from bench import report

    table = Table("", "measured", "wanted", "holds", title="Settling challenges that end together")
    for row in rows:
        wanted = "" if row.target is None else f"at most {row.target:g}"
        holds = "" if row.target is None else "yes" if row.holds else "[bold red]no"
        table.add_row(row.name, f"{row.value:,g} {row.unit}", wanted, holds)
    console.print(table)
    console.print(f"Meanwhile other programs kept {others:.2f} cores busy: above 0.1, measure again in peace.")
    about = report.machine(Cores(), load, others)
    out.write_bytes(msgspec.json.format(msgspec.json.encode(report.as_file(rows, about)), indent=1) + b"\n")
    console.print(f"all figures: {out}")


def _row(name: str, value: float, unit: str, most: float | None = None) -> "Row":
    from bench.report import Row

    value = float(f"{value:.4g}")
    return Row(name, value, unit, target=most, holds=None if most is None else value <= most)


if __name__ == "__main__":
    main()
