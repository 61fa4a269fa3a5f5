"""The table of question forms."""

from typing import get_args

import pytest

from content.authoring_rules import QUESTION_FORMS, QuestionForm
from learning.rules.practice.forms import (
    FORM_RULES,
    FORMS,
    USUAL_QUESTION_SECONDS,
    Form,
    estimate_question_seconds,
)


def test_authors_and_the_server_know_the_same_forms() -> None:
    assert get_args(QuestionForm) == QUESTION_FORMS == FORMS
    assert tuple(FORM_RULES) == FORMS


@pytest.mark.parametrize("form", FORMS)
def test_only_what_is_graded_can_be_guessed(form: Form) -> None:
    rules = FORM_RULES[form]
    assert (rules.guess_chance > 0) is (rules.grading != "ungraded")
    assert 0 <= rules.guess_chance <= 0.5
    assert 10 <= rules.seconds <= 60


def test_seconds_follow_the_pace_of_the_person() -> None:
    assert estimate_question_seconds("single", USUAL_QUESTION_SECONDS) == 16
    assert estimate_question_seconds("single", 2 * USUAL_QUESTION_SECONDS) == 32
    assert estimate_question_seconds("reflection", 10.0) == 10
