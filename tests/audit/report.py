"""The report of `make audit`: tables, and the content of `build/audit.json`."""

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from audit.checks import Part, describe_parts
from audit.fairness import MAX_TIMES_QUIET, Waits, find_percentile
from audit.measure_inputs import MAX_LOOP_SECONDS, InputCost
from bench.report import ReportRow
from rich.console import Console
from rich.table import Table


def list_input_rows(costs: Sequence[InputCost]) -> Iterator[ReportRow]:
    """List the loop time, the time and the memory of each input."""
    target = 1000 * MAX_LOOP_SECONDS
    for cost in costs:
        loop = round(1000 * cost.loop_seconds, 1)
        yield ReportRow(f"{cost.name}: event loop", loop, "ms", target=target, holds=loop <= target)
        late = round(1000 * cost.late_seconds, 1)
        yield ReportRow(f"{cost.name}: event loop by the clock", late, "ms")
        yield ReportRow(f"{cost.name}: time", round(cost.seconds, 3), "s")
        yield ReportRow(f"{cost.name}: processor time", round(cost.computed_seconds, 3), "s")
        yield ReportRow(f"{cost.name}: new peak memory", round(cost.peak_bytes / 1024**2, 1), "MB")
        yield ReportRow(f"{cost.name}: answer", cost.status, "status")


def print_inputs(console: Console, costs: Sequence[InputCost]) -> None:
    """Print the table of the largest inputs, if some were sent."""
    if not costs:
        return
    table = Table("input", title="The largest inputs, and inputs made to take long")
    columns = "kB,answer,time s,processor s,event loop ms,by the clock ms,new peak MB"
    for name in columns.split(","):
        table.add_column(name, justify="right")
    for cost in costs:
        loop = f"{1000 * cost.loop_seconds:.0f}"
        table.add_row(
            cost.name,
            f"{cost.size / 1024:,.0f}",
            str(cost.status),
            f"{cost.seconds:.2f}",
            f"{cost.computed_seconds:.2f}",
            loop if cost.loop_seconds <= MAX_LOOP_SECONDS else f"[bold red]{loop}",
            f"{1000 * cost.late_seconds:.0f}",
            f"{cost.peak_bytes / 1024**2:.0f}",
        )
    console.print(table)


def print_waits(console: Console, all_waits: Sequence[Waits]) -> None:
    """Print how long colleagues waited for their break, quiet and during each attack."""
    if not all_waits:
        return
    title = (
        f"One hostile phone: p95 of today for colleagues (at most {MAX_TIMES_QUIET:g} times quiet)"
    )
    table = Table("what the phone does", title=title)
    for name in ("quiet ms", "attacked ms", "times", "breaks", "answers to the phone"):
        table.add_column(name, justify="right")
    for waits in all_waits:
        times = f"{waits.times_quiet:.2f}"
        table.add_row(
            waits.name,
            f"{1000 * find_percentile(waits.quiet, 0.95):.1f}",
            f"{1000 * find_percentile(waits.attacked, 0.95):.1f}",
            times if waits.times_quiet <= MAX_TIMES_QUIET else f"[bold red]{times}",
            f"{len(waits.quiet)} + {len(waits.attacked)}",
            ", ".join(f"{number} x {status}" for status, number in waits.statuses.items()),
        )
    console.print(table)


def print_rows(console: Console, rows: Sequence[ReportRow]) -> None:
    """Print rows of figures with their targets, if there are any."""
    if not rows:
        return
    table = Table("figure", "measured", "target", "holds")
    for row in rows:
        holds = "" if row.holds is None else ("yes" if row.holds else "[bold red]no")
        target = "" if row.target is None else f"{row.target:g}"
        table.add_row(row.name, f"{row.value:,g} {row.unit}", target, holds)
    console.print(table)


def list_all_rows(parts: Sequence[Part]) -> list[ReportRow]:
    """List the rows of all parts."""
    return [row for part in parts for row in part.rows]


def make_report(parts: Sequence[Part], attacks: Sequence[ReportRow] = ()) -> dict[str, Any]:
    """Make the content of the file: a section for each part, and the rows of all figures."""
    machine = {"cores": os.cpu_count(), "python": platform.python_version()}
    rows = [asdict(row) for row in (*list_all_rows(parts), *attacks)]
    return {"machine": machine, "parts": describe_parts(parts), "rows": rows}
