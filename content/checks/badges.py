"""Check that every badge can be earned, and that its rule is small enough to be understood."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from content.checks.ids import find_repeated_ids
from content.checks.registry import register_check
from content.checks.suggestions import suggest_name
from content.document import KeyPath
from content.draft import PackDraft
from content.findings import Violation, make_message, make_printable
from content.limits import MAX_RULE_DEPTH, MAX_RULE_NODES


class RuleNode(NamedTuple):
    """A part of a badge's rule as written: its path and its depth, 1 for the rule itself."""

    path: KeyPath
    raw: dict[str, Any]
    depth: int


def _list_rules(draft: PackDraft) -> Iterator[list[RuleNode]]:
    """The nodes of each badge's rule, the rule itself first."""
    for path, badge in draft.list_badges():
        if isinstance(rule := badge.get("rule"), dict):
            yield list(_walk_rule(RuleNode((*path, "rule"), rule, 1)))


def _walk_rule(node: RuleNode) -> Iterator[RuleNode]:
    yield node
    for kind in ("all", "any"):
        parts = node.raw.get(kind)
        for i, part in enumerate(parts if isinstance(parts, list) else ()):
            if isinstance(part, dict):
                yield from _walk_rule(RuleNode((*node.path, kind, i), part, node.depth + 1))


def _list_named_lessons(node: RuleNode) -> Iterator[tuple[KeyPath, str]]:
    """The lessons that a part of a rule names, each with its path."""
    for kind, key in (("remembered", "lesson"), ("moments", "trait")):
        inner = node.raw.get(kind)
        if isinstance(inner, dict) and isinstance(name := inner.get(key), str):
            yield (*node.path, kind, key), name


@register_check("badge-id-repeated")
def check_badge_id_repeated(draft: PackDraft) -> Iterator[Violation]:
    """A badge's id is used once in the pack."""
    ids = (
        (str(badge["id"]), draft.document.place_of(*path, "id"))
        for path, badge in draft.list_badges()
        if "id" in badge
    )
    for id_, place, first in find_repeated_ids(ids):
        yield Violation(
            place, make_message("badge-id-repeated", id=id_, file=first.file, line=first.line)
        )


@register_check("badge-rule-large")
def check_badge_rule_large(draft: PackDraft) -> Iterator[Violation]:
    """A rule has at most `MAX_RULE_DEPTH` levels and `MAX_RULE_NODES` parts."""
    for nodes in _list_rules(draft):
        deep = next((node for node in nodes if node.depth > MAX_RULE_DEPTH), None)
        if deep:
            message = make_message("badge-rule-deep", most=MAX_RULE_DEPTH)
            yield Violation(draft.document.place_of(*deep.path), message)
        elif len(nodes) > MAX_RULE_NODES:
            message = make_message("badge-rule-large", count=len(nodes), most=MAX_RULE_NODES)
            yield Violation(draft.document.place_of(*nodes[0].path), message)


@register_check("badge-lesson-unknown")
def check_badge_lesson_unknown(draft: PackDraft) -> Iterator[Violation]:
    """A rule names lessons of this pack, or this pack."""
    own, listed = draft.document.data.get("id"), draft.listed_lessons
    for nodes in _list_rules(draft):
        for node in nodes:
            for path, name in _list_named_lessons(node):
                if name not in listed:
                    message = make_message(
                        "badge-lesson-unknown",
                        lesson=make_printable(name),
                        suggestion=suggest_name(name, listed),
                    )
                    yield Violation(draft.document.place_of(*path), message)
            inner = node.raw.get("remembered")
            if isinstance(inner, dict) and inner.get("pack", own) != own:
                place = draft.document.place_of(*node.path, "remembered", "pack")
                yield Violation(place, make_message("badge-pack-other", pack=make_printable(own)))


@register_check("badge-out-of-reach")
def check_badge_out_of_reach(draft: PackDraft) -> Iterator[Violation]:
    """A rule asks for no more lessons and checkpoint questions than the pack has."""
    checkpoint = sum(question.checkpoint for question in draft.list_questions())
    available = {"pack_lessons": len(draft.listed_lessons), "pack_checkpoint": checkpoint}
    for nodes in _list_rules(draft):
        for node in nodes:
            counter, need = node.raw.get("count"), node.raw.get("at_least")
            if not isinstance(counter, str) or not isinstance(need, int):
                continue
            if need > available.get(counter, need) and draft.lessons_readable:
                message = make_message(
                    "badge-out-of-reach", need=need, counter=counter, available=available[counter]
                )
                yield Violation(draft.document.place_of(*node.path, "at_least"), message)
