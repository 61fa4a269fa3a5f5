"""The language of badge rules: a small tree of data, never code, so that packs can bring badges of their own.

    {"count": name, "at_least": n}                  a counter of the person's progress
    {"moments": {"trait": lesson, "at_least": n}}   confirmed moments; without `trait`, of any
    {"challenges": {"kind": kind, "at_least": n}}   challenges won; without `kind`, of any
    {"remembered": {"lesson": id, "share": s}}      this share (above 0, to 1) of a lesson's ideas is known; or of a "pack"'s
    {"all": [rule, ...]}   {"any": [rule, ...]}

A rule is at most `MAX_BADGE_RULE_DEPTH` deep and has at most `MAX_BADGE_RULE_NODES` nodes. It is read once, and looked at by `badge_rules.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from math import ceil

from learning.rules.recognition.badge_rules import (
    AllRule,
    AnyRule,
    BadgeRule,
    CounterRule,
    RememberedRule,
)
from learning.rules.recognition.badge_texts import COUNTER_PREFIXES

MAX_BADGE_RULE_DEPTH, MAX_BADGE_RULE_NODES, MAX_BADGE_COUNTER_TARGET = 4, 40, 10_000

ConceptFinder = Callable[[str], Sequence[str]]
"""Finds the ids of the concepts of a lesson or a pack by its id; none if there is no such thing."""


class BadgeRuleError(ValueError):
    """A tree that is no rule; the text says why."""


def parse_badge_rule(tree: object, find_concepts: ConceptFinder, depth: int = 1) -> BadgeRule:
    """Read a rule.

    Raises:
        RuleError: it is none, asks for what is not there, or is too deep or too large.
    """
    if depth > MAX_BADGE_RULE_DEPTH:
        raise BadgeRuleError(f"a rule is at most {MAX_BADGE_RULE_DEPTH} deep")
    if not isinstance(tree, dict) or not (kind := tree.keys() & _PARSER_BY_RULE_KIND.keys()):
        raise BadgeRuleError(f"a rule has one of {', '.join(_PARSER_BY_RULE_KIND)}")
    name = min(kind)
    fields = {"count", "at_least"} if name == "count" else {name}
    if tree.keys() != fields:
        raise BadgeRuleError(
            f"a rule of the kind {name!r} has {' and '.join(sorted(fields))}, and nothing else"
        )
    return _PARSER_BY_RULE_KIND[name](tree if name == "count" else tree[name], find_concepts, depth)


def _parse_count_rule(raw: object, find_concepts: ConceptFinder, depth: int) -> BadgeRule:
    fields = _require_rule_fields(raw, {"count", "at_least"})
    return _make_counter_rule(fields["count"], fields["at_least"])


def _parse_moments_rule(raw: object, find_concepts: ConceptFinder, depth: int) -> BadgeRule:
    fields = _require_rule_fields(raw, {"at_least"}, "trait")
    trait = fields.get("trait")
    if trait is None:
        return _make_counter_rule("moments", fields["at_least"])
    _require_concepts(trait, find_concepts)
    return _make_counter_rule(f"moment.{trait}", fields["at_least"])


def _parse_challenges_rule(raw: object, find_concepts: ConceptFinder, depth: int) -> BadgeRule:
    fields = _require_rule_fields(raw, {"at_least"}, "kind")
    kind = fields.get("kind")
    if not (kind is None or isinstance(kind, str)):
        raise BadgeRuleError("the kind of a challenge is text")
    return _make_counter_rule(
        "challenge.won" if kind is None else f"challenge.won.{kind}", fields["at_least"]
    )


def _parse_remembered_rule(raw: object, find_concepts: ConceptFinder, depth: int) -> BadgeRule:
    scope = "pack" if isinstance(raw, dict) and "pack" in raw else "lesson"
    fields = _require_rule_fields(raw, {scope, "share"})
    share, concept_ids = fields["share"], _require_concepts(fields[scope], find_concepts)
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1:
        raise BadgeRuleError("a share is a number above 0, to 1")
    return RememberedRule(concept_ids, ceil(share * len(concept_ids)))


def _parse_all_rule(raw: object, find_concepts: ConceptFinder, depth: int) -> BadgeRule:
    parts = _parse_rule_parts(raw, find_concepts, depth)
    return AllRule(parts, sum(part.need for part in parts))


def _parse_any_rule(raw: object, find_concepts: ConceptFinder, depth: int) -> BadgeRule:
    parts = _parse_rule_parts(raw, find_concepts, depth)
    return AnyRule(parts, min(part.need for part in parts))


_PARSER_BY_RULE_KIND: dict[str, Callable[[object, ConceptFinder, int], BadgeRule]] = {
    "count": _parse_count_rule,
    "moments": _parse_moments_rule,
    "challenges": _parse_challenges_rule,
    "remembered": _parse_remembered_rule,
    "all": _parse_all_rule,
    "any": _parse_any_rule,
}


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
        or 1 + sum(map(_count_rule_nodes, parts)) > MAX_BADGE_RULE_NODES
    ):
        raise BadgeRuleError(f"a rule has at most {MAX_BADGE_RULE_NODES} nodes")
    return parts


def _count_rule_nodes(rule: BadgeRule) -> int:
    return 1 + sum(map(_count_rule_nodes, rule.parts)) if isinstance(rule, AllRule | AnyRule) else 1


def _make_counter_rule(name: object, at_least: object) -> CounterRule:
    if not isinstance(name, str) or name.partition(".")[0] not in COUNTER_PREFIXES:
        raise BadgeRuleError(f"there is no counter {name!r:.80}")
    if (
        isinstance(at_least, bool)
        or not isinstance(at_least, int)
        or not 1 <= at_least <= MAX_BADGE_COUNTER_TARGET
    ):
        raise BadgeRuleError(f"`at_least` is a whole number from 1 to {MAX_BADGE_COUNTER_TARGET}")
    return CounterRule(name, at_least)


def _require_concepts(name: object, find_concepts: ConceptFinder) -> tuple[str, ...]:
    concept_ids = tuple(find_concepts(name)) if isinstance(name, str) else ()
    if not concept_ids:
        raise BadgeRuleError(f"there is nothing to remember in {name!r:.80}")
    return concept_ids


def _require_rule_fields(raw: object, needed: set[str], *optional: str) -> Mapping[str, object]:
    if not isinstance(raw, dict) or not needed <= raw.keys() <= needed.union(optional):
        raise BadgeRuleError(f"here {', '.join(sorted(needed))} and nothing else is expected")
    return raw
