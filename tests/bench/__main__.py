"""`make bench`: measure recording answers and opening today, and compare with bare statements."""

import os
import sys
import tempfile
import warnings
from pathlib import Path

import click
from bench.cores import reserve_api_core
from bench.load import LoadError
from bench.run import BenchOptions, measure_and_report
from bench.servers import BENCH_ROOT, run_bench_servers
from rich.console import Console

from ops.operator_errors import OperatorError


@click.command()
@click.option("--people", default=400, help="People of the organisation.")
@click.option("--rounds", default=4, help="Rounds; each has two runs of everything.")
@click.option("--seconds", default=0.9, help="Seconds of one run.")
@click.option("--clients", default="1,16,64", help="Numbers of clients.")
@click.option(
    "--out",
    default=BENCH_ROOT / "build" / "bench.json",
    type=click.Path(path_type=Path),
    help="File of figures.",
)
def run_command(people: int, rounds: int, seconds: float, clients: str, out: Path) -> None:
    """Measure on loopback, print tables, and write a file. A missed target is no failure."""
    warnings.filterwarnings("ignore", message=".*Unable to fetch server version")
    console = Console(width=None if sys.stdout.isatty() else 150)
    load_before, cores = os.getloadavg()[0], reserve_api_core()
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="bench-", dir=out.parent) as folder,
            run_bench_servers(Path(folder)) as addresses,
        ):
            wanted = BenchOptions(people, rounds, seconds, tuple(map(int, clients.split(","))), out)
            measure_and_report(wanted, console, Path(folder), addresses, cores, load_before)
    except (LoadError, OperatorError) as problem:
        sys.exit(f"bench: {problem}")


if __name__ == "__main__":
    run_command()
