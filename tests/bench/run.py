"""The whole benchmark on running servers: create data, warm up, measure, and report."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import msgspec
from bench import report
from bench.bench_database import BenchDatabase, create_bench_database
from bench.cores import Cores, OtherPrograms, place_processes
from bench.load import Sample, generate_load
from bench.request_kinds import RequestKind, list_request_kinds, make_hello_kind
from bench.rounds import MeasuringPlan, measure_requests
from bench.servers import serve_product
from bench.statements import count_statements
from rich.console import Console
from rich.progress import Progress

from ops.embedded import ServerAddresses

WARM_UP_SECONDS = 0.5
"""The longest warm-up of a request kind. It opens connections and fills caches."""


@dataclass(frozen=True, slots=True)
class BenchOptions:
    """The options of the command."""

    people: int
    rounds: int
    seconds: float
    clients: tuple[int, ...]
    out: Path


def measure_and_report(
    options: BenchOptions,
    console: Console,
    folder: Path,
    addresses: ServerAddresses,
    cores: Cores,
    load_before: float,
) -> None:
    """Measure everything, print tables, and write the file.

    Raises:
        LoadError: a response was wrong.
    """
    console.print(f"==> an organisation of {options.people} with a month behind it")
    database = asyncio.run(create_bench_database(addresses.database_url, options.people))
    statement_counts = asyncio.run(count_statements(database.catalogue, database.people))
    kinds, plan = (
        list_request_kinds(database.catalogue),
        MeasuringPlan(options.rounds, options.seconds, options.clients),
    )
    with (
        serve_product(folder, addresses) as address,
        Progress(console=console, transient=True) as progress,
    ):
        place_processes(cores)
        hello_sample = _warm_up(
            [*kinds, make_hello_kind()],
            database,
            address,
            max(options.clients),
            min(WARM_UP_SECONDS, 2 * options.seconds),
        )
        task = progress.add_task("==> measuring", total=plan.count_runs(kinds))
        other_programs = OtherPrograms()
        results = measure_requests(
            plan, kinds, database, address, place_processes(cores), lambda: progress.advance(task)
        )
        others = other_programs.count_busy_cores()
    rows = report.list_rows(results, statement_counts, hello_sample)
    report.print_tables(console, results, rows, hello_sample, others)
    about = report.describe_machine(cores, load_before, others)
    options.out.write_bytes(
        msgspec.json.format(msgspec.json.encode(report.make_report(rows, about)), indent=1) + b"\n"
    )
    console.print(f"all figures: {options.out}")


def _warm_up(
    kinds: list[RequestKind],
    database: BenchDatabase,
    address: tuple[str, int],
    clients: int,
    seconds: float,
) -> Sample:
    """Run every request kind for a short time. Give the sample of the last one."""
    sample = Sample()
    for kind in kinds:
        sample = generate_load(
            address, kind.make_clients(database.people, clients), kind.check, seconds
        )
    return sample
