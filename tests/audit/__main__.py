"""`make audit`: attack the app, and say what each attack costs or gains."""

import asyncio
import json
import sys
import tempfile
import warnings
from pathlib import Path

import click
from audit.measure_inputs import InputCost, measure_large_inputs
from audit.report import list_input_rows, make_report, print_inputs
from bench.servers import BENCH_ROOT, run_bench_servers
from rich.console import Console

from learning.tables.database import close_pool, open_pool
from ops.migrate import migrate_database


@click.command()
@click.option("--stored", default=2800, help="Stored answers to one concept.")
@click.option(
    "--out",
    default=BENCH_ROOT / "build" / "audit.json",
    type=click.Path(path_type=Path),
    help="File of figures.",
)
def run_command(stored: int, out: Path) -> None:
    """Measure, print tables, and write a file. A missed target is no failure."""
    warnings.filterwarnings("ignore", message=".*Unable to fetch server version")
    console = Console(width=None if sys.stdout.isatty() else 150)
    out.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="audit-", dir=out.parent) as folder,
        run_bench_servers(Path(folder)) as addresses,
    ):
        costs = asyncio.run(_measure(addresses.database_url, stored))
    print_inputs(console, costs)
    out.write_text(json.dumps(make_report(list(list_input_rows(costs))), indent=1) + "\n")


async def _measure(database_url: str, stored: int) -> list[InputCost]:
    await migrate_database(database_url)
    await open_pool(database_url)
    try:
        return await measure_large_inputs(stored)
    finally:
        await close_pool()


if __name__ == "__main__":
    run_command()
