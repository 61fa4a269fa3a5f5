"""The documented items of a break accept what they document, and nothing else."""

import msgspec
import pytest

from learning.queries.practice.break_items import ItemKey, ItemReason, LessonItem, QuestionItem

REASON = {"code": "new", "days": 0}
LESSON = {
    "kind": "lesson",
    "lesson_id": "pack.lesson-1",
    "title": "Look up first",
    "language": "en",
    "pack": {"id": "pack", "title": "Warm welcomes", "language": "en"},
    "cards": [{"title": None, "html": "<p>Look up.</p>"}],
    "try_it": "Look up.",
    "seconds": 40,
    "source": "A source",
    "why": REASON,
}


def test_the_kind_of_an_item_selects_its_struct() -> None:
    item = msgspec.convert(LESSON, LessonItem | QuestionItem)
    assert isinstance(item, LessonItem)
    assert item.why == ItemReason("new", 0)


@pytest.mark.parametrize(
    "change", [{"kind": "film"}, {"extra": 1}, {"why": {"code": "because", "days": 0}}]
)
def test_an_unknown_kind_field_or_reason_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**LESSON, **change}, LessonItem | QuestionItem)


def test_a_key_holds_only_the_field_of_its_form() -> None:
    assert msgspec.to_builtins(ItemKey(choices=("a",))) == {"choices": ("a",)}
