"""From what the author wrote to one shape of question: choices, targets, nodes and a key, one function a form.

Only called with data that fits the schema.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from content.document import Document, Path
from content.values import Choice, Feedback, Form, Key, Node, Question, Target

Raw = dict[str, Any]


class Parts(NamedTuple):
    """What the forms differ in."""

    choices: tuple[Choice, ...] = ()
    targets: tuple[Target, ...] = ()
    nodes: tuple[Node, ...] = ()
    start: str | None = None
    key: Key | None = None


def build_question(document: Document, path: Path, raw: Raw) -> Question:
    """The question at a path of a document."""
    form: Form = raw["form"]
    parts = _FORMS[form](document, path, raw)
    feedback = raw.get("feedback")
    return Question(
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
        feedback=Feedback(feedback["right"], feedback["wrong"]) if feedback else None,
        prompt=raw.get("prompt"),
        at=document.at(*path),
    )


def _choices(document: Document, path: Path, raw: Raw) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            item["id"],
            item["text"],
            item.get("feedback"),
            item.get("to"),
            document.at(*path, "choices", i),
        )
        for i, item in enumerate(raw["choices"])
    )


def _picked(document: Document, path: Path, raw: Raw) -> Parts:
    right = tuple(item["id"] for item in raw["choices"] if item.get("correct"))
    return Parts(_choices(document, path, raw), key=Key(choices=right))


def _true_false(document: Document, path: Path, raw: Raw) -> Parts:
    at = document.at(*path, "explain")
    choices = tuple(
        Choice(id_, id_.capitalize(), raw["explain"][id_], None, at) for id_ in ("true", "false")
    )
    return Parts(choices, key=Key(choices=("true" if raw["answer"] else "false",)))


def _order(document: Document, path: Path, raw: Raw) -> Parts:
    sequence = tuple(item["id"] for item in raw["choices"])
    return Parts(_choices(document, path, raw), key=Key(choices=sequence, ordered=True))


def _match(document: Document, path: Path, raw: Raw) -> Parts:
    pairs = [(item, document.at(*path, "pairs", i)) for i, item in enumerate(raw["pairs"])]
    left = tuple(Choice(item["id"], item["left"], None, None, at) for item, at in pairs)
    right = tuple(Target(item["id"], item["right"], at) for item, at in pairs)
    return Parts(left, right, key=Key(pairs={item["id"]: item["id"] for item, _ in pairs}))


def _sort(document: Document, path: Path, raw: Raw) -> Parts:
    buckets = tuple(
        Target(item["id"], item["text"], document.at(*path, "buckets", i))
        for i, item in enumerate(raw["buckets"])
    )
    pairs = {item["id"]: item["bucket"] for item in raw["choices"]}
    return Parts(_choices(document, path, raw), buckets, key=Key(pairs=pairs))


def _gap(document: Document, path: Path, raw: Raw) -> Parts:
    return Parts(_choices(document, path, raw), key=Key(choices=tuple(raw["answer"]), ordered=True))


def _scenario(document: Document, path: Path, raw: Raw) -> Parts:
    nodes = tuple(_node(document, (*path, "nodes", i), item) for i, item in enumerate(raw["nodes"]))
    good = tuple(node.id for node in nodes if node.ending == "good")
    return Parts(nodes=nodes, start=raw["start"], key=Key(good=good))


def _node(document: Document, path: Path, raw: Raw) -> Node:
    choices = _choices(document, path, raw) if "choices" in raw else ()
    return Node(
        raw["id"], raw["says"], int(raw["mood"]), choices, raw.get("ending"), document.at(*path)
    )


def _reflection(document: Document, path: Path, raw: Raw) -> Parts:
    return Parts()


_FORMS: dict[Form, Callable[[Document, Path, Raw], Parts]] = {
    "single": _picked,
    "multiple": _picked,
    "true_false": _true_false,
    "order": _order,
    "match": _match,
    "sort": _sort,
    "gap": _gap,
    "scenario": _scenario,
    "reflection": _reflection,
}
