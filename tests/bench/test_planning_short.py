"""The bench of planning: a small crowd on real servers. How long it takes is not judged here."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHORT = ("--people", "1000,5000", "--rounds", "1")


def test_peak_memory_does_not_grow_with_people(postgres_server: str, clean_redis: str, tmp_path: Path) -> None:
    out = tmp_path / "bench-planning.json"
    environment = {**os.environ, "DATABASE_URL": postgres_server, "REDIS_URL": clean_redis, "PYTHONPATH": "tests"}
    done = subprocess.run(
        [sys.executable, "-m", "bench.planning", *SHORT, "--out", out],
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
    assert all(row["value"] > 0 for name, row in rows.items() if "postgres" not in name)  # it may run elsewhere
    assert rows["bulk planning, peak memory at 5,000 people over at 1,000"]["holds"]
    assert {
        "bulk planning, 1,000 people: rate per core",
        "bulk planning, 5,000 people: rate by the clock",
    } <= rows.keys()
