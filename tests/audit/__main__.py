"""`make audit`: attack the app, and say what each attack costs or gains."""

import asyncio
import json
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import click
from audit.attack_table import list_attack_rows, print_attacks
from audit.fairness import list_fairness_rows
from audit.fairness_run import measure_fairness
from audit.farming_run import search_farms
from audit.lock_out_run import list_lock_out_rows, run_attack
from audit.measure_inputs import InputCost, measure_large_inputs
from audit.report import list_input_rows, make_report, print_inputs, print_rows, print_waits
from bench.report import ReportRow
from bench.servers import BENCH_ROOT, run_bench_servers
from rich.console import Console

from learning.tables.database import close_pool, open_pool
from ops.migrate import migrate_database

PARTS = ("inputs", "fairness", "farming", "lock-out")


@click.command()
@click.option("--stored", default=2800, help="Stored answers to one concept.")
@click.option("--parts", default=",".join(PARTS), help="Parts to run, separated by commas.")
@click.option("--rounds", default=3, help="Rounds of each attack of a hostile phone.")
@click.option("--examples", default=60, help="Examples of the search for farms.")
@click.option("--minutes", default=1.0, help="Minutes of the lock-out attack.")
@click.option(
    "--out",
    default=BENCH_ROOT / "build" / "audit.json",
    type=click.Path(path_type=Path),
    help="File of figures.",
)
def run_command(
    stored: int, parts: str, rounds: int, examples: int, minutes: float, out: Path
) -> None:
    """Measure, print tables, and write a file. A missed target is no failure."""
    warnings.filterwarnings("ignore", message=".*Unable to fetch server version")
    console = Console(width=None if sys.stdout.isatty() else 150)
    out.parent.mkdir(parents=True, exist_ok=True)
    runs: dict[str, Callable[[Path], list[ReportRow]]] = {
        "inputs": lambda folder: _run_inputs(console, folder, stored),
        "fairness": lambda folder: _run_fairness(console, folder, stored, rounds),
        "farming": lambda folder: search_farms(folder, examples),
        "lock-out": lambda folder: _run_lock_out(folder, minutes),
    }
    rows: list[ReportRow] = []
    for part in parts.split(","):
        with tempfile.TemporaryDirectory(prefix="audit-", dir=out.parent) as folder:
            rows += runs[part](Path(folder))
    attacks = list(list_attack_rows(rows))
    print_rows(console, [row for row in rows if row.name.startswith(("farming", "lock-out"))])
    print_attacks(console, attacks)
    out.write_text(json.dumps(make_report([*rows, *attacks]), indent=1) + "\n")


def _run_inputs(console: Console, folder: Path, stored: int) -> list[ReportRow]:
    with run_bench_servers(folder) as addresses:
        costs = asyncio.run(_measure(addresses.database_url, stored))
    print_inputs(console, costs)
    return list(list_input_rows(costs))


def _run_fairness(console: Console, folder: Path, stored: int, rounds: int) -> list[ReportRow]:
    all_waits = measure_fairness(folder, rounds, 3.0, stored)
    print_waits(console, all_waits)
    return list(list_fairness_rows(all_waits))


def _run_lock_out(folder: Path, minutes: float) -> list[ReportRow]:
    return list(list_lock_out_rows(run_attack(folder, 60 * minutes, 8), 60 * minutes))


async def _measure(database_url: str, stored: int) -> list[InputCost]:
    await migrate_database(database_url)
    await open_pool(database_url)
    try:
        return await measure_large_inputs(stored)
    finally:
        await close_pool()


if __name__ == "__main__":
    run_command()
