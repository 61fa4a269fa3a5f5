"""The table of what authors may write for each form."""

import pytest
from support.packs import make_valid_zip

from content import QUESTION_FORMS, QuestionForm, read_pack
from content.authoring_rules import AUTHORING_RULES
from learning.rules.practice.forms import FORM_RULES


def test_the_table_has_every_form() -> None:
    assert tuple(AUTHORING_RULES) == QUESTION_FORMS


@pytest.mark.parametrize("form", QUESTION_FORMS)
def test_authors_and_the_server_agree_on_what_is_graded(form: QuestionForm) -> None:
    rules = AUTHORING_RULES[form]
    assert rules.graded is (FORM_RULES[form].grading != "ungraded")
    assert rules.graded is (rules.feedback != "nowhere")
    assert rules.graded or not rules.checkpoint_allowed


@pytest.mark.parametrize("form", QUESTION_FORMS)
def test_feedback_is_where_the_table_says(form: QuestionForm) -> None:
    pack = read_pack(make_valid_zip()).pack
    assert pack is not None
    questions = [one for lesson in pack.original.lessons for one in lesson.questions]
    [question] = [one for one in questions if one.form == form]
    choices = [*question.choices, *(choice for node in question.nodes for choice in node.choices)]
    places = {
        "choices": any(choice.feedback for choice in choices),
        "answer": question.feedback is not None,
    }
    assert places == {place: place == AUTHORING_RULES[form].feedback for place in places}
