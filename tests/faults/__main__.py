"""`make faults`: kill processes while people earn points, and compare with a run without kills."""

import asyncio
import os
import sys
import tempfile
import warnings
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from bench import report
from bench.cores import Cores
from bench.report import ReportRow
from bench.servers import BENCH_ROOT, run_bench_servers
from faults.fault_run import RunOutcome, run_scenario
from faults.killable_processes import run_processes
from redis.asyncio import Redis
from rich.console import Console
from rich.table import Table
from support.postgres_urls import connect_as_admin
from support.truncation import TRUNCATE_EVERY_TABLE

from learning.tables.database import close_pool, open_pool
from ops.embedded import ServerAddresses
from ops.migrate import migrate_database
from ops.operator_errors import OperatorError


@click.command()
@click.option("--people", default=560, help="People who learn; each earns three or four badges.")
@click.option("--kills", default=20, help="Times that the API or the worker is killed.")
@click.option(
    "--out",
    default=BENCH_ROOT / "build" / "faults.json",
    type=click.Path(path_type=Path),
    help="File of figures.",
)
def run_command(people: int, kills: int, out: Path) -> None:
    """Run the same scenario without and with kills. A difference is a failure."""
    warnings.filterwarnings("ignore", message=".*Unable to fetch server version")
    console, load, started_at = (
        Console(width=None if sys.stdout.isatty() else 150),
        os.getloadavg()[0],
        datetime.now(UTC),
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="faults-", dir=out.parent) as folder,
            run_bench_servers(Path(folder)) as addresses,
        ):
            undisturbed, disturbed = asyncio.run(
                _run_both(addresses, Path(folder), people, kills, started_at)
            )
    except OperatorError as problem:
        sys.exit(f"faults: {problem}")
    rows = _list_rows(undisturbed, disturbed, kills)
    _report_results(rows, out, console, load)
    if not all(row.holds for row in rows if row.holds is not None):
        sys.exit("faults: something was lost, or awarded twice")


async def _run_both(
    addresses: ServerAddresses, folder: Path, people: int, kills: int, started_at: datetime
) -> tuple[RunOutcome, RunOutcome]:
    """Run it twice, each time with an empty database and an empty Redis."""
    found = []
    await migrate_database(addresses.database_url)
    await open_pool(os.environ["DATABASE_URL"])
    try:
        for name, number in (("undisturbed", 0), ("disturbed", kills)):
            await _empty_servers(addresses)
            with run_processes(folder / name, addresses) as processes:
                found.append(
                    await run_scenario(processes, addresses.redis_url, people, number, started_at)
                )
    finally:
        await close_pool()
    return found[0], found[1]


async def _empty_servers(addresses: ServerAddresses) -> None:
    async with connect_as_admin() as conn:
        await conn.execute(TRUNCATE_EVERY_TABLE)
    async with Redis.from_url(addresses.redis_url) as client:
        await client.flushdb()


def _list_rows(undisturbed: RunOutcome, disturbed: RunOutcome, kills: int) -> list[ReportRow]:
    counts, differing_tables = (
        disturbed.counts,
        [name for name in undisturbed.ending if undisturbed.ending[name] != disturbed.ending[name]],
    )
    differing_rows = sum(
        len({*undisturbed.ending[name]} ^ {*disturbed.ending[name]}) for name in undisturbed.ending
    )
    duplicates = sum(
        len(lines) - len({line[:3] for line in lines})
        for name, lines in disturbed.ending.items()
        if name == "ledger"
    )
    totals = {login: points for login, points, *_ in disturbed.ending["totals"] if points}
    rows = [
        ReportRow(
            "kills",
            sum(counts.kills.values()),
            "kills",
            target=kills,
            holds=sum(counts.kills.values()) >= kills,
        ),
        ReportRow(
            "rows that differ from the run without kills",
            differing_rows,
            "rows",
            target=0,
            holds=not differing_tables and not differing_rows,
        ),
        ReportRow(
            "ledger lines that are there twice", duplicates, "lines", target=0, holds=not duplicates
        ),
        ReportRow(
            "people whose board shows another total",
            sum(disturbed.board.get(login) != points for login, points in totals.items()),
            "people",
            target=0,
            holds=disturbed.board == totals,
        ),
    ]
    awards, lines = len(disturbed.ending["awards"]), len(disturbed.ending["ledger"])
    figures = {
        "badges awarded": (awards, "awards"),
        "ledger lines": (lines, "lines"),
        "points": (sum(line[3] for line in disturbed.ending["ledger"]), "points"),
        "API killed": (counts.kills["API"], "kills"),
        "worker killed": (counts.kills["worker"], "kills"),
        "worker killed with a ceremony half done": (counts.at_ceremony, "kills"),
        "requests cut off and sent again": (counts.cut_off, "requests"),
        "entries that were in already when they came again": (counts.repeated, "entries"),
        "time without kills": (round(undisturbed.counts.seconds, 1), "s"),
        "time with kills": (round(counts.seconds, 1), "s"),
    }
    return rows + [ReportRow(name, value, unit) for name, (value, unit) in figures.items()]


def _report_results(rows: list[ReportRow], out: Path, console: Console, load: float) -> None:
    table = Table("", "measured", "wanted", "holds", title="Awards while processes are killed")
    for row in rows:
        wanted = "" if row.target is None else f"{row.target:g}"
        holds = "" if row.holds is None else "yes" if row.holds else "[bold red]no"
        table.add_row(row.name, f"{row.value:,g} {row.unit}", wanted, holds)
    console.print(table)
    about = report.describe_machine(Cores(), load, 0.0)
    out.write_bytes(
        msgspec.json.format(msgspec.json.encode(report.make_report(rows, about)), indent=1) + b"\n"
    )
    console.print(f"all figures: {out}")


if __name__ == "__main__":
    run_command()
