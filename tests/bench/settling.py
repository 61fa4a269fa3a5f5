"""`make bench-settling`: thousands of challenges that end in the same minute, and their ceremonies, by two workers at once."""

import asyncio
import os
import subprocess
import sys
import tempfile
import warnings
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from bench import report
from bench.cores import Cores, Neighbours
from bench.report import Row
from bench.servers import ROOT, database_and_redis
from bench.settling_crowd import pour
from bench.settling_night import Night
from bench.settling_rows import celebrated, settled
from rich.console import Console
from rich.table import Table

from learning.tables.database import close_pool, open_pool
from ops.migrate import migrate_database
from ops.operator_errors import OperatorError

WORKERS = 2


@click.command()
@click.option("--challenges", default=5000, help="How many end in the same minute.")
@click.option(
    "--out",
    default=ROOT / "build" / "bench-settling.json",
    type=click.Path(path_type=Path),
    help="File of figures.",
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
            rows = asyncio.run(_measure(there.database_url, challenges, console))
    except OperatorError as problem:
        sys.exit(f"bench: {problem}")
    _tell(rows, out, console, load, neighbours.cores())


async def _measure(database_url: str, challenges: int, console: Console) -> list[Row]:

    await migrate_database(database_url)
    await open_pool(os.environ["DATABASE_URL"], 2)
    console.print(f"==> {challenges:,} challenges end")
    due = await pour(challenges, datetime.now(UTC))
    console.print("==> settling them")
    nights, again = _work("settle", due), _work("settle", due)
    rows = await settled(challenges, nights, again)
    console.print("==> holding their ceremonies")
    nights, again = _work("ceremonies", due), _work("ceremonies", due)
    rows += await celebrated(challenges, nights, again)
    await close_pool()
    return rows


def _work(work: str, due: datetime) -> list[Night]:
    """Let all workers begin at once, each a process of its own."""
    command = [sys.executable, "-m", "bench.settling_night", work, due.isoformat()]
    workers = [
        subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(WORKERS)
    ]
    told = [worker.communicate() for worker in workers]
    for worker, (_, complaint) in zip(workers, told, strict=True):
        if worker.returncode:
            raise OperatorError(f"a worker failed:\n{complaint}")
    return [msgspec.json.decode(said.splitlines()[-1], type=Night) for said, _ in told]


def _tell(rows: list[Row], out: Path, console: Console, load: float, others: float) -> None:
    table = Table(
        "",
        "measured",
        "wanted",
        "holds",
        title="Challenges that end together: settled, and everybody paid",
    )
    for row in rows:
        wanted = "" if row.target is None else f"at most {row.target:g}"
        holds = "" if row.target is None else "yes" if row.holds else "[bold red]no"
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


if __name__ == "__main__":
    main()
