"""A vision shows people something; a figure alone does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.challenges.challenge_templates import (
    CHALLENGE_FORMS,
    CHALLENGE_MEASURES,
    CHALLENGE_TEMPLATES,
    ChallengeTemplate,
    find_template,
)
from learning.rules.challenges.vision_hints import MAX_VISION_CHARS, find_vision_hints


def codes(vision: str) -> list[str]:
    return [hint.code for hint in find_vision_hints(vision)]


@pytest.mark.parametrize("made", CHALLENGE_TEMPLATES, ids=lambda made: made.id)
def test_the_templates_need_no_hint(made: ChallengeTemplate) -> None:
    assert codes(made.vision) == []


@pytest.mark.parametrize(
    "told",
    ["100 %", "We need 95% satisfaction.", "Raise the score by 12 percent", "Target: 4 points up"],
)
def test_a_percentage_is_not_a_vision(told: str) -> None:
    assert "figure" in codes(told)


def test_a_figure_within_a_picture_is_welcome() -> None:
    told = "There is an award next month, and our team can win it: if 100 % of our guests leave with a smile, we stand on that stage."
    assert codes(told) == []


def test_a_vision_without_anybody_in_it_is_told_so() -> None:
    assert codes(
        "The process of the department is to be improved in the areas of speed and quality."
    ) == [
        "people",
        "scene",
    ]


def test_nothing_and_almost_nothing_are_told_apart() -> None:
    assert codes("") == codes("   ") == ["empty"]
    assert codes("Be better") == ["short"]


def test_a_speech_is_too_long_for_a_break() -> None:
    assert "long" in codes("On the day of the award we will see our customers smile. " * 10)


@pytest.mark.parametrize(
    "told",
    [
        "いつも笑顔でお客様を迎える、そんな店にしたいと私たちは思っています",
        "نريد أن يغادر كل زائر متجرنا وهو يبتسم",
    ],
)
def test_other_languages_are_not_judged_by_english_words(told: str) -> None:
    assert set(codes(told)) <= {"short", "long"}


@given(st.text(max_size=2 * MAX_VISION_CHARS))
def test_whatever_is_written_hints_never_fail_nor_repeat(told: str) -> None:
    assert len(codes(told)) == len(set(codes(told)))


def test_every_template_can_be_measured() -> None:
    for made in CHALLENGE_TEMPLATES:
        assert made.form in CHALLENGE_FORMS
        assert made.measure in CHALLENGE_MEASURES
        assert [step.share for step in made.steps] == sorted({step.share for step in made.steps})
        assert find_template(made.id) is made
