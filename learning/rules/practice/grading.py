"""Is the response right, and what does that say of the memory? The server grades; phones only rehearse."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from learning.rules.packs.pack_contents import AnswerKey, Question, ScenarioNode
from learning.rules.practice.memory import Grade
from learning.rules.refusals import Invalid


@dataclass(frozen=True, slots=True)
class Response:
    """What was picked: choice ids, pairs of choice and target, or the path through a scenario."""

    choices: tuple[str, ...] = ()
    pairs: Mapping[str, str] = field(default_factory=dict)
    path: tuple[str, ...] = ()


def is_correct(question: Question, response: Response) -> bool | None:
    """Say whether a response is right; None for a question that is not graded.

    Raises:
        Invalid: the response is not one to this question.
    """
    if question.key is None:
        return None
    if question.form == "scenario":
        return _find_scenario_ending(question, response.path) in question.key.good
    if question.form in ("match", "sort"):
        return _check_pairs(question, question.key, response.pairs)
    return _check_choices(question, question.key, response.choices)


def choose_grade(correct: bool, sure: bool) -> Grade:
    """Wrong is Again, right but unsure is Hard, right and sure is Good. Easy takes more than one answer to show."""
    if not correct:
        return Grade.AGAIN
    return Grade.GOOD if sure else Grade.HARD


def _check_choices(question: Question, key: AnswerKey, choices: tuple[str, ...]) -> bool:
    known = {choice.id for choice in question.choices}
    if not choices:
        raise Invalid("The response holds no choices.")
    if unknown := [choice for choice in choices if choice not in known]:
        raise Invalid(f"This question has no choice {unknown[0][:60]!r}.")
    if question.form in ("order", "gap"):
        return choices == key.choices
    if len(choices) != len(set(choices)):
        raise Invalid("A choice is given twice.")
    return set(choices) == set(key.choices)


def _check_pairs(question: Question, key: AnswerKey, pairs: Mapping[str, str]) -> bool:
    if pairs.keys() != {choice.id for choice in question.choices}:
        raise Invalid("The response must pair every choice of this question once.")
    if not set(pairs.values()) <= {target.id for target in question.targets}:
        raise Invalid("The response pairs a choice with something that is not in this question.")
    return dict(pairs) == key.pairs


def _find_scenario_ending(question: Question, path: tuple[str, ...]) -> str:
    nodes = {node.id: node for node in question.nodes}
    node = nodes[question.start or question.nodes[0].id]
    for step in path:
        node = nodes[_find_next_node(node, step)]
    if node.choices:
        raise Invalid("The path through this scenario does not reach an ending.")
    return node.id


def _find_next_node(node: ScenarioNode, step: str) -> str:
    for move in node.choices:
        if move.id == step:
            return move.to
    raise Invalid(f"The path through this scenario has no step {step[:60]!r} there.")
