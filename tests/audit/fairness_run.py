"""Run every pattern of a hostile phone against an API process of its own.

`PYTHONPATH=tests .venv/bin/python -m audit.fairness_run --seconds 3 --rounds 3`
"""

import asyncio
import json
import tempfile
from pathlib import Path

import click
from audit.fairness import Waits, list_fairness_rows, measure_pattern
from audit.fairness_world import FairnessWorld, create_fairness_world
from audit.hostile_patterns import PATTERNS
from audit.report import make_report, print_waits
from bench.servers import BENCH_ROOT, run_bench_servers, serve_product
from rich.console import Console

from learning.tables.database import close_pool, open_pool
from ops.migrate import migrate_database


def measure_fairness(
    folder: Path, rounds: int, seconds: float, stored: int, only: str = ""
) -> list[Waits]:
    """Measure the patterns whose names contain `only`. It runs servers in the folder."""
    with run_bench_servers(folder) as addresses:
        world = asyncio.run(_create_world(addresses.database_url, stored))
        with serve_product(folder, addresses) as address:
            return [
                measure_pattern(address, pattern, world, rounds, seconds)
                for pattern in PATTERNS
                if only in pattern.name
            ]


async def _create_world(database_url: str, stored: int) -> FairnessWorld:
    await migrate_database(database_url)
    await open_pool(database_url)
    try:
        return await create_fairness_world(stored)
    finally:
        await close_pool()


@click.command()
@click.option("--rounds", default=3, help="Quiet times and attacks of each pattern.")
@click.option("--seconds", default=3.0, help="Seconds of a quiet time. An attack is twice as long.")
@click.option("--stored", default=4000, help="Stored answers to one concept.")
@click.option("--only", default="", help="Patterns with this in their name.")
@click.option(
    "--out",
    default=BENCH_ROOT / "build" / "audit-fairness.json",
    type=click.Path(path_type=Path),
    help="File of figures.",
)
def run_command(rounds: int, seconds: float, stored: int, only: str, out: Path) -> None:
    """Measure, print a table, and write a file. A missed target is no failure."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="audit-", dir=out.parent) as folder:
        all_waits = measure_fairness(Path(folder), rounds, seconds, stored, only)
    print_waits(Console(), all_waits)
    out.write_text(
        json.dumps(make_report((), list(list_fairness_rows(all_waits))), indent=1) + "\n"
    )


if __name__ == "__main__":
    run_command()
