"""Run a benchmark for a short time, in the same way as its make target."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

BENCH_REPOSITORY = Path(__file__).parents[2]


def make_bench_environment(database_url: str, redis_url: str) -> dict[str, str]:
    """Make the environment of a benchmark that uses the given servers."""
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "PYTHONPATH": "tests",
    }


def run_bench(
    module: str, *options: str, out: Path, database_url: str, redis_url: str
) -> dict[str, dict[str, Any]]:
    """Run the benchmark on the given servers. Give the rows of its report by name."""
    result = subprocess.run(
        [sys.executable, "-m", module, *options, "--out", out],
        cwd=BENCH_REPOSITORY,
        env=make_bench_environment(database_url, redis_url),
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    report = json.loads(out.read_text())
    assert report["machine"]["cores"] == os.cpu_count()
    rows = {row["name"]: row for row in report["rows"]}
    assert all(
        row.keys() == {"name", "value", "unit", "floor", "ratio", "target", "holds"}
        for row in rows.values()
    )
    return rows
