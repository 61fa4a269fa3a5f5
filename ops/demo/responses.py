"""Make responses to questions that are right or wrong on purpose."""

from collections.abc import Iterator
from typing import assert_never

from learning.rules.packs.pack_contents import AnswerKey, Question, ScenarioNode
from learning.rules.practice.forms import FORM_RULES
from learning.rules.practice.grading import Response
from learning.rules.seeded_random import hash64


def make_response(question: Question, correct: bool, *seed: object) -> Response:
    """Return a response that is graded as `correct` says. The seed chooses among several.

    A reflection gets an empty response. A scenario that has only one ending gets that ending.
    """
    if question.key is None:
        return Response()
    make = _make_right_response if correct else _make_wrong_response
    return make(question, question.key, seed)


def _make_right_response(question: Question, key: AnswerKey, seed: tuple[object, ...]) -> Response:
    grading = FORM_RULES[question.form].grading
    match grading:
        case "set" | "sequence":
            return Response(choices=key.choices)
        case "pairs":
            return Response(pairs=dict(key.pairs))
        case "ending":
            return Response(path=_choose_path(question, key, True, seed))
        case "ungraded":
            return Response()
        case _:
            assert_never(grading)


def _make_wrong_response(question: Question, key: AnswerKey, seed: tuple[object, ...]) -> Response:
    """Make a response with one slip; of a scenario, a path to an ending that is not good."""
    match question.form:
        case "single" | "true_false":
            return Response((_pick_seeded(_list_wrong_choices(question, key), seed),))
        case "multiple":
            return Response(_add_or_drop_choice(key, _list_wrong_choices(question, key), seed))
        case "order":
            return Response(_swap_steps(key, seed))
        case "gap":
            return Response(_fill_gap_wrongly(question, key, seed))
        case "match" | "sort":
            return Response(pairs=_make_wrong_pairs(question, key, seed))
        case "scenario":
            return Response(path=_choose_path(question, key, False, seed))
        case "reflection":
            return Response()
        case _:
            assert_never(question.form)


def _list_wrong_choices(question: Question, key: AnswerKey) -> list[str]:
    return [choice.id for choice in question.choices if choice.id not in key.choices]


def _swap_steps(key: AnswerKey, seed: tuple[object, ...]) -> tuple[str, ...]:
    """Put two neighbouring steps the wrong way round."""
    position = hash64(*seed) % (len(key.choices) - 1)
    swapped = list(key.choices)
    swapped[position], swapped[position + 1] = swapped[position + 1], swapped[position]
    return tuple(swapped)


def _fill_gap_wrongly(
    question: Question, key: AnswerKey, seed: tuple[object, ...]
) -> tuple[str, ...]:
    """Put a wrong word into one gap."""
    position = hash64(*seed) % len(key.choices)
    words = [choice.id for choice in question.choices if choice.id != key.choices[position]]
    return (
        *key.choices[:position],
        _pick_seeded(words, seed),
        *key.choices[position + 1 :],
    )


def _add_or_drop_choice(
    key: AnswerKey, others: list[str], seed: tuple[object, ...]
) -> tuple[str, ...]:
    if len(key.choices) > 1 and hash64("few", *seed) % 2:
        return key.choices[1:]
    return (*key.choices, _pick_seeded(others, seed))


def _make_wrong_pairs(
    question: Question, key: AnswerKey, seed: tuple[object, ...]
) -> dict[str, str]:
    """Put one thing into a wrong bucket, or swap the partners of two things."""
    pairs = dict(key.pairs)
    choices = list(pairs)
    first = hash64(*seed) % len(choices)
    if question.form == "sort":
        pairs[choices[first]] = next(
            target.id for target in question.targets if target.id != pairs[choices[first]]
        )
        return pairs
    one, two = choices[first], choices[first - 1]
    pairs[one], pairs[two] = pairs[two], pairs[one]
    return pairs


def _choose_path(
    question: Question, key: AnswerKey, correct: bool, seed: tuple[object, ...]
) -> tuple[str, ...]:
    nodes = {node.id: node for node in question.nodes}
    paths = dict(_walk_scenario(nodes, question.start or question.nodes[0].id, (), frozenset()))
    matching = [path for path, ending in paths.items() if (ending in key.good) == correct]
    return (matching or list(paths))[hash64(*seed) % len(matching or paths)]


def _walk_scenario(
    nodes: dict[str, ScenarioNode], node_id: str, path: tuple[str, ...], visited: frozenset[str]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give every path through a scenario that visits no node twice, and the ending of the path."""
    if node_id in visited:
        return
    if not nodes[node_id].choices:
        yield path, node_id
    for choice in nodes[node_id].choices:
        yield from _walk_scenario(nodes, choice.to, (*path, choice.id), visited | {node_id})


def _pick_seeded(things: list[str], seed: tuple[object, ...]) -> str:
    return things[hash64("which", *seed) % len(things)]
