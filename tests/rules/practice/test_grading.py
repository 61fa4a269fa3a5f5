import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.packs.pack_contents import (
    AnswerKey,
    Question,
    QuestionChoice,
    ScenarioMove,
    ScenarioNode,
)
from learning.rules.practice.grading import Response, choose_grade, is_correct
from learning.rules.practice.memory import Grade
from learning.rules.refusals import Invalid

ABC = (QuestionChoice("a", "A"), QuestionChoice("b", "B"), QuestionChoice("c", "C"))
PAIR = Question(
    "p.m", "p.x", "p.l", "match", "?", ABC[:2], ABC[:2], key=AnswerKey(pairs={"a": "a", "b": "b"})
)
TALK = Question(
    "p.s",
    "p.x",
    "p.l",
    "scenario",
    "?",
    start="first",
    nodes=(
        ScenarioNode(
            "first",
            "Well?",
            -1,
            (
                ScenarioMove("kind", "Sorry.", "Good.", "calm"),
                ScenarioMove("curt", "So?", "No.", "gone"),
            ),
        ),
        ScenarioNode("calm", "Thanks.", 1, ending="good"),
        ScenarioNode("gone", "Bye.", -2, ending="poor"),
    ),
    key=AnswerKey(good=("calm",)),
)


def pick(form: str, *right: str) -> Question:
    return Question("p.q", "p.x", "p.l", form, "?", ABC, key=AnswerKey(choices=right))


@pytest.mark.parametrize(
    ("question", "response", "right"),
    [
        (pick("single", "b"), Response(("b",)), True),
        (pick("single", "b"), Response(("a",)), False),
        (pick("single", "b"), Response(("a", "b")), False),
        (pick("multiple", "a", "c"), Response(("c", "a")), True),
        (pick("multiple", "a", "c"), Response(("a",)), False),
        (pick("order", "a", "b", "c"), Response(("a", "b", "c")), True),
        (pick("order", "a", "b", "c"), Response(("a", "c", "b")), False),
        (pick("gap", "c", "c"), Response(("c", "c")), True),
        (PAIR, Response(pairs={"a": "a", "b": "b"}), True),
        (PAIR, Response(pairs={"a": "b", "b": "a"}), False),
        (TALK, Response(path=("kind",)), True),
        (TALK, Response(path=("curt",)), False),
        (Question("p.r", "p.x", "p.l", "reflection", "?"), Response(), None),
    ],
)
def test_each_form_is_marked(question: Question, response: Response, right: bool | None) -> None:
    assert is_correct(question, response) is right


@pytest.mark.parametrize(
    ("question", "response", "says"),
    [
        (pick("single", "b"), Response(), "no choices"),
        (pick("single", "b"), Response(("z",)), "no choice 'z'"),
        (pick("multiple", "b"), Response(("b", "b")), "twice"),
        (PAIR, Response(pairs={"a": "a"}), "every choice"),
        (PAIR, Response(pairs={"a": "a", "b": "z"}), "not in this question"),
        (TALK, Response(), "does not reach an ending"),
        (TALK, Response(path=("shout",)), "no step 'shout'"),
        (TALK, Response(path=("kind", "kind")), "no step 'kind'"),
    ],
)
def test_what_is_no_response_is_refused_in_words(
    question: Question, response: Response, says: str
) -> None:
    with pytest.raises(Invalid, match=says):
        is_correct(question, response)


@given(st.booleans())
def test_a_wrong_answer_is_never_hard(sure: bool) -> None:
    assert choose_grade(correct=False, sure=sure) is Grade.AGAIN


def test_being_unsure_makes_a_right_answer_hard() -> None:
    assert choose_grade(correct=True, sure=False) is Grade.HARD
    assert choose_grade(correct=True, sure=True) is Grade.GOOD
