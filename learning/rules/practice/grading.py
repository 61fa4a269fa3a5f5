"""Grade a response, and say what the answer shows of the memory.

The server decides. A phone grades practice questions too, so that feedback works without a network.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from learning.rules.packs.pack_contents import AnswerKey, Question, ScenarioNode
from learning.rules.practice.forms import FORM_RULES
from learning.rules.practice.memory import Grade
from learning.rules.refusals import Invalid

MAX_QUOTED_CHARACTERS = 60
"""Characters of an unknown id that a refusal repeats."""


@dataclass(frozen=True, slots=True)
class Response:
    """What was picked: choice ids, pairs of choice and target, or the path through a scenario.

    `forms.Grading` says which of them is filled.
    """

    choices: tuple[str, ...] = ()
    pairs: Mapping[str, str] = field(default_factory=dict)
    path: tuple[str, ...] = ()


def is_correct(question: Question, response: Response) -> bool | None:
    """Say whether a response is right; None for a question that is not graded.

    Raises:
        Invalid: the response is not one to this question.
    """
    key = question.key
    if key is None:
        return None
    grading = FORM_RULES[question.form].grading
    match grading:
        case "set":
            return _match_choice_set(question, key, response.choices)
        case "sequence":
            return _match_choice_sequence(question, key, response.choices)
        case "pairs":
            return _match_pairs(question, key, response.pairs)
        case "ending":
            return _find_scenario_ending(question, response.path) in key.good
        case "ungraded":
            return None
        case _:
            assert_never(grading)


def choose_grade(correct: bool, sure: bool) -> Grade:
    """Give Again for wrong, Hard for right but unsure, Good for right and sure.

    Easy takes more than one answer to show, so nothing gives it.
    """
    if not correct:
        return Grade.AGAIN
    return Grade.GOOD if sure else Grade.HARD


def _match_choice_set(question: Question, key: AnswerKey, choices: tuple[str, ...]) -> bool:
    _check_choices_known(question, choices)
    if len(choices) != len(set(choices)):
        raise Invalid("practice.choice_repeated")
    return set(choices) == set(key.choices)


def _match_choice_sequence(question: Question, key: AnswerKey, choices: tuple[str, ...]) -> bool:
    _check_choices_known(question, choices)
    return choices == key.choices


def _check_choices_known(question: Question, choices: tuple[str, ...]) -> None:
    known = {choice.id for choice in question.choices}
    if not choices:
        raise Invalid("practice.no_choices")
    if unknown := [choice for choice in choices if choice not in known]:
        raise Invalid("practice.unknown_choice", choice=unknown[0][:MAX_QUOTED_CHARACTERS])


def _match_pairs(question: Question, key: AnswerKey, pairs: Mapping[str, str]) -> bool:
    if pairs.keys() != {choice.id for choice in question.choices}:
        raise Invalid("practice.pairs_incomplete")
    if not set(pairs.values()) <= {target.id for target in question.targets}:
        raise Invalid("practice.unknown_target")
    return dict(pairs) == key.pairs


def _find_scenario_ending(question: Question, path: tuple[str, ...]) -> str:
    nodes = {node.id: node for node in question.nodes}
    node = nodes[question.start or question.nodes[0].id]
    for step in path:
        node = nodes[_find_next_node(node, step)]
    if node.choices:
        raise Invalid("practice.path_unfinished")
    return node.id


def _find_next_node(node: ScenarioNode, step: str) -> str:
    for move in node.choices:
        if move.id == step:
            return move.to
    raise Invalid("practice.unknown_step", step=step[:MAX_QUOTED_CHARACTERS])
