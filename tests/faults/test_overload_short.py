"""A short run of `make overload`: nobody waits long for a database that hangs, or behind others.

How long accepted requests take under too many is measured by `make overload` on a quiet machine.
"""

import json
import subprocess
import sys
from pathlib import Path

from support.benches import BENCH_REPOSITORY, make_bench_environment

SERVED_WITHIN_SECONDS = 1.0


def test_too_many_requests_and_a_database_that_hangs_are_refused_in_time(
    postgres_server: str, clean_redis: str, tmp_path: Path
) -> None:
    out = tmp_path / "overload.json"
    result = subprocess.run(
        [sys.executable, "-m", "faults.overload", "--seconds", "1", "--times", "3", "--out", out],
        cwd=BENCH_REPOSITORY,
        env=make_bench_environment(postgres_server, clean_redis),
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert out.exists(), result.stdout + result.stderr
    rows = {row["name"]: row for row in json.loads(out.read_text())["rows"]}
    assert rows["3 times the rate: refused"]["value"] > 0
    assert rows["3 times the rate: neither"]["holds"]
    assert rows["abandoned screens: connections free after"]["holds"], result.stdout
    for fault in ("table progress locked", "PostgreSQL stopped"):
        assert rows[f"{fault}: slowest answer"]["holds"], result.stdout
        assert rows[f"{fault}: neither"]["holds"], result.stdout
        assert rows[f"{fault}: served again after"]["value"] <= SERVED_WITHIN_SECONDS
