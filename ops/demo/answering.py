"""Responses to questions, right or wrong on purpose."""

from collections.abc import Iterator

from learning.rules.catalogue import AnswerKey, ScenarioNode, Question
from learning.rules.dice import hash64
from learning.rules.grading import Response


def respond(question: Question, right: bool, *seed: object) -> Response:
    """Return a response that is graded `right`; which of several, the seed decides.

    A reflection gets an empty one. A scenario that can end in one way only gets that.
    """
    if question.key is None:
        return Response()
    if question.form == "scenario":
        return Response(path=_path(question, question.key, right, seed))
    if question.form in ("match", "sort"):
        return Response(pairs=dict(question.key.pairs) if right else _mispaired(question, question.key, seed))
    return Response(choices=question.key.choices if right else _mischosen(question, question.key, seed))


def _mischosen(question: Question, key: AnswerKey, seed: tuple[object, ...]) -> tuple[str, ...]:
    """Make one slip: a wrong choice, two steps the wrong way round, a wrong word in a gap, one too many or too few."""
    bank = [choice.id for choice in question.choices]
    if question.form == "order":
        place = hash64(*seed) % (len(key.choices) - 1)
        slip = list(key.choices)
        slip[place], slip[place + 1] = slip[place + 1], slip[place]
        return tuple(slip)
    if question.form == "gap":
        place = hash64(*seed) % len(key.choices)
        other = _one_of([word for word in bank if word != key.choices[place]], seed)
        return (*key.choices[:place], other, *key.choices[place + 1 :])
    others = [choice for choice in bank if choice not in key.choices]
    if question.form == "multiple":
        return _miscounted(key, others, seed)
    return (_one_of(others, seed),)


def _miscounted(key: AnswerKey, others: list[str], seed: tuple[object, ...]) -> tuple[str, ...]:
    if len(key.choices) > 1 and hash64("few", *seed) % 2:
        return key.choices[1:]
    return (*key.choices, _one_of(others, seed))


def _mispaired(question: Question, key: AnswerKey, seed: tuple[object, ...]) -> dict[str, str]:
    """Put one thing into the other bucket, or give two things each other's partner."""
    pairs = dict(key.pairs)
    choices = list(pairs)
    first = hash64(*seed) % len(choices)
    if question.form == "sort":
        pairs[choices[first]] = next(target.id for target in question.targets if target.id != pairs[choices[first]])
        return pairs
    one, two = choices[first], choices[first - 1]
    pairs[one], pairs[two] = pairs[two], pairs[one]
    return pairs


def _path(question: Question, key: AnswerKey, right: bool, seed: tuple[object, ...]) -> tuple[str, ...]:
    nodes = {node.id: node for node in question.nodes}
    paths = dict(_endings(nodes, question.start or question.nodes[0].id, (), frozenset()))
    fitting = [path for path, ending in paths.items() if (ending in key.good) == right]
    return (fitting or list(paths))[hash64(*seed) % len(fitting or paths)]


def _endings(
    nodes: dict[str, ScenarioNode], here: str, path: tuple[str, ...], been: frozenset[str]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Walk every way through a scenario that visits no node twice: the path and the ending it reaches."""
    if here in been:
        return
    if not nodes[here].choices:
        yield path, here
    for move in nodes[here].choices:
        yield from _endings(nodes, move.to, (*path, move.id), been | {here})


def _one_of(things: list[str], seed: tuple[object, ...]) -> str:
    return things[hash64("which", *seed) % len(things)]
