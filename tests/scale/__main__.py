"""`make scale`: build organisations of several sizes and time everything that could grow."""

import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
import msgspec
from bench import report
from bench.cores import Cores, OtherPrograms
from bench.load import LoadError
from bench.report import ReportRow
from bench.servers import BENCH_ROOT, run_bench_servers
from rich.console import Console
from rich.table import Table
from scale.figures import SizeFigures, calculate_growth, list_size_rows, select_shown_names
from scale.population import ScaleSize
from scale.run import measure_size

from ops.operator_errors import OperatorError

DISK_BYTES_PER_PERSON = 200_000


@click.command()
@click.option("--people", default="1000,10000", help="Numbers of people, the fewest first.")
@click.option(
    "--out",
    default=BENCH_ROOT / "build" / "scale.json",
    type=click.Path(path_type=Path),
    help="File of figures.",
)
@click.option("--days", default=90, help="Days on which they practised.")
@click.option("--requests", default=20, help="Requests of a role for one screen.")
@click.option("--slack", default=1.0, help="What each goal is multiplied by, on a busy machine.")
def run_command(people: str, out: Path, days: int, requests: int, slack: float) -> None:
    """Measure, print a table, and write a file. Exits 1 when a row breaks its goal."""
    warnings.filterwarnings("ignore", message=".*Unable to fetch server version")
    console = Console(width=None if sys.stdout.isatty() else 150)
    sizes = [ScaleSize(int(size), days, requests) for size in people.split(",")]
    largest = max(size.people for size in sizes)
    out.parent.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(out.parent).free < (room := DISK_BYTES_PER_PERSON * largest):
        sys.exit(f"scale: {out.parent} needs {room / 1e9:.1f} GB of free disk for so many people.")
    load, other_programs = os.getloadavg()[0], OtherPrograms()
    try:
        found = [_measure_on_new_servers(size, out.parent, console) for size in sizes]
    except (LoadError, OperatorError) as problem:
        sys.exit(f"scale: {problem}")
    about = report.describe_machine(Cores(), load, other_programs.count_busy_cores())
    _write_figures(found, slack, about, out)
    broken = _print_table(found, slack, console)
    console.print(f"all figures: {out}")
    if broken:
        sys.exit(f"scale: {broken} rows break their goal")


def _measure_on_new_servers(size: ScaleSize, parent: Path, console: Console) -> SizeFigures:
    with (
        _restored_environment(),
        tempfile.TemporaryDirectory(prefix="scale-", dir=parent) as folder,
        run_bench_servers(Path(folder)) as addresses,
    ):
        return measure_size(size, Path(folder), addresses, console)


@contextmanager
def _restored_environment() -> Iterator[None]:
    """Restore the variables at the end. Those of running servers are set while they run."""
    before = dict(os.environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _write_figures(
    found: list[SizeFigures], slack: float, about: dict[str, object], out: Path
) -> None:
    sizes = {
        str(figures.people): [asdict(row) for row in list_size_rows(figures, slack)]
        for figures in found
    }
    growth = calculate_growth(found[0], found[-1])
    content = {"machine": about, "sizes": sizes, "growth": growth}
    out.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")


def _print_table(found: list[SizeFigures], slack: float, console: Console) -> int:
    """Print the rows with their growth, and return the number of broken goals.

    Of a screen, only the role with the largest value is shown. The file has all.
    """
    rows = {
        figures.people: {row.name: row for row in list_size_rows(figures, slack)}
        for figures in found
    }
    growth = calculate_growth(found[0], found[-1])
    table = Table("", *(f"{people:,}" for people in rows), "growth", "at most", title="Scale")
    for name in select_shown_names(rows[found[-1].people]):
        last = rows[found[-1].people][name]
        cells = [_write_cell(by_name.get(name)) for by_name in rows.values()]
        grown = f"{growth[name]:.1f} times" if name in growth and len(found) > 1 else ""
        most = "" if last.target is None else f"{last.target:g} {last.unit}"
        table.add_row(name, *cells, grown, most)
    console.print(table)
    return sum(row.holds is False for by_name in rows.values() for row in by_name.values())


def _write_cell(row: ReportRow | None) -> str:
    if row is None:
        return ""
    text = f"{row.value:,g} {row.unit}"
    return f"[bold red]{text}[/]" if row.holds is False else text


if __name__ == "__main__":
    run_command()
