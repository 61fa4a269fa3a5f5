"""Lessons and questions as JSON: for every form, what is sent is what the structs document."""

from collections.abc import Iterator
from dataclasses import asdict, fields, replace

import msgspec
import pytest
from support.catalogues import make_pack, make_pack_version

from learning.queries.packs import pack_payloads
from learning.queries.packs.pack_payloads import PackPayloads, get_pack_payloads, make_permutation
from learning.queries.practice.break_items import ItemReason, QuestionItem
from learning.rules.packs.pack_contents import (
    AnswerKey,
    Question,
    QuestionChoice,
    ScenarioMove,
    ScenarioNode,
)
from learning.rules.practice.forms import FORMS, Form

REASON = msgspec.json.encode(ItemReason("due", 3))
CHOICES = tuple(QuestionChoice(name, name.upper()) for name in "abcd")
NODES = (
    ScenarioNode("first", "Well?", -1, (ScenarioMove("kind", "Sorry.", "Good.", "calm"),)),
    ScenarioNode("calm", "Thanks.", 1, ending="good"),
)
KEY_BY_FORM: dict[Form, AnswerKey | None] = {
    "single": AnswerKey(("a",)),
    "multiple": AnswerKey(("a", "b")),
    "true_false": AnswerKey(("a",)),
    "order": AnswerKey(("b", "a", "c", "d")),
    "gap": AnswerKey(("a", "b")),
    "match": AnswerKey(pairs=dict(zip("abcd", "badc", strict=True))),
    "sort": AnswerKey(pairs=dict.fromkeys("abcd", "a")),
    "scenario": AnswerKey(good=("calm",)),
    "reflection": None,
}


@pytest.fixture
def empty_cache() -> Iterator[None]:
    """No payloads of other tests, before or after."""
    pack_payloads._payload_cache.clear()
    yield
    pack_payloads._payload_cache.clear()


def make_form_question(form: Form, *, checkpoint: bool = False) -> Question:
    pack = make_pack(lessons=1)
    return replace(
        pack.questions[0],
        form=form,
        choices=CHOICES,
        targets=CHOICES if form in ("match", "sort") else (),
        nodes=NODES if form == "scenario" else (),
        start="first" if form == "scenario" else None,
        key=KEY_BY_FORM[form],
        checkpoint=checkpoint,
    )


def list_filled_fields(key: AnswerKey) -> dict[str, object]:
    """The fields that differ from those of an empty key, by name."""
    empty = asdict(AnswerKey())
    return {name: value for name, value in asdict(key).items() if value != empty[name]}


def encode(question: Question, random_bits: int = 5) -> QuestionItem:
    pack = replace(make_pack(lessons=1), questions=(question,))
    payloads = PackPayloads(make_pack_version(pack), "en")
    encoded = payloads.encode_question(question.id, REASON, 16, random_bits)
    return msgspec.json.decode(encoded, type=QuestionItem)


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_sent_as_documented(form: Form) -> None:
    item, key = encode(make_form_question(form)), KEY_BY_FORM[form]
    assert (item.form, item.seconds, item.why) == (form, 16, ItemReason("due", 3))
    assert {choice.id for choice in item.choices} == set("abcd")
    sent = msgspec.to_builtins(item.key) or {}
    assert sent == (list_filled_fields(key) if key else {})


def test_every_field_of_the_key_is_sent_for_some_form() -> None:
    keys = [key for key in KEY_BY_FORM.values() if key]
    sent = {name for key in keys for name in list_filled_fields(key)}
    assert sent == {field.name for field in fields(AnswerKey)}


@pytest.mark.parametrize(
    ("form", "shuffled_sides"),
    [("single", {"choices"}), ("true_false", set()), ("match", {"targets"}), ("sort", {"choices"})],
)
def test_the_form_says_which_side_is_shuffled(form: Form, shuffled_sides: set[str]) -> None:
    sent = [encode(make_form_question(form), bits) for bits in range(1, 12)]
    shuffled = set()
    for side in ("choices", "targets"):
        orders = {tuple(part.id for part in getattr(item, side)) for item in sent}
        if orders - {tuple("abcd"), ()}:
            shuffled.add(side)
    assert shuffled == shuffled_sides


def test_a_checkpoint_has_neither_key_nor_feedback() -> None:
    item = encode(make_form_question("single", checkpoint=True))
    assert (item.key, item.feedback) == (None, None)
    assert all(choice.feedback is None for choice in item.choices)


def test_every_number_gives_another_order() -> None:
    orders = {tuple(make_permutation([b"a", b"b", b"c"], number)) for number in range(6)}
    assert len(orders) == 6


def test_payloads_are_kept_between_calls(empty_cache: None) -> None:
    version = make_pack_version(make_pack())
    assert get_pack_payloads(version, "en") is get_pack_payloads(version, "en")


def test_the_cache_drops_what_was_not_used_for_longest(
    empty_cache: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack_payloads, "MAX_CACHED_PAYLOADS", 2)
    one, two, three = [make_pack_version(make_pack(name)) for name in ("one", "two", "three")]
    kept = get_pack_payloads(one, "en")
    dropped = get_pack_payloads(two, "en")
    assert get_pack_payloads(one, "en") is kept
    get_pack_payloads(three, "en")
    assert get_pack_payloads(one, "en") is kept
    assert get_pack_payloads(two, "en") is not dropped
    assert len(pack_payloads._payload_cache) == 2
