"""Can every badge be earned, and is its rule small enough to be understood?"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from content.checks.close import did_you_mean
from content.checks.ids import twice
from content.document import Path
from content.draft import Draft
from content.findings import Problem, shown
from content.limits import RULE_DEPTH, RULE_NODES
from content.registry import check


class Node(NamedTuple):
    """A part of a rule as written, at its path, so many levels below the badge."""

    path: Path
    raw: dict[str, Any]
    depth: int


def _rules(draft: Draft) -> Iterator[list[Node]]:
    """The nodes of each badge's rule, the rule itself first."""
    for path, badge in draft.badges():
        if isinstance(rule := badge.get("rule"), dict):
            yield list(_walk(Node((*path, "rule"), rule, 1)))


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for kind in ("all", "any"):
        parts = node.raw.get(kind)
        for i, part in enumerate(parts if isinstance(parts, list) else ()):
            if isinstance(part, dict):
                yield from _walk(Node((*node.path, kind, i), part, node.depth + 1))


def _lessons(node: Node) -> Iterator[tuple[Path, str]]:
    """The lessons that a part of a rule names, and where."""
    for kind, key in (("remembered", "lesson"), ("moments", "trait")):
        inside = node.raw.get(kind)
        if isinstance(inside, dict) and isinstance(name := inside.get(key), str):
            yield (*node.path, kind, key), name


@check("badge-id-repeated", "Who has earned what is kept by this id: two badges would be one.")
def badge_id_repeated(draft: Draft) -> Iterator[Problem]:
    """A badge's id is used once in the pack."""
    named = (
        (str(badge["id"]), draft.document.place(*path, "id"))
        for path, badge in draft.badges()
        if "id" in badge
    )
    yield from twice("badge", named)


@check("badge-rule-large", "A badge is worth wanting if it can be said in a breath what it takes.")
def badge_rule_large(draft: Draft) -> Iterator[Problem]:
    """A rule is four levels deep at most, and has forty parts at most."""
    for nodes in _rules(draft):
        deep = next((node for node in nodes if node.depth > RULE_DEPTH), None)
        if deep:
            what = f"the rule is more than {RULE_DEPTH} levels deep here"
            yield Problem(
                draft.document.place(*deep.path),
                what,
                "put `all` in `all`, or `any` in `any`, together",
            )
        elif len(nodes) > RULE_NODES:
            what = f"the rule has {len(nodes)} parts, {RULE_NODES} at most"
            yield Problem(
                draft.document.place(*nodes[0].path),
                what,
                "ask for a share of the pack, or make two badges",
            )


@check(
    "badge-lesson-unknown", "Nobody can remember, or be seen doing, what the pack does not teach."
)
def badge_lesson_unknown(draft: Draft) -> Iterator[Problem]:
    """A rule names lessons of this pack, or this pack."""
    own, listed = draft.document.data.get("id"), draft.listed
    for nodes in _rules(draft):
        for node in nodes:
            for path, name in _lessons(node):
                if name not in listed:
                    fix = did_you_mean(name, listed, "name a lesson of this pack")
                    yield Problem(
                        draft.document.place(*path), f"the pack has no lesson {shown(name)}", fix
                    )
            inside = node.raw.get("remembered")
            if isinstance(inside, dict) and inside.get("pack", own) != own:
                what = f"this is another pack than {shown(own)}"
                yield Problem(
                    draft.document.place(*node.path, "remembered", "pack"),
                    what,
                    f"write `pack: {shown(own)}`",
                )


@check("badge-out-of-reach", "A badge that nobody can earn is a promise broken every day.")
def badge_out_of_reach(draft: Draft) -> Iterator[Problem]:
    """A rule asks for no more lessons and checkpoint questions than the pack has."""
    checkpoint = sum(
        question.checkpoint for one in draft.lessons.values() for question in one.lesson.questions
    )
    there = {"pack_lessons": len(draft.listed), "pack_checkpoint": checkpoint}
    for nodes in _rules(draft):
        for node in nodes:
            name, need = node.raw.get("count"), node.raw.get("at_least")
            if (
                isinstance(name, str)
                and isinstance(need, int)
                and need > there.get(name, need)
                and draft.whole
            ):
                what = f"this asks for {need} of `{name}`, and the pack has {there[name]}"
                yield Problem(
                    draft.document.place(*node.path, "at_least"),
                    what,
                    f"ask for {there[name]} or fewer",
                )
