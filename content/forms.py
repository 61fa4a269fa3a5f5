"""Build questions of the same fields from each form: one function builds one form.

Only called with data that fits the schema.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from content.authoring_rules import QuestionForm
from content.document import KeyPath, YamlDocument
from content.values import (
    AnswerFeedback,
    ChoiceTarget,
    PackAnswerKey,
    PackChoice,
    PackNode,
    PackQuestion,
)

RawMapping = dict[str, Any]


class QuestionParts(NamedTuple):
    """The fields of a question in which forms differ."""

    choices: tuple[PackChoice, ...] = ()
    targets: tuple[ChoiceTarget, ...] = ()
    nodes: tuple[PackNode, ...] = ()
    start: str | None = None
    key: PackAnswerKey | None = None


def build_question(document: YamlDocument, path: KeyPath, raw: RawMapping) -> PackQuestion:
    """Build the question at a path of a document."""
    form: QuestionForm = raw["form"]
    parts = _FORM_BUILDERS[form](document, path, raw)
    feedback = raw.get("feedback")
    return PackQuestion(
        id=raw["id"],
        concept=raw["concept"],
        form=form,
        stem=raw["stem"],
        choices=parts.choices,
        targets=parts.targets,
        nodes=parts.nodes,
        start=parts.start,
        key=parts.key,
        checkpoint=bool(raw.get("checkpoint", False)),
        feedback=AnswerFeedback(feedback["right"], feedback["wrong"]) if feedback else None,
        prompt=raw.get("prompt"),
        mood_words=tuple(raw.get("mood_words", ())),
        position=document.position_of(*path),
    )


def _build_choices(
    document: YamlDocument, path: KeyPath, raw: RawMapping
) -> tuple[PackChoice, ...]:
    return tuple(
        PackChoice(
            item["id"],
            item["text"],
            item.get("feedback"),
            item.get("to"),
            document.position_of(*path, "choices", i),
        )
        for i, item in enumerate(raw["choices"])
    )


def _build_marked_choices(document: YamlDocument, path: KeyPath, raw: RawMapping) -> QuestionParts:
    right = tuple(item["id"] for item in raw["choices"] if item.get("correct"))
    return QuestionParts(_build_choices(document, path, raw), key=PackAnswerKey(choices=right))


def _build_true_false(document: YamlDocument, path: KeyPath, raw: RawMapping) -> QuestionParts:
    position = document.position_of(*path, "explain")
    choices = tuple(
        PackChoice(id_, id_.capitalize(), raw["explain"][id_], None, position)
        for id_ in ("true", "false")
    )
    return QuestionParts(
        choices, key=PackAnswerKey(choices=("true" if raw["answer"] else "false",))
    )


def _build_order(document: YamlDocument, path: KeyPath, raw: RawMapping) -> QuestionParts:
    sequence = tuple(item["id"] for item in raw["choices"])
    return QuestionParts(_build_choices(document, path, raw), key=PackAnswerKey(choices=sequence))


def _build_match(document: YamlDocument, path: KeyPath, raw: RawMapping) -> QuestionParts:
    pairs = [(item, document.position_of(*path, "pairs", i)) for i, item in enumerate(raw["pairs"])]
    left = tuple(PackChoice(item["id"], item["left"], None, None, at) for item, at in pairs)
    right = tuple(ChoiceTarget(item["id"], item["right"], at) for item, at in pairs)
    return QuestionParts(
        left, right, key=PackAnswerKey(pairs={item["id"]: item["id"] for item, _ in pairs})
    )


def _build_sort(document: YamlDocument, path: KeyPath, raw: RawMapping) -> QuestionParts:
    buckets = tuple(
        ChoiceTarget(item["id"], item["text"], document.position_of(*path, "buckets", i))
        for i, item in enumerate(raw["buckets"])
    )
    pairs = {item["id"]: item["bucket"] for item in raw["choices"]}
    return QuestionParts(
        _build_choices(document, path, raw), buckets, key=PackAnswerKey(pairs=pairs)
    )


def _build_gap(document: YamlDocument, path: KeyPath, raw: RawMapping) -> QuestionParts:
    return QuestionParts(
        _build_choices(document, path, raw),
        key=PackAnswerKey(choices=tuple(raw["answer"])),
    )


def _build_scenario(document: YamlDocument, path: KeyPath, raw: RawMapping) -> QuestionParts:
    nodes = tuple(
        _build_node(document, (*path, "nodes", i), item) for i, item in enumerate(raw["nodes"])
    )
    good = tuple(node.id for node in nodes if node.ending == "good")
    return QuestionParts(nodes=nodes, start=raw["start"], key=PackAnswerKey(good=good))


def _build_node(document: YamlDocument, path: KeyPath, raw: RawMapping) -> PackNode:
    choices = _build_choices(document, path, raw) if "choices" in raw else ()
    return PackNode(
        raw["id"],
        raw["says"],
        int(raw["mood"]),
        choices,
        raw.get("ending"),
        document.position_of(*path),
    )


def _build_reflection(document: YamlDocument, path: KeyPath, raw: RawMapping) -> QuestionParts:
    return QuestionParts()


_FORM_BUILDERS: dict[QuestionForm, Callable[[YamlDocument, KeyPath, RawMapping], QuestionParts]] = {
    "single": _build_marked_choices,
    "multiple": _build_marked_choices,
    "true_false": _build_true_false,
    "order": _build_order,
    "match": _build_match,
    "sort": _build_sort,
    "gap": _build_gap,
    "scenario": _build_scenario,
    "reflection": _build_reflection,
}
