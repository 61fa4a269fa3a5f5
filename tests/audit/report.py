"""The report of `make audit`: `build/audit.json`, and the table of the largest inputs."""

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from audit.checks import Part, describe_parts
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
        yield ReportRow(f"{cost.name}: time", round(cost.seconds, 3), "s")
        yield ReportRow(f"{cost.name}: new peak memory", round(cost.peak_bytes / 1024**2, 1), "MB")
        yield ReportRow(f"{cost.name}: answer", cost.status, "status")


def print_inputs(console: Console, costs: Sequence[InputCost]) -> None:
    """Print the table of the largest inputs, if some were sent."""
    if not costs:
        return
    table = Table("input", title="The largest inputs, and inputs made to take long")
    for name in ("kB", "answer", "time s", "event loop ms", "new peak MB"):
        table.add_column(name, justify="right")
    for cost in costs:
        loop = f"{1000 * cost.loop_seconds:.0f}"
        table.add_row(
            cost.name,
            f"{cost.size / 1024:,.0f}",
            str(cost.status),
            f"{cost.seconds:.2f}",
            loop if cost.loop_seconds <= MAX_LOOP_SECONDS else f"[bold red]{loop}",
            f"{cost.peak_bytes / 1024**2:.0f}",
        )
    console.print(table)


def make_report(parts: Sequence[Part]) -> dict[str, Any]:
    """Make the content of the file: a section for each part, and the rows of all figures."""
    machine = {"cores": os.cpu_count(), "python": platform.python_version()}
    rows = [row for part in parts for row in list_input_rows(part.inputs)]
    return {"machine": machine, "parts": describe_parts(parts), "rows": list(map(asdict, rows))}
