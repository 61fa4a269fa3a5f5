"""A short run of `make calibrate`, and its parts."""

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from calibrate.reliability import (
    Outcome,
    calculate_base_brier_score,
    calculate_brier_score,
    make_reliability_table,
)
from calibrate.report import list_rows
from calibrate.simulated_teams import simulate_challenge
from calibrate.trials import measure_calibration

ROOT = Path(__file__).parents[2]


def test_of_challenges_that_are_given_70_in_100_about_70_succeed() -> None:
    result = measure_calibration("breaks", 400, seed=11)
    rows = {row.name: row for row in list_rows({"breaks": result})}
    likely = rows["breaks: about 70 in 100"]
    assert likely.floor is not None
    assert abs(likely.value - likely.floor) < 0.2, "a short run has few challenges in each bin"
    score = rows["breaks: Brier score"]
    assert score.ratio is not None
    assert score.ratio < 0.6, "much better than the mean success of all"
    assert 0.7 < result.in_range < 0.95
    suggested = rows["breaks: suggested targets"]
    assert suggested.holds


def test_the_same_seed_gives_the_same_challenge() -> None:
    assert simulate_challenge(Random("1")) == simulate_challenge(Random("1"))
    assert simulate_challenge(Random("1")) != simulate_challenge(Random("2"))


def test_a_table_sorts_challenges_by_their_chance() -> None:
    outcomes = [Outcome(0.7, True), Outcome(0.75, False), Outcome(1.0, True)]
    likely, certain = make_reliability_table(outcomes)
    assert (likely.low, likely.count, likely.succeeded) == (0.6, 2, 0.5)
    assert likely.chance == pytest.approx(0.725)
    assert (certain.high, certain.count, certain.succeeded) == (1.0, 1, 1.0)
    assert calculate_brier_score(outcomes) == pytest.approx((0.3**2 + 0.75**2) / 3)
    assert calculate_base_brier_score(outcomes) == pytest.approx(2 / 9)


def test_a_run_writes_a_table_and_a_file(tmp_path: Path) -> None:
    out = tmp_path / "build" / "calibrate.json"
    done = subprocess.run(
        [sys.executable, "-m", "calibrate", "--challenges", "20", "--out", str(out)],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'tests'}:{ROOT}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "Brier score" in done.stdout
    report = json.loads(out.read_text())
    assert {"machine", "rows"} == set(report)
    assert {"name", "value", "unit", "floor", "ratio", "target", "holds"} == set(report["rows"][0])
