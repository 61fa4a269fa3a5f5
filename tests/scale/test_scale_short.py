"""A short run of `make scale` on real servers, and what it calls a broken goal."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from scale.clock_run import ClockAction
from scale.figures import SizeFigures, list_size_rows
from scale.screens import ScreenTimes

from worker.tasks import JOB_HANDLERS

ROOT = Path(__file__).parents[2]
SHORT = ("--people", "60", "--days", "25", "--requests", "1", "--slack", "20")
"""Goals are loose, because other tests keep the machine busy."""


def test_a_short_run_answers_every_screen_and_does_every_job(
    postgres_server: str, clean_redis: str, tmp_path: Path
) -> None:
    out = tmp_path / "scale.json"
    environment = {
        **os.environ,
        "DATABASE_URL": postgres_server,
        "REDIS_URL": clean_redis,
        "PYTHONPATH": "tests",
    }
    done = subprocess.run(
        [sys.executable, "-m", "scale", *SHORT, "--out", out],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = {row["name"]: row for row in json.loads(out.read_text())["sizes"]["60"]}
    assert {f"jobs: {kind}" for kind in JOB_HANDLERS} <= rows.keys()
    assert not [name for name in rows if "roles that got" in name or "jobs left" in name]


QUICK = SizeFigures(
    people=50_000,
    build_seconds=1,
    bytes_per_person=1,
    quiet={"record one answer": [0.004]},
    busy=[0.02],
    clock=[ClockAction("jobs: plan_team", 59, 2000, 0, 1)],
    screens=[ScreenTimes("GET /api/team", "leader", 200, [0.09] * 20, 199_000)],
    slow_scans={"open today": []},
)


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({}, []),
        (
            {"screens": [ScreenTimes("GET /api/team", "leader", 200, [0.09] * 18 + [0.2] * 2, 9)]},
            ["GET /api/team, leader: p95"],
        ),
        (
            {"screens": [ScreenTimes("GET /api/team", "admin", 200, [0.01], 12_600_000)]},
            ["GET /api/team, admin: body"],
        ),
        (
            {"screens": [ScreenTimes("GET /api/team", "leader", 403, [0.01], 9)]},
            ["GET /api/team: roles that got [403]"],
        ),
        ({"clock": [ClockAction("jobs: plan_team", 61, 2000, 0, 1)]}, ["jobs: plan_team"]),
        (
            {"clock": [ClockAction("jobs: plan_team", 1, 2000, 3, 1)]},
            ["jobs: plan_team: jobs left, or none done"],
        ),
        (
            {"clock": [ClockAction("jobs: plan_team", 1, 0, 0, 1)]},
            ["jobs: plan_team: jobs left, or none done"],
        ),
        (
            {"slow_scans": {"open today": ["Seq Scan of plan"]}},
            ["plan with 100,000,000 attempts: open today (Seq Scan of plan)"],
        ),
        ({"busy": [0.026]}, ["record one answer while the clock works: p95"]),
        ({"quiet": {"record one answer": [0.11]}}, ["record one answer: p95"]),
    ],
)
def test_a_row_beyond_its_goal_is_broken(changes: dict[str, object], broken: list[str]) -> None:
    figures = SizeFigures(**{**{n: getattr(QUICK, n) for n in QUICK.__struct_fields__}, **changes})
    assert [row.name for row in list_size_rows(figures) if row.holds is False] == broken


def test_a_clock_action_may_grow_with_the_people_and_no_faster() -> None:
    [row] = [
        row
        for row in list_size_rows(
            SizeFigures(
                100_000,
                1,
                1,
                QUICK.quiet,
                [],
                [ClockAction("jobs: fit_memory", 121, 1, 0, 1)],
                [],
                {},
            )
        )
        if row.holds is False
    ]
    assert row.target == 120
