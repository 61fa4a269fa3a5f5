"""The simulation itself: a small organisation, one seed. Whether targets hold is not judged here."""

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest
from simulate.course import course
from simulate.heads import HEADS
from simulate.schedulers import Herobreak, Office
from simulate.staff import staff
from simulate.trial import FITTED, Job, result
from simulate.world import live

from learning.rules.practice.weights import DEFAULT_WEIGHTS, DEFAULT_WEIGHTS_HISTORY

ROOT = Path(__file__).parents[2]


def test_a_short_run_compares_everything_and_writes_it_down(tmp_path: Path) -> None:
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
    assert ElementTree.parse(svg).getroot().get("viewBox")  # noqa: S314 - written a moment ago by us


@pytest.mark.parametrize("model", ["FSRS-6", "half-life", "activation"])
def test_every_head_forgets_with_time_and_remembers_by_practice(model: str) -> None:
    left, practised = HEADS[model](Random(3)), HEADS[model](Random(3))
    for head in (left, practised):
        head.study("idea", 0.4)
    for day in (1, 3, 8):
        practised.practise("idea", day + 0.4, True)
    chances = [left.chance("idea", 0.4 + day) for day in (1, 5, 20, 80)]
    assert chances == sorted(chances, reverse=True)
    assert all(0 <= chance <= 1 for chance in chances)
    assert practised.chance("idea", 20.4) > left.chance("idea", 20.4)


def test_a_job_lives_the_same_life_again_and_nobody_exceeds_their_minutes_by_much() -> None:
    job = Job(5, 2, "activation", FITTED)
    once = result(job)
    assert once == result(job)
    people = [staff(5, number) for number in range(2)]
    assert once.minutes <= sum(len(one.breaks) * (one.minutes + 1.5) for one in people) / 2
    assert once.at_120 < once.at_90 <= once.taught


def test_an_office_that_fits_learns_who_forgets_faster_and_a_small_one_is_left_alone() -> None:

    large, small = Office(fits=True), Office(fits=True)
    for office, people in ((large, 8), (small, 2)):
        hire = partial(Herobreak, shelf=course(), office=office)
        live([staff(2, number) for number in range(people)], "half-life", hire, office.night)
    assert small.eras is DEFAULT_WEIGHTS_HISTORY
    assert large.changes
    assert large.changes[-1][1].new_concept_worth < DEFAULT_WEIGHTS.new_concept_worth
