"""Hints for a vision: a vivid vision gets none."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.challenges.challenge_templates import CHALLENGE_TEMPLATES, ChallengeTemplate
from learning.rules.challenges.vision_hints import MAX_VISION_CHARS, find_vision_hints

ENGLISH_MESSAGES = Path(__file__).parents[3] / "frontend" / "messages" / "en.json"


@pytest.mark.parametrize("template", CHALLENGE_TEMPLATES, ids=lambda template: template.id)
def test_the_visions_of_the_templates_need_no_hint(template: ChallengeTemplate) -> None:
    messages = json.loads(ENGLISH_MESSAGES.read_text(encoding="utf-8"))
    vision = messages[f"template_{template.id.replace('-', '_')}_vision"]
    assert find_vision_hints(vision) == ()


@pytest.mark.parametrize(
    "vision",
    ["100 %", "We need 95% satisfaction.", "Raise the score by 12 percent", "Target: 4 points up"],
)
def test_a_percentage_is_not_a_vision(vision: str) -> None:
    assert "figure" in find_vision_hints(vision)


def test_a_figure_within_a_scene_gets_no_hint() -> None:
    vision = (
        "There is an award next month, and our team can win it: if 100 % of our guests leave with"
        " a smile, we stand on that stage."
    )
    assert find_vision_hints(vision) == ()


def test_a_vision_without_people_and_scene_gets_both_hints() -> None:
    vision = "The process of the department is to be improved in the areas of speed and quality."
    assert find_vision_hints(vision) == ("people", "scene")


def test_an_empty_vision_and_a_short_one_get_different_hints() -> None:
    assert find_vision_hints("") == find_vision_hints("   ") == ("empty",)
    assert find_vision_hints("Be better") == ("short",)


def test_a_long_text_gets_a_hint() -> None:
    vision = "On the day of the award we will see our customers smile. " * 10
    assert "long" in find_vision_hints(vision)


@pytest.mark.parametrize(
    "vision",
    [
        "いつも笑顔でお客様を迎える、そんな店にしたいと私たちは思っています",
        "نريد أن يغادر كل زائر متجرنا وهو يبتسم",
    ],
)
def test_other_languages_are_not_judged_by_english_words(vision: str) -> None:
    assert set(find_vision_hints(vision)) <= {"short", "long"}


@given(st.text(max_size=2 * MAX_VISION_CHARS))
def test_any_text_gets_each_hint_once_at_most(vision: str) -> None:
    hints = find_vision_hints(vision)
    assert len(hints) == len(set(hints))
