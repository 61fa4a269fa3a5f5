"""`make bench-boards`: measure boards of up to a million members.

The figures are compared with bare Redis calls and with SQL.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import click
import msgspec
from bench import report
from bench.boards_calls import BoardCallTimes, PairedTimes, measure_board_calls
from bench.boards_population import (
    create_team_levels,
    get_population_day,
    insert_people,
    list_board_sizes,
)
from bench.boards_repair import RepairCost
from bench.cores import Cores, OtherPrograms
from bench.report import ReportRow
from bench.servers import BENCH_ROOT, open_setup_pool, run_bench_servers
from rich.console import Console
from rich.table import Table

from learning.actions.boards.open_boards import open_boards
from learning.rules.boards.periods import find_period_start
from learning.tables.database import close_pool
from ops.embedded import ServerAddresses
from ops.migrate import migrate_database
from ops.operator_errors import OperatorError

MAX_TIME_OVER_BARE_CALLS = 1.5
"""The time of our code divided by that of the bare calls."""
MAX_TIME_GROWTH = 1.3
"""The time on the largest board divided by that on the smallest."""
MAX_MEMORY_GROWTH = 1.3
"""The peak memory of a repair of all people divided by that of a tenth of them."""


@dataclass
class BoardMeasurements:
    """Everything that was measured.

    `repairs` are by number of people. `checked` is a repair that found nothing wrong.
    """

    calls: list[BoardCallTimes] = field(default_factory=list)
    repairs: dict[int, RepairCost] = field(default_factory=dict)
    checked: RepairCost | None = None
    bytes_a_row: float = 0.0


@click.command()
@click.option(
    "--people", default=1_000_000, help="People of the organisation: members of the largest board."
)
@click.option("--least", default=1000, help="People of a team: members of the smallest board.")
@click.option("--calls", default=50, help="Calls of a turn.")
@click.option("--rounds", default=40, help="Rounds; in each, all boards take their turns.")
@click.option(
    "--out",
    default=BENCH_ROOT / "build" / "bench-boards.json",
    type=click.Path(path_type=Path),
    help="File of figures.",
)
def run_command(people: int, least: int, calls: int, rounds: int, out: Path) -> None:
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
            found = asyncio.run(measure_boards(addresses, people, least, calls, rounds, console))
    except OperatorError as problem:
        sys.exit(f"bench: {problem}")
    _report_results(found, out, console, load, other_programs.count_busy_cores())


async def measure_boards(
    addresses: ServerAddresses, people: int, least: int, calls: int, rounds: int, console: Console
) -> BoardMeasurements:
    """Let the organisation grow in two steps, repair all boards after each, then measure calls."""
    await migrate_database(addresses.database_url)
    await open_setup_pool()
    boards, now, found, before = (
        open_boards(addresses.redis_url),
        datetime.now(UTC),
        BoardMeasurements(),
        0,
    )
    teams = await create_team_levels(people, least, now)
    for size in (people // 10, people):
        console.print(f"==> {size:,} people earn points")
        await insert_people(len(teams), least, before, size, now)
        console.print(
            f"==> all their boards are repaired from nothing,"
            f" {size:,} people in {len(teams)} levels of teams"
        )
        await boards.nodes.client.flushdb()
        found.repairs[size], before = _run_repair(), size
    found.bytes_a_row = await _read_used_memory(boards.nodes.client) / found.repairs[people].rows
    console.print("==> again, with nothing wrong")
    found.checked = _run_repair()
    console.print("==> raise, rank and around-me on the boards of one team of each level")
    by_size = dict(zip(list_board_sizes(people, least), teams, strict=True))
    found.calls = await measure_board_calls(
        boards, by_size, find_period_start("week", get_population_day(now)), calls, rounds
    )
    await boards.close()
    await close_pool()
    return found


def _run_repair() -> RepairCost:
    done = subprocess.run(
        [sys.executable, "-m", "bench.boards_repair"],
        cwd=BENCH_ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise OperatorError(f"the repair failed:\n{done.stderr}")
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=RepairCost)


async def _read_used_memory(client: object) -> float:
    info = await client.info("memory")  # type: ignore[attr-defined] # a client of Redis
    return float(info["used_memory"])


def _report_results(
    found: BoardMeasurements, out: Path, console: Console, load: float, others: float
) -> None:
    rows = [*_list_target_rows(found), *_list_figure_rows(found)]
    table = Table(
        "",
        "measured",
        "floor",
        "ratio",
        "wanted",
        "holds",
        title="Boards, through our code and by bare calls",
    )
    for row in rows:
        floor, ratio = ("" if value is None else f"{value:,g}" for value in (row.floor, row.ratio))
        wanted = "" if row.target is None else f"at most {row.target:g}"
        holds = "" if row.holds is None else "yes" if row.holds else "[bold red]no"
        table.add_row(row.name, f"{row.value:,g} {row.unit}", floor, ratio, wanted, holds)
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


def _list_target_rows(found: BoardMeasurements) -> Iterator[ReportRow]:
    first, last = found.calls[0], found.calls[-1]
    for calls in found.calls:
        yield _make_comparison_row(
            f"raise, rank and around-me, {calls.size:,} members",
            calls.single,
            MAX_TIME_OVER_BARE_CALLS,
        )
    flat = median(most / few for most, few in zip(last.single.ours, first.single.ours, strict=True))
    yield _make_row(
        f"the same at {last.size:,} members over at {first.size:,}", flat, "times", MAX_TIME_GROWTH
    )
    fewest, most = min(found.repairs), max(found.repairs)
    grown = found.repairs[most].peak / found.repairs[fewest].peak
    yield _make_row(
        f"full repair, peak memory at {most:,} people over at {fewest:,}",
        grown,
        "times",
        MAX_MEMORY_GROWTH,
    )


def _list_figure_rows(found: BoardMeasurements) -> Iterator[ReportRow]:
    for calls in found.calls:
        yield _make_comparison_row(
            f"many rows together, then rank and around-me, {calls.size:,} members", calls.together
        )
        ours = median(calls.single.ours)
        yield _make_row(
            f"the same rank by SQL window function, {calls.size:,} members",
            1e3 * median(calls.sql),
            "ms",
        )
        yield _make_row(
            f"SQL over our code, {calls.size:,} members", median(calls.sql) / ours, "times"
        )
    for people, repair in found.repairs.items():
        yield from _list_repair_rows(f"full repair, {people:,} people", people, repair)
    if found.checked:
        yield from _list_repair_rows(
            "the same with nothing wrong", max(found.repairs), found.checked
        )
    yield _make_row("memory in Redis", found.bytes_a_row, "bytes a row")


def _list_repair_rows(name: str, people: int, repair: RepairCost) -> Iterator[ReportRow]:
    yield _make_row(f"{name}: rate", people / repair.seconds, "people/s")
    if repair.rows:
        yield _make_row(f"{name}: rows", repair.rows / repair.seconds, "rows/s")
    yield _make_row(f"{name}: time", repair.seconds, "s")
    yield _make_row(f"{name}: processor time of the process", repair.processor, "s")
    yield _make_row(f"{name}: peak memory of the process", repair.peak / 2**20, "MiB")


def _make_comparison_row(name: str, timed: PairedTimes, most: float | None = None) -> ReportRow:
    ours, bare = (float(f"{1e6 * median(seconds):.4g}") for seconds in (timed.ours, timed.bare))
    ratio = float(f"{timed.time_ratio:.4g}")
    return ReportRow(name, ours, "µs", bare, ratio, most, None if most is None else ratio <= most)


def _make_row(name: str, value: float, unit: str, most: float | None = None) -> ReportRow:
    value = float(f"{value:.4g}")
    return ReportRow(name, value, unit, target=most, holds=None if most is None else value <= most)


if __name__ == "__main__":
    run_command()
