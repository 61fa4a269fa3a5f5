"""Let the cheat of the farming machine look for its best day, and give the figures."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.report import ReportRow
from bench.servers import BENCH_ROOT
from support.figures import FIGURES_VARIABLE
from support.state_machines import EXAMPLES_VARIABLE

SEARCHES = (
    "tests/actions/practice/test_farming_machine.py",
    "tests/audit/test_late_work.py",
)


def search_farms(folder: Path, examples: int) -> list[ReportRow]:
    """Run the searches with so many examples each. They fail where a farm earns too much."""
    out = folder / "farming.json"
    environment = {**os.environ, EXAMPLES_VARIABLE: str(examples), FIGURES_VARIABLE: str(out)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *SEARCHES]
    result = subprocess.run(
        command, cwd=BENCH_ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if not out.exists():
        raise RuntimeError(result.stdout + result.stderr)
    return list(_list_rows(json.loads(out.read_text()), result.returncode == 0))


def _list_rows(figures: dict[str, int], passed: bool) -> Iterator[ReportRow]:
    best, most = figures["best day found"], figures["honest day"]
    yield ReportRow(
        "farming: best day found",
        best,
        "points",
        ratio=round(best / most, 2),
        target=most,
        holds=passed and best <= most,
    )
    yield ReportRow("farming: honest day", most, "points")
    yield ReportRow("farming: time of the honest day", figures["honest day: seconds"], "s")
    yield ReportRow("farming: longest streak found", figures["longest streak found"], "days")
    if (streak := figures.get("streak of one evening")) is not None:
        yield ReportRow(
            "farming: streak of one evening", streak, "days", target=1, holds=streak <= 1
        )
        yield ReportRow(
            "farming: points of one evening", figures["points of one evening"], "points"
        )
