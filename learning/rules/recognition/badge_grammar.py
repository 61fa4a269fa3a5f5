"""Badge rules as packs write them: a small tree of data, never code.

    {"count": counter, "at_least": n}               a counter of the person's progress
    {"moments": {"trait": lesson, "at_least": n}}   confirmed moments; any trait without `trait`
    {"challenges": {"kind": kind, "at_least": n}}   challenges won; any kind without `kind`
    {"remembered": {"lesson": id, "share": s}}      this share (0 < s <= 1) of the concepts of a
                                                    lesson is remembered; or of a "pack"
    {"all": [rule, ...]}   {"any": [rule, ...]}

A rule is at most `MAX_BADGE_RULE_DEPTH` deep and has at most `MAX_BADGE_RULE_NODES` nodes. It is
parsed once into the values of `badge_rules.py`.

`compile_badge_rule` turns an author's rule into a stored one, `parse_badge_rule` reads a stored
one. Both match every `BadgeRuleKind`, so the type check fails where a new kind is forgotten.
"""

from collections.abc import Callable, Mapping, Sequence
from math import ceil
from typing import Any, Literal, assert_never, get_args

from learning.rules.recognition.badge_codes import find_counter_prefix
from learning.rules.recognition.badge_rules import (
    AllRule,
    AnyRule,
    BadgeRule,
    CounterRule,
    RememberedRule,
    count_rule_nodes,
)

MAX_BADGE_RULE_DEPTH, MAX_BADGE_RULE_NODES, MAX_BADGE_COUNTER_TARGET = 4, 40, 10_000

BadgeRuleKind = Literal["count", "moments", "challenges", "remembered", "all", "any"]
BADGE_RULE_KINDS: tuple[BadgeRuleKind, ...] = get_args(BadgeRuleKind)

PACK_COUNTER_PATTERNS = {"pack_lessons": "lessons.{pack}", "pack_checkpoint": "checkpoint.{pack}"}
"""How authors name the counters of their own pack, and which counters these are."""

ConceptFinder = Callable[[str], Sequence[str]]
"""Takes the id of a lesson or a pack, and gives the ids of its concepts; none if it is unknown."""


class BadgeRuleError(ValueError):
    """A tree that is no rule. The text says why; the pack checks keep it from authors."""


def parse_badge_rule(tree: object, find_concepts: ConceptFinder, depth: int = 1) -> BadgeRule:
    """Read a stored rule.

    Raises:
        BadgeRuleError: the tree is no rule, names what is unknown, or is too deep or too large.
    """
    if depth > MAX_BADGE_RULE_DEPTH:
        raise BadgeRuleError(f"a rule is at most {MAX_BADGE_RULE_DEPTH} deep")
    kind, fields = _read_rule_kind(tree)
    match kind:
        case "count":
            return _make_counter_rule(fields["count"], fields["at_least"])
        case "moments":
            return _parse_moments_rule(fields[kind], find_concepts)
        case "challenges":
            return _parse_challenges_rule(fields[kind])
        case "remembered":
            return _parse_remembered_rule(fields[kind], find_concepts)
        case "all":
            parts = _parse_rule_parts(fields[kind], find_concepts, depth)
            return AllRule(parts, sum(part.need for part in parts))
        case "any":
            parts = _parse_rule_parts(fields[kind], find_concepts, depth)
            return AnyRule(parts, min(part.need for part in parts))
        case _:
            assert_never(kind)


def compile_badge_rule(pack_id: str, tree: Mapping[str, Any]) -> dict[str, Any]:
    """Turn an author's rule, which the pack checks have accepted, into one to store.

    Ids of lessons get the pack's id before them, as everywhere in a compiled pack. Counters of
    the own pack get their full names. YAML numbers such as 2.0 become whole numbers.

    Raises:
        BadgeRuleError: the tree has no kind of a rule.
    """
    kind, fields = _read_rule_kind(tree)
    match kind:
        case "count":
            counter = PACK_COUNTER_PATTERNS.get(fields["count"], fields["count"])
            return {"count": counter.format(pack=pack_id), "at_least": int(fields["at_least"])}
        case "moments" | "challenges" | "remembered":
            return {kind: _compile_rule_fields(pack_id, fields[kind])}
        case "all" | "any":
            return {kind: [compile_badge_rule(pack_id, part) for part in fields[kind]]}
        case _:
            assert_never(kind)


def _compile_rule_fields(pack_id: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    compiled = {
        name: f"{pack_id}.{value}" if name in ("lesson", "trait") else value
        for name, value in fields.items()
    }
    return compiled | ({"at_least": int(compiled["at_least"])} if "at_least" in compiled else {})


def _read_rule_kind(tree: object) -> tuple[BadgeRuleKind, Mapping[str, Any]]:
    """Return the kind of a rule, and its fields: the kind, and `at_least` beside `count`."""
    if not isinstance(tree, dict) or not (kinds := [k for k in BADGE_RULE_KINDS if k in tree]):
        raise BadgeRuleError(f"a rule has one of {', '.join(BADGE_RULE_KINDS)}")
    kind = kinds[0]
    expected = {"count", "at_least"} if kind == "count" else {kind}
    if tree.keys() != expected:
        raise BadgeRuleError(
            f"a rule of the kind {kind!r} has {' and '.join(sorted(expected))}, and nothing else"
        )
    return kind, tree


def _parse_moments_rule(raw: object, find_concepts: ConceptFinder) -> BadgeRule:
    fields = _require_rule_fields(raw, {"at_least"}, "trait")
    trait = fields.get("trait")
    if trait is None:
        return _make_counter_rule("moments", fields["at_least"])
    _require_concepts(trait, find_concepts)
    return _make_counter_rule(f"moment.{trait}", fields["at_least"])


def _parse_challenges_rule(raw: object) -> BadgeRule:
    fields = _require_rule_fields(raw, {"at_least"}, "kind")
    kind = fields.get("kind")
    if not (kind is None or isinstance(kind, str)):
        raise BadgeRuleError("the kind of a challenge is text")
    counter = "challenge.won" if kind is None else f"challenge.won.{kind}"
    return _make_counter_rule(counter, fields["at_least"])


def _parse_remembered_rule(raw: object, find_concepts: ConceptFinder) -> BadgeRule:
    scope = "pack" if isinstance(raw, dict) and "pack" in raw else "lesson"
    fields = _require_rule_fields(raw, {scope, "share"})
    share, concept_ids = fields["share"], _require_concepts(fields[scope], find_concepts)
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1:
        raise BadgeRuleError("a share is a number above 0, to 1")
    return RememberedRule(concept_ids, ceil(share * len(concept_ids)))


def _parse_rule_parts(
    raw: object, find_concepts: ConceptFinder, depth: int
) -> tuple[BadgeRule, ...]:
    if not isinstance(raw, list | tuple) or not raw:
        raise BadgeRuleError("`all` and `any` hold a list of rules")
    parts = tuple(
        parse_badge_rule(part, find_concepts, depth + 1) for part in raw[:MAX_BADGE_RULE_NODES]
    )
    if (
        len(raw) > MAX_BADGE_RULE_NODES
        or 1 + sum(map(count_rule_nodes, parts)) > MAX_BADGE_RULE_NODES
    ):
        raise BadgeRuleError(f"a rule has at most {MAX_BADGE_RULE_NODES} nodes")
    return parts


def _make_counter_rule(name: object, at_least: object) -> CounterRule:
    prefix = find_counter_prefix(name) if isinstance(name, str) else None
    if not isinstance(name, str) or prefix is None:
        raise BadgeRuleError(f"there is no counter {name!r:.80}")
    if (
        isinstance(at_least, bool)
        or not isinstance(at_least, int)
        or not 1 <= at_least <= MAX_BADGE_COUNTER_TARGET
    ):
        raise BadgeRuleError(f"`at_least` is a whole number from 1 to {MAX_BADGE_COUNTER_TARGET}")
    return CounterRule(prefix, name, at_least)


def _require_concepts(name: object, find_concepts: ConceptFinder) -> tuple[str, ...]:
    concept_ids = tuple(find_concepts(name)) if isinstance(name, str) else ()
    if not concept_ids:
        raise BadgeRuleError(f"there is nothing to remember in {name!r:.80}")
    return concept_ids


def _require_rule_fields(raw: object, needed: set[str], *optional: str) -> Mapping[str, Any]:
    if not isinstance(raw, dict) or not needed <= raw.keys() <= needed.union(optional):
        raise BadgeRuleError(f"here {', '.join(sorted(needed))} and nothing else is expected")
    return raw
