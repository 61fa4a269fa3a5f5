"""A short search of every decoder, and every input that was once found."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from fuzz.decoders import DECODERS
from fuzz.found_inputs import FoundInput, list_found_inputs
from fuzz.one_input import try_input

SECONDS = "0.5"


def test_a_short_search_finds_nothing(tmp_path: Path) -> None:
    out = tmp_path / "fuzz.json"
    searched = subprocess.run(
        [sys.executable, "-m", "fuzz", "--seconds", SECONDS, "--out", out, "--found", tmp_path],
        cwd=Path(__file__).parents[2],
        env={"PYTHONPATH": "tests"},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert searched.returncode == 0, searched.stdout + searched.stderr
    rows = {row["decoder"]: row for row in json.loads(out.read_text())["decoders"]}
    assert list(rows) == list(DECODERS)
    assert all(row["executions"] and row["coverage"] > 0.1 for row in rows.values()), rows


@pytest.mark.parametrize("found", list(list_found_inputs()), ids=lambda found: found.path.name)
def test_an_input_that_was_found_is_answered(found: FoundInput) -> None:
    assert try_input(DECODERS[found.decoder], found.path.read_bytes()) is None
