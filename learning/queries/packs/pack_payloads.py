"""Lessons and questions as JSON: encoded once per version and language, completed per person."""

from collections import OrderedDict
from collections.abc import Sequence
from math import factorial
from typing import assert_never

import msgspec

from learning.queries.practice.break_items import (
    ItemChoice,
    ItemFeedback,
    ItemKey,
    ItemMove,
    ItemNode,
    ItemTarget,
    LessonCard,
    LessonHead,
    PackName,
    QuestionHead,
)
from learning.rules.packs.pack_contents import (
    AnswerKey,
    Lesson,
    Pack,
    Question,
    QuestionChoice,
    ScenarioNode,
)
from learning.rules.packs.team_catalogue import PackVersion
from learning.rules.practice.forms import FORM_RULES, Form
from learning.rules.seeded_random import shuffle_seeded

encode_json = msgspec.json.encode

CHOICE_ORDERS_KEPT = 24
"""Orders of a question's choices that are kept ready: all those of four choices, some of more."""
CHOICE_ORDER_STRIDE = 7919
"""A prime above the number of choices, so that neighbouring numbers give quite different orders."""
MAX_CACHED_PAYLOADS = 128
"""Versions and languages kept encoded in one process. Above what the teams of an installation
learn at a time; a replaced version is dropped once so many others were used after it."""


class PackPayloads:
    """The encoded parts of one language of one version."""

    def __init__(self, pack_version: PackVersion, language: str) -> None:
        """Encode everything that does not depend on a person."""
        pack = pack_version.pack_in_language(language)
        critical = {concept.id for concept in pack.concepts if concept.critical}
        self._lessons = {
            lesson.id: _encode_open_object(_make_lesson_head(pack, lesson))
            for lesson in pack.lessons
        }
        languages = {lesson.id: pack.language_of(lesson) for lesson in pack.lessons}
        self._questions = {
            question.id: _encode_open_object(
                _make_question_head(question, critical, languages[question.lesson])
            )
            for question in pack.questions
        }
        self._choices = {
            question.id: [
                encode_json(_make_choice(question, choice)) for choice in question.choices
            ]
            for question in pack.questions
        }
        self._targets = {
            question.id: [
                encode_json(ItemTarget(target.id, target.text)) for target in question.targets
            ]
            for question in pack.questions
        }
        self._orders: dict[tuple[str, int], bytes] = {}
        self._shuffled = {
            question.id: FORM_RULES[question.form].shuffled for question in pack.questions
        }

    def encode_lesson(self, lesson_id: str, why: bytes, seconds: int) -> bytes:
        """Return a lesson item. `why` is encoded already."""
        return b'%b,"seconds":%d,"why":%b}' % (self._lessons[lesson_id], seconds, why)

    def encode_question(
        self, question_id: str, why: bytes, seconds: int, random_bits: int
    ) -> bytes:
        """Return a question item. `why` is encoded already; `random_bits` choose the order."""
        shuffled = self._shuffled[question_id]
        choices, targets = self._choices[question_id], self._targets[question_id]
        return b'%b,"choices":[%b],"targets":[%b],"seconds":%d,"why":%b}' % (
            self._questions[question_id],
            self._order_parts(question_id, choices, random_bits)
            if shuffled == "choices"
            else b",".join(choices),
            self._order_parts(question_id, targets, random_bits)
            if shuffled == "targets"
            else b",".join(targets),
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


_payload_cache: OrderedDict[tuple[str, str], PackPayloads] = OrderedDict()
"""The least recently used entry comes first. Keys are a version's digest and a language."""


def get_pack_payloads(pack_version: PackVersion, language: str) -> PackPayloads:
    """Return the encoded parts of a version in a language.

    Versions never change, so the parts are kept, up to `MAX_CACHED_PAYLOADS` of them.
    """
    cache_key = (pack_version.digest, pack_version.pack_in_language(language).language)
    payloads = _payload_cache.get(cache_key)
    if payloads is None:
        payloads = _payload_cache[cache_key] = PackPayloads(pack_version, language)
        if len(_payload_cache) > MAX_CACHED_PAYLOADS:
            _payload_cache.popitem(last=False)
    else:
        _payload_cache.move_to_end(cache_key)
    return payloads


def _encode_open_object(head: LessonHead | QuestionHead) -> bytes:
    """Encode an object without its closing brace, so that more fields can follow."""
    return encode_json(head)[:-1]


def _make_lesson_head(pack: Pack, lesson: Lesson) -> LessonHead:
    return LessonHead(
        lesson_id=lesson.id,
        title=lesson.title,
        pack=PackName(pack.id, pack.title, pack.language),
        cards=[LessonCard(card.title, card.html) for card in lesson.cards],
        try_it=lesson.try_it,
        source=pack.source,
        language=pack.language_of(lesson),
    )


def _make_question_head(question: Question, critical: set[str], language: str) -> QuestionHead:
    shown = not question.checkpoint
    return QuestionHead(
        question_id=question.id,
        concept_id=question.concept,
        lesson_id=question.lesson,
        form=question.form,
        stem=question.stem,
        nodes=[_make_node(question, node) for node in question.nodes],
        start=question.start,
        checkpoint=question.checkpoint,
        critical=question.concept in critical,
        key=_make_key(question.form, question.key) if shown and question.key else None,
        feedback=ItemFeedback(question.right, question.wrong) if shown else None,
        language=language,
        mood_words=question.mood_words,
    )


def _make_choice(question: Question, choice: QuestionChoice) -> ItemChoice:
    """Make a choice; that of a checkpoint has no feedback, which would be the key."""
    return ItemChoice(choice.id, choice.text, None if question.checkpoint else choice.feedback)


def _make_node(question: Question, node: ScenarioNode) -> ItemNode:
    moves = [ItemMove(move.id, move.text, move.feedback, move.to) for move in node.choices]
    return ItemNode(
        node.id, node.says, node.mood, shuffle_seeded(moves, question.id, node.id), node.ending
    )


def _make_key(form: Form, key: AnswerKey) -> ItemKey | None:
    grading = FORM_RULES[form].grading
    match grading:
        case "set" | "sequence":
            return ItemKey(choices=key.choices)
        case "pairs":
            return ItemKey(pairs=key.pairs)
        case "ending":
            return ItemKey(good=key.good)
        case "ungraded":
            return None
        case _:
            assert_never(grading)
