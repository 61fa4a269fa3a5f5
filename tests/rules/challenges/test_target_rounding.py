"""Targets are rounded by the server and by the phone app alike."""

import json
from pathlib import Path

import pytest

from learning.rules.challenges.target_rounding import round_to_spoken_figure

VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "target_rounding.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_a_target_is_rounded_as_the_phone_does(vector: dict[str, float]) -> None:
    rounded = round_to_spoken_figure(vector["value"], per_person=bool(vector["per_person"]))
    assert rounded == vector["rounded"]
