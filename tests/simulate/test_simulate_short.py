"""A short run of `make simulate`, and its parts. Targets are not checked."""

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest
from simulate.memory_models import MEMORY_MODELS
from simulate.schedulers import Herobreak, SharedWeights
from simulate.simulated_days import simulate_days
from simulate.simulated_pack import build_catalogue
from simulate.simulated_people import draw_person
from simulate.trials import FITTED, SimulationJob, simulate_job

from learning.rules.practice.weights import DEFAULT_WEIGHTS, DEFAULT_WEIGHTS_HISTORY

ROOT = Path(__file__).parents[2]


def test_a_short_simulation_writes_all_figures_and_a_chart(tmp_path: Path) -> None:
    out, svg = tmp_path / "build" / "simulate.json", tmp_path / "simulate.svg"
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "simulate",
            "--people",
            "1",
            "--seeds",
            "7",
            "--processes",
            "1",
            "--out",
            out,
            "--svg",
            svg,
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = json.loads(out.read_text())["rows"]
    assert all(
        row.keys() == {"name", "value", "unit", "floor", "ratio", "target", "holds"} for row in rows
    )
    assert sum(row["target"] == 1.15 for row in rows) == 6
    assert all(row["holds"] == (row["ratio"] >= row["target"]) for row in rows if row["target"])
    for model in ("FSRS-6", "half-life", "activation"):
        assert (
            sum(row["name"].startswith(f"{model}: ") and row["unit"] == "minutes" for row in rows)
            == 9
        )
    assert "What was to be reached" in done.stdout
    assert ElementTree.parse(svg).getroot().get("viewBox")  # noqa: S314 - our own file


@pytest.mark.parametrize("model", ["FSRS-6", "half-life", "activation"])
def test_every_memory_model_forgets_with_time_and_remembers_by_practice(model: str) -> None:
    unpractised, practised = MEMORY_MODELS[model](Random(3)), MEMORY_MODELS[model](Random(3))
    for memory in (unpractised, practised):
        memory.study_concept("idea", 0.4)
    for day in (1, 3, 8):
        practised.practise_concept("idea", day + 0.4, True)
    chances = [unpractised.get_recall("idea", 0.4 + day) for day in (1, 5, 20, 80)]
    assert chances == sorted(chances, reverse=True)
    assert all(0 <= chance <= 1 for chance in chances)
    assert practised.get_recall("idea", 20.4) > unpractised.get_recall("idea", 20.4)


def test_a_job_gives_the_same_result_again_and_stays_near_the_minutes() -> None:
    job = SimulationJob(5, 2, "activation", FITTED)
    once = simulate_job(job)
    assert once == simulate_job(job)
    people = [draw_person(5, number) for number in range(2)]
    assert once.minutes <= sum(len(one.breaks) * (one.minutes + 1.5) for one in people) / 2
    assert once.at_120 < once.at_90 <= once.taught


def test_a_large_organisation_fits_its_weights_and_a_small_one_does_not() -> None:
    large, small = SharedWeights(fits=True), SharedWeights(fits=True)
    for shared_weights, people in ((large, 8), (small, 2)):
        make_scheduler = partial(
            Herobreak, catalogue=build_catalogue(), shared_weights=shared_weights
        )
        simulate_days(
            [draw_person(2, number) for number in range(people)],
            "half-life",
            make_scheduler,
            shared_weights.run_night,
        )
    assert small.weights_history is DEFAULT_WEIGHTS_HISTORY
    assert large.changes
    assert large.changes[-1][1].new_concept_worth < DEFAULT_WEIGHTS.new_concept_worth
