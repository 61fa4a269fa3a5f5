"""The built-in badges: each has a code, a picture and a rule."""

from pathlib import Path
from typing import get_args

import pytest

from learning.rules.recognition.badge_codes import BuiltInBadgeCode
from learning.rules.recognition.badges import find_earned_badges
from learning.rules.recognition.built_in_badges import BUILT_IN_BADGES


def test_every_code_has_a_badge_with_a_picture() -> None:
    static = Path(__file__).parents[3] / "frontend" / "static"
    assert all((static / badge.art.lstrip("/")).is_file() for badge in BUILT_IN_BADGES)
    assert tuple(badge.code for badge in BUILT_IN_BADGES) == get_args(BuiltInBadgeCode)
    assert all(badge.id == badge.code for badge in BUILT_IN_BADGES)
    assert {badge.id for badge in BUILT_IN_BADGES if badge.kind == "challenge"} == {
        "challenge",
        "race",
        "national-award",
    }


@pytest.mark.parametrize(
    ("counter", "badge"),
    [
        ("challenge.won", "challenge"),
        ("challenge.won.race", "race"),
        ("challenge.won.national-award", "national-award"),
    ],
)
def test_winning_a_challenge_earns_its_badge(counter: str, badge: str) -> None:
    assert [one.id for one in find_earned_badges(BUILT_IN_BADGES, {counter: 1}, ())] == [badge]
