"""`make bench-settling`: two workers settle thousands of challenges that end at the same time."""

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
from bench.cores import Cores, OtherPrograms
from bench.report import ReportRow
from bench.servers import BENCH_ROOT, open_setup_pool, run_bench_servers
from bench.settling_population import insert_ending_challenges
from bench.settling_rows import list_ceremony_rows, list_settling_rows
from bench.settling_run import WorkerResult
from rich.console import Console
from rich.table import Table

from learning.tables.database import close_pool
from ops.migrate import migrate_database
from ops.operator_errors import OperatorError

WORKER_COUNT = 2


@click.command()
@click.option("--challenges", default=5000, help="How many end in the same minute.")
@click.option(
    "--out",
    default=BENCH_ROOT / "build" / "bench-settling.json",
    type=click.Path(path_type=Path),
    help="File of figures.",
)
def run_command(challenges: int, out: Path) -> None:
    """Measure, print a table, and write a file. A missed target is no failure."""
    warnings.filterwarnings("ignore", message=".*Unable to fetch server version")
    console = Console(width=None if sys.stdout.isatty() else 150)
    out.parent.mkdir(parents=True, exist_ok=True)
    load, other_programs = os.getloadavg()[0], OtherPrograms()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="bench-", dir=out.parent) as folder,
            run_bench_servers(Path(folder)) as addresses,
        ):
            rows = asyncio.run(measure_settling(addresses.database_url, challenges, console))
    except OperatorError as problem:
        sys.exit(f"bench: {problem}")
    _report_results(rows, out, console, load, other_programs.count_busy_cores())


async def measure_settling(database_url: str, challenges: int, console: Console) -> list[ReportRow]:
    await migrate_database(database_url)
    await open_setup_pool()
    console.print(f"==> {challenges:,} challenges end")
    due = await insert_ending_challenges(challenges, datetime.now(UTC))
    console.print("==> settling them")
    results, second_run = _run_workers("settle", due), _run_workers("settle", due)
    rows = await list_settling_rows(challenges, results, second_run)
    console.print("==> holding their ceremonies")
    results, second_run = _run_workers("ceremonies", due), _run_workers("ceremonies", due)
    rows += await list_ceremony_rows(challenges, results, second_run)
    await close_pool()
    return rows


def _run_workers(work: str, due: datetime) -> list[WorkerResult]:
    """Start all workers at once, each in its own process, and collect their results."""
    command = [sys.executable, "-m", "bench.settling_run", work, due.isoformat()]
    workers = [
        subprocess.Popen(
            command, cwd=BENCH_ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(WORKER_COUNT)
    ]
    outputs = [worker.communicate() for worker in workers]
    for worker, (_, stderr) in zip(workers, outputs, strict=True):
        if worker.returncode:
            raise OperatorError(f"a worker failed:\n{stderr}")
    return [
        msgspec.json.decode(stdout.splitlines()[-1], type=WorkerResult) for stdout, _ in outputs
    ]


def _report_results(
    rows: list[ReportRow], out: Path, console: Console, load: float, others: float
) -> None:
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
        f"Meanwhile other programs kept {others:.2f} cores busy:"
        " above 0.1, measure again when they are idle."
    )
    about = report.describe_machine(Cores(), load, others)
    out.write_bytes(
        msgspec.json.format(msgspec.json.encode(report.make_report(rows, about)), indent=1) + b"\n"
    )
    console.print(f"all figures: {out}")


if __name__ == "__main__":
    run_command()
