"""The table of question forms."""

from typing import get_args

import pytest

from content.authoring_rules import QUESTION_FORMS, QuestionForm
from learning.rules.practice.forms import (
    FORM_RULES,
    FORMS,
    Form,
)


def test_authors_and_the_server_know_the_same_forms() -> None:
    assert get_args(QuestionForm) == QUESTION_FORMS == FORMS
    assert tuple(FORM_RULES) == FORMS


@pytest.mark.parametrize("form", FORMS)
def test_only_what_is_graded_can_be_guessed(form: Form) -> None:
    rules = FORM_RULES[form]
    assert (rules.guess_chance > 0) is (rules.grading != "ungraded")
    assert 0 <= rules.guess_chance <= 0.5
    assert 3 <= rules.handling_seconds <= 20
