"""How responses are graded; the cases are shared with the phone."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.vectors import read_vectors

from learning.rules.packs.pack_contents import AnswerKey, Question
from learning.rules.practice.forms import FORMS
from learning.rules.practice.grading import Response, choose_grade, is_correct
from learning.rules.practice.memory import Grade
from learning.rules.refusals import Invalid

GRADING_CASES = read_vectors("grading")
WALK_CASES = read_vectors("scenario_walk")
SCENARIO = {"start": WALK_CASES["start"], "nodes": WALK_CASES["nodes"]}


def make_question(fields: dict[str, Any]) -> Question:
    ids = {"id": "p.q", "concept": "p.c", "lesson": "p.l", "stem": "?"}
    return msgspec.convert(ids | fields, Question)


@pytest.mark.parametrize("case", GRADING_CASES, ids=lambda case: case["name"])
def test_each_form_is_graded_as_on_the_phone(case: dict[str, Any]) -> None:
    question = make_question(case["question"])
    response = msgspec.convert(case["response"], Response)
    if code := case.get("refused"):
        with pytest.raises(Invalid) as refused:
            is_correct(question, response)
        assert refused.value.code == code
    else:
        assert is_correct(question, response) is case["correct"]


def test_every_form_has_cases() -> None:
    assert {case["question"]["form"] for case in GRADING_CASES} == set(FORMS)


@pytest.mark.parametrize("case", WALK_CASES["walks"], ids=lambda case: case["name"])
def test_a_path_leads_to_the_same_node_as_on_the_phone(case: dict[str, Any]) -> None:
    key = AnswerKey(good=(str(case["node"]),))
    question = make_question({"form": "scenario", "key": key} | SCENARIO)
    response = Response(path=tuple(case["path"]))
    if case["ending"]:
        assert is_correct(question, response)
    else:
        with pytest.raises(Invalid) as refused:
            is_correct(question, response)
        unfinished = refused.value.code == "practice.path_unfinished"
        assert unfinished is (case["node"] is not None)


def test_a_refusal_quotes_only_the_beginning_of_an_unknown_id() -> None:
    question = make_question(GRADING_CASES[0]["question"])
    with pytest.raises(Invalid) as refused:
        is_correct(question, Response(("z" * 500,)))
    assert refused.value.values == {"choice": "z" * 60}


@given(st.booleans())
def test_a_wrong_answer_is_never_hard(sure: bool) -> None:
    assert choose_grade(correct=False, sure=sure) is Grade.AGAIN


def test_being_unsure_makes_a_right_answer_hard() -> None:
    assert choose_grade(correct=True, sure=False) is Grade.HARD
    assert choose_grade(correct=True, sure=True) is Grade.GOOD
