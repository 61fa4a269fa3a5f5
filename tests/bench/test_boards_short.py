"""The bench of boards: a small crowd on real servers. How long things take is not judged here."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHORT = ("--people", "2000", "--least", "20", "--calls", "20", "--rounds", "1")
SIZES = (20, 200, 2000)


def test_a_short_run_measures_everything_and_writes_it_down(
    postgres_server: str, clean_redis: str, tmp_path: Path
) -> None:
    out = tmp_path / "bench-boards.json"
    environment = {**os.environ, "DATABASE_URL": postgres_server, "REDIS_URL": clean_redis, "PYTHONPATH": "tests"}
    done = subprocess.run(
        [sys.executable, "-m", "bench.boards", *SHORT, "--out", out],
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
    assert all(row["value"] > 0 for row in rows.values())
    for size in SIZES:
        beside = rows[f"raise, rank and around-me, {size:,} members"]
        assert beside["floor"] > 0
        assert beside["target"] == 1.5
        assert f"the same rank by SQL window function, {size:,} members" in rows
    assert rows["full repair, peak memory at 2,000 people over at 200"]["holds"]
