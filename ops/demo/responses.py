"""Make responses to questions that are right or wrong on purpose."""

from collections.abc import Iterator

from learning.rules.packs.pack_contents import AnswerKey, Question, ScenarioNode
from learning.rules.practice.grading import Response
from learning.rules.seeded_random import hash64


def make_response(question: Question, correct: bool, *seed: object) -> Response:
    """Return a response that is graded as `correct` says. The seed chooses among several.

    A reflection gets an empty response. A scenario that has only one ending gets that ending.
    """
    if question.key is None:
        return Response()
    if question.form == "scenario":
        return Response(path=_choose_path(question, question.key, correct, seed))
    if question.form in ("match", "sort"):
        return Response(
            pairs=dict(question.key.pairs)
            if correct
            else _make_wrong_pairs(question, question.key, seed)
        )
    return Response(
        choices=question.key.choices
        if correct
        else _make_wrong_choices(question, question.key, seed)
    )


def _make_wrong_choices(
    question: Question, key: AnswerKey, seed: tuple[object, ...]
) -> tuple[str, ...]:
    """Make one mistake.

    It is a wrong choice, two swapped steps, a wrong word in a gap, or a choice too many or too few.
    """
    choice_ids = [choice.id for choice in question.choices]
    if question.form == "order":
        position = hash64(*seed) % (len(key.choices) - 1)
        swapped = list(key.choices)
        swapped[position], swapped[position + 1] = swapped[position + 1], swapped[position]
        return tuple(swapped)
    if question.form == "gap":
        position = hash64(*seed) % len(key.choices)
        other = _pick_seeded([word for word in choice_ids if word != key.choices[position]], seed)
        return (*key.choices[:position], other, *key.choices[position + 1 :])
    others = [choice for choice in choice_ids if choice not in key.choices]
    if question.form == "multiple":
        return _add_or_drop_choice(key, others, seed)
    return (_pick_seeded(others, seed),)


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
