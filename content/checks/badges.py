"""Can every badge be earned, and is its rule small enough to be understood?"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from content.checks.ids import twice
from content.checks.suggestions import did_you_mean
from content.document import KeyPath
from content.draft import PackDraft
from content.findings import Violation, make_printable
from content.limits import MAX_RULE_DEPTH, MAX_RULE_NODES
from content.registry import check


class RuleNode(NamedTuple):
    """A part of a rule as written, at its path, so many levels below the badge."""

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
    """The lessons that a part of a rule names, and where."""
    for kind, key in (("remembered", "lesson"), ("moments", "trait")):
        inside = node.raw.get(kind)
        if isinstance(inside, dict) and isinstance(name := inside.get(key), str):
            yield (*node.path, kind, key), name


@check("badge-id-repeated", "Who has earned what is kept by this id: two badges would be one.")
def badge_id_repeated(draft: PackDraft) -> Iterator[Violation]:
    """A badge's id is used once in the pack."""
    named = (
        (str(badge["id"]), draft.document.place_of(*path, "id"))
        for path, badge in draft.list_badges()
        if "id" in badge
    )
    yield from twice("badge", named)


@check("badge-rule-large", "A badge is worth wanting if it can be said in a breath what it takes.")
def badge_rule_large(draft: PackDraft) -> Iterator[Violation]:
    """A rule is four levels deep at most, and has forty parts at most."""
    for nodes in _list_rules(draft):
        deep = next((node for node in nodes if node.depth > MAX_RULE_DEPTH), None)
        if deep:
            what = f"the rule is more than {MAX_RULE_DEPTH} levels deep here"
            yield Violation(
                draft.document.place_of(*deep.path),
                what,
                "put `all` in `all`, or `any` in `any`, together",
            )
        elif len(nodes) > MAX_RULE_NODES:
            what = f"the rule has {len(nodes)} parts, {MAX_RULE_NODES} at most"
            yield Violation(
                draft.document.place_of(*nodes[0].path),
                what,
                "ask for a share of the pack, or make two badges",
            )


@check(
    "badge-lesson-unknown", "Nobody can remember, or be seen doing, what the pack does not teach."
)
def badge_lesson_unknown(draft: PackDraft) -> Iterator[Violation]:
    """A rule names lessons of this pack, or this pack."""
    own, listed = draft.document.data.get("id"), draft.listed_lessons
    for nodes in _list_rules(draft):
        for node in nodes:
            for path, name in _list_named_lessons(node):
                if name not in listed:
                    fix = did_you_mean(name, listed, "name a lesson of this pack")
                    yield Violation(
                        draft.document.place_of(*path),
                        f"the pack has no lesson {make_printable(name)}",
                        fix,
                    )
            inside = node.raw.get("remembered")
            if isinstance(inside, dict) and inside.get("pack", own) != own:
                what = f"this is another pack than {make_printable(own)}"
                yield Violation(
                    draft.document.place_of(*node.path, "remembered", "pack"),
                    what,
                    f"write `pack: {make_printable(own)}`",
                )


@check("badge-out-of-reach", "A badge that nobody can earn is a promise broken every day.")
def badge_out_of_reach(draft: PackDraft) -> Iterator[Violation]:
    """A rule asks for no more lessons and checkpoint questions than the pack has."""
    checkpoint = sum(
        question.checkpoint for one in draft.lessons.values() for question in one.lesson.questions
    )
    there = {"pack_lessons": len(draft.listed_lessons), "pack_checkpoint": checkpoint}
    for nodes in _list_rules(draft):
        for node in nodes:
            name, need = node.raw.get("count"), node.raw.get("at_least")
            if (
                isinstance(name, str)
                and isinstance(need, int)
                and need > there.get(name, need)
                and draft.lessons_readable
            ):
                what = f"this asks for {need} of `{name}`, and the pack has {there[name]}"
                yield Violation(
                    draft.document.place_of(*node.path, "at_least"),
                    what,
                    f"ask for {there[name]} or fewer",
                )
