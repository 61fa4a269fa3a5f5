"""Lessons and questions as a phone gets them, encoded once a version and language, put together per person."""

from collections.abc import Mapping, Sequence
from math import factorial

import msgspec

from learning.rules.catalogue import Choice, Key, Lesson, Node, Pack, Question
from learning.rules.dice import shuffle
from learning.rules.shelf import Volume

encode = msgspec.json.encode

FIXED = ("true_false", "match")
"""Forms whose choices stay in the author's order: yes comes before no, and a match shuffles its targets instead."""


ORDERS = 24
"""Orders in which a question's choices are kept ready: all of those of four choices, some of those of more."""
STRIDE = 7919
"""A prime above the number of choices: with it, neighbouring dice give orders that have little in common."""


class Payloads:
    """The encoded parts of one language of one version."""

    def __init__(self, volume: Volume, language: str) -> None:
        """Encode everything that does not depend on a person."""
        pack = volume.pack(language)
        critical = {concept.id for concept in pack.concepts if concept.critical}
        self._lessons = {lesson.id: _open(_lesson(pack, lesson)) for lesson in pack.lessons}
        self._questions = {question.id: _open(_question(question, critical)) for question in pack.questions}
        self._choices = {
            question.id: [_choice(question, choice) for choice in question.choices] for question in pack.questions
        }
        self._targets = {
            question.id: [encode({"id": target.id, "text": target.text}) for target in question.targets]
            for question in pack.questions
        }
        self._orders: dict[tuple[str, int], bytes] = {}
        self._forms = {question.id: question.form for question in pack.questions}

    def lesson(self, lesson: str, why: bytes) -> bytes:
        """Return a lesson item."""
        return self._lessons[lesson] + b',"why":' + why + b"}"

    def question(self, question: str, why: bytes, seconds: int, dice: int) -> bytes:
        """Return a question item, its choices in the order that the dice say; `why` is encoded already."""
        form, choices, targets = self._forms[question], self._choices[question], self._targets[question]
        mixed_choices = b",".join(choices) if form in FIXED else self._mixed(question, choices, dice)
        mixed_targets = self._mixed(question, targets, dice) if form == "match" else b",".join(targets)
        return b'%b,"choices":[%b],"targets":[%b],"seconds":%d,"why":%b}' % (
            self._questions[question],
            mixed_choices,
            mixed_targets,
            seconds,
            why,
        )

    def _mixed(self, question: str, parts: list[bytes], dice: int) -> bytes:
        """Return the parts in one of their orders; each order is put together once."""
        name = (question, dice % ORDERS)
        found = self._orders.get(name)
        if found is None:
            found = self._orders[name] = b",".join(permuted(parts, name[1] * STRIDE % factorial(len(parts))))
        return found


def permuted(parts: Sequence[bytes], number: int) -> list[bytes]:
    """Return one of all orders by its number (Lehmer's code)."""
    left, out = list(parts), []
    while left:
        number, place = divmod(number, len(left))
        out.append(left.pop(place))
    return out


_made: dict[tuple[str, str], Payloads] = {}


def payloads(volume: Volume, language: str) -> Payloads:
    """Return the encoded parts of a version in a language; kept between calls, since versions never change."""
    name = (volume.digest, volume.pack(language).language)
    if name not in _made:
        _made[name] = Payloads(volume, language)
    return _made[name]


def _open(item: Mapping[str, object]) -> bytes:
    """Encode an object without its closing brace."""
    return encode(item)[:-1]


def _lesson(pack: Pack, lesson: Lesson) -> dict[str, object]:
    return {
        "kind": "lesson",
        "lesson_id": lesson.id,
        "title": lesson.title,
        "pack": {"id": pack.id, "title": pack.title},
        "cards": [{"title": card.title, "html": card.html} for card in lesson.cards],
        "try_it": lesson.try_it,
        "seconds": lesson.seconds,
        "source": pack.source,
    }


def _question(question: Question, critical: set[str]) -> dict[str, object]:
    shown = not question.checkpoint
    return {
        "kind": "question",
        "question_id": question.id,
        "concept_id": question.concept,
        "lesson_id": question.lesson,
        "form": question.form,
        "stem": question.stem,
        "nodes": [_node(question, node) for node in question.nodes],
        "start": question.start,
        "checkpoint": question.checkpoint,
        "critical": question.concept in critical,
        "key": _key(question.form, question.key) if shown and question.key else None,
        "feedback": {"right": question.right, "wrong": question.wrong} if shown else None,
    }


def _choice(question: Question, choice: Choice) -> bytes:
    if question.checkpoint or choice.feedback is None:
        return encode({"id": choice.id, "text": choice.text})
    return encode({"id": choice.id, "text": choice.text, "feedback": choice.feedback})


def _node(question: Question, node: Node) -> dict[str, object]:
    moves = [{"id": m.id, "text": m.text, "feedback": m.feedback, "to": m.to} for m in node.choices]
    ending = {} if node.ending is None else {"ending": node.ending}
    return {
        "id": node.id,
        "says": node.says,
        "mood": node.mood,
        "choices": shuffle(moves, question.id, node.id),
        **ending,
    }


def _key(form: str, key: Key) -> dict[str, object]:
    if form == "scenario":
        return {"good": key.good}
    return {"pairs": key.pairs} if form in ("match", "sort") else {"choices": key.choices}
