"""A short run of a bench, as its target would run it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def measured(module: str, *options: str, out: Path, database_url: str, redis_url: str) -> dict[str, dict[str, Any]]:
    """Run it on these servers; the rows of the file that it writes, by name."""
    environment = {**os.environ, "DATABASE_URL": database_url, "REDIS_URL": redis_url, "PYTHONPATH": "tests"}
    done = subprocess.run(
        [sys.executable, "-m", module, *options, "--out", out],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(out.read_text())
    assert found["machine"]["cores"] == os.cpu_count()
    rows = {row["name"]: row for row in found["rows"]}
    assert all(row.keys() == {"name", "value", "unit", "floor", "ratio", "target", "holds"} for row in rows.values())
    return rows
