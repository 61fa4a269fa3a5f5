"""Lessons and questions as a phone gets them, encoded once a version and language, put together per person."""

from collections.abc import Mapping, Sequence
from math import factorial

import msgspec

from learning.rules.packs.pack_contents import (
    AnswerKey,
    Lesson,
    Pack,
    Question,
    QuestionChoice,
    ScenarioNode,
)
from learning.rules.packs.team_catalogue import PackVersion
from learning.rules.seeded_random import shuffle_seeded

encode_json = msgspec.json.encode

UNSHUFFLED_FORMS = ("true_false", "match")
"""Forms whose choices stay in the author's order: yes comes before no, and a match shuffles its targets instead."""


CHOICE_ORDERS_KEPT = 24
"""Orders in which a question's choices are kept ready: all of those of four choices, some of those of more."""
CHOICE_ORDER_STRIDE = 7919
"""A prime above the number of choices: with it, neighbouring dice give orders that have little in common."""


class PackPayloads:
    """The encoded parts of one language of one version."""

    def __init__(self, pack_version: PackVersion, language: str) -> None:
        """Encode everything that does not depend on a person."""
        pack = pack_version.pack_in_language(language)
        critical = {concept.id for concept in pack.concepts if concept.critical}
        self._lessons = {
            lesson.id: _encode_open_object(_make_lesson_fields(pack, lesson))
            for lesson in pack.lessons
        }
        self._questions = {
            question.id: _encode_open_object(_make_question_fields(question, critical))
            for question in pack.questions
        }
        self._choices = {
            question.id: [_encode_choice(question, choice) for choice in question.choices]
            for question in pack.questions
        }
        self._targets = {
            question.id: [
                encode_json({"id": target.id, "text": target.text}) for target in question.targets
            ]
            for question in pack.questions
        }
        self._orders: dict[tuple[str, int], bytes] = {}
        self._forms = {question.id: question.form for question in pack.questions}

    def encode_lesson(self, lesson_id: str, why: bytes) -> bytes:
        """Return a lesson item."""
        return self._lessons[lesson_id] + b',"why":' + why + b"}"

    def encode_question(
        self, question_id: str, why: bytes, seconds: int, random_bits: int
    ) -> bytes:
        """Return a question item, its choices in the order that the dice say; `why` is encoded already."""
        form, choices, targets = (
            self._forms[question_id],
            self._choices[question_id],
            self._targets[question_id],
        )
        mixed_choices = (
            b",".join(choices)
            if form in UNSHUFFLED_FORMS
            else self._order_parts(question_id, choices, random_bits)
        )
        mixed_targets = (
            self._order_parts(question_id, targets, random_bits)
            if form == "match"
            else b",".join(targets)
        )
        return b'%b,"choices":[%b],"targets":[%b],"seconds":%d,"why":%b}' % (
            self._questions[question_id],
            mixed_choices,
            mixed_targets,
            seconds,
            why,
        )

    def _order_parts(self, question_id: str, parts: list[bytes], random_bits: int) -> bytes:
        """Return the parts in one of their orders; each order is put together once."""
        cache_key = (question_id, random_bits % CHOICE_ORDERS_KEPT)
        found = self._orders.get(cache_key)
        if found is None:
            found = self._orders[cache_key] = b",".join(
                make_permutation(parts, cache_key[1] * CHOICE_ORDER_STRIDE % factorial(len(parts)))
            )
        return found


def make_permutation(parts: Sequence[bytes], number: int) -> list[bytes]:
    """Return one of all orders by its number (Lehmer's code)."""
    remaining, permutation = list(parts), []
    while remaining:
        number, index = divmod(number, len(remaining))
        permutation.append(remaining.pop(index))
    return permutation


_payload_cache: dict[tuple[str, str], PackPayloads] = {}


def get_pack_payloads(pack_version: PackVersion, language: str) -> PackPayloads:
    """Return the encoded parts of a version in a language; kept between calls, since versions never change."""
    cache_key = (pack_version.digest, pack_version.pack_in_language(language).language)
    if cache_key not in _payload_cache:
        _payload_cache[cache_key] = PackPayloads(pack_version, language)
    return _payload_cache[cache_key]


def _encode_open_object(item: Mapping[str, object]) -> bytes:
    """Encode an object without its closing brace."""
    return encode_json(item)[:-1]


def _make_lesson_fields(pack: Pack, lesson: Lesson) -> dict[str, object]:
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


def _make_question_fields(question: Question, critical: set[str]) -> dict[str, object]:
    shown = not question.checkpoint
    return {
        "kind": "question",
        "question_id": question.id,
        "concept_id": question.concept,
        "lesson_id": question.lesson,
        "form": question.form,
        "stem": question.stem,
        "nodes": [_make_node_fields(question, node) for node in question.nodes],
        "start": question.start,
        "checkpoint": question.checkpoint,
        "critical": question.concept in critical,
        "key": _make_key_fields(question.form, question.key) if shown and question.key else None,
        "feedback": {"right": question.right, "wrong": question.wrong} if shown else None,
    }


def _encode_choice(question: Question, choice: QuestionChoice) -> bytes:
    if question.checkpoint or choice.feedback is None:
        return encode_json({"id": choice.id, "text": choice.text})
    return encode_json({"id": choice.id, "text": choice.text, "feedback": choice.feedback})


def _make_node_fields(question: Question, node: ScenarioNode) -> dict[str, object]:
    moves = [
        {"id": move.id, "text": move.text, "feedback": move.feedback, "to": move.to}
        for move in node.choices
    ]
    ending = {} if node.ending is None else {"ending": node.ending}
    return {
        "id": node.id,
        "says": node.says,
        "mood": node.mood,
        "choices": shuffle_seeded(moves, question.id, node.id),
        **ending,
    }


def _make_key_fields(form: str, key: AnswerKey) -> dict[str, object]:
    if form == "scenario":
        return {"good": key.good}
    return {"pairs": key.pairs} if form in ("match", "sort") else {"choices": key.choices}
