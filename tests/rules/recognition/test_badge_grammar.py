"""Whatever a pack brings as a rule is either a small tree that means something, or is refused with a reason."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.recognition.badge_grammar import (
    MAX_BADGE_RULE_DEPTH,
    MAX_BADGE_RULE_NODES,
    BadgeRuleError,
    parse_badge_rule,
)
from learning.rules.recognition.badge_rules import (
    AllRule,
    BadgeRule,
    CounterRule,
    RememberedRule,
    iterate_leaf_rules,
)

IDEAS = {
    "pack.names": ("pack.once", "pack.ask", "pack.spell"),
    "pack": ("pack.once", "pack.ask", "pack.spell", "pack.see"),
}
KEYS = [
    "count",
    "at_least",
    "moments",
    "trait",
    "challenges",
    "kind",
    "remembered",
    "lesson",
    "pack",
    "share",
    "all",
    "any",
]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-3, 20_000)
    | st.floats()
    | st.sampled_from(
        ["lessons", "streak", "pack.names", "pack", "race", "__class__", "pack.names; DROP", ""]
    )
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner)
    ),
    max_leaves=60,
)


def ideas(name: str) -> Sequence[str]:
    return IDEAS.get(name, ())


def deep(levels: int) -> Any:
    rule: Any = {"count": "lessons", "at_least": 1}
    for _ in range(levels - 1):
        rule = {"all": [rule]}
    return rule


def test_a_hero_badge_asks_for_knowledge_and_a_seen_act() -> None:
    rule = parse_badge_rule(
        {
            "all": [
                {"remembered": {"lesson": "pack.names", "share": 1.0}},
                {"moments": {"trait": "pack.names", "at_least": 1}},
            ]
        },
        ideas,
    )
    assert rule == AllRule(
        (RememberedRule(IDEAS["pack.names"], 3), CounterRule("moment.pack.names", 1)), 4
    )


@pytest.mark.parametrize(
    ("tree", "counter"),
    [
        ({"count": "streak", "at_least": 5}, "streak"),
        ({"count": "lessons.pack", "at_least": 5}, "lessons.pack"),
        ({"moments": {"at_least": 5}}, "moments"),
        ({"moments": {"trait": None, "at_least": 5}}, "moments"),
        ({"challenges": {"kind": "race", "at_least": 5}}, "challenge.won.race"),
        ({"challenges": {"kind": None, "at_least": 5}}, "challenge.won"),
    ],
)
def test_moments_and_challenges_are_counters_too(tree: Any, counter: str) -> None:
    assert parse_badge_rule(tree, ideas) == CounterRule(counter, 5)


@pytest.mark.parametrize(("share", "need"), [(1, 4), (0.75, 3), (0.7, 3), (0.01, 1)])
def test_a_share_is_rounded_up(share: float, need: int) -> None:
    assert parse_badge_rule({"remembered": {"pack": "pack", "share": share}}, ideas).need == need


@pytest.mark.parametrize(
    "tree",
    [
        None,
        [],
        {},
        "__import__('os')",
        {"count": "lessons"},
        {"count": "logins", "at_least": 1},
        {"count": ["lessons"], "at_least": 1},
        {"count": "lessons", "at_least": 0},
        {"count": "lessons", "at_least": True},
        {"count": "lessons", "at_least": 2.0},
        {"count": "lessons", "at_least": 10_001},
        {"count": "lessons", "at_least": 1, "all": []},
        {"moments": {"trait": "pack.names"}},
        {"moments": {"trait": "pack.nothing", "at_least": 1}},
        {"moments": {"": 1, "at_least": 1}},
        {"challenges": {"kind": 3, "at_least": 1}},
        {"remembered": {"lesson": "pack.nothing", "share": 1}},
        {"remembered": {"lesson": "pack.names", "pack": "pack", "share": 1}},
        {"remembered": {"lesson": "pack.names", "share": 0}},
        {"remembered": {"lesson": "pack.names", "share": 1.01}},
        {"remembered": {"lesson": "pack.names", "share": float("nan")}},
        {"remembered": {"lesson": "pack.names", "share": True}},
        {"all": []},
        {"any": {"count": "lessons", "at_least": 1}},
        {"all": [deep(1)], "any": [deep(1)]},
    ],
    ids=lambda tree: json.dumps(tree)[:60],
)
def test_what_is_no_rule_is_refused_with_a_reason(tree: object) -> None:
    with pytest.raises(BadgeRuleError, match=r"."):
        parse_badge_rule(tree, ideas)


def test_a_rule_is_bounded_in_depth_and_size() -> None:
    leaf = deep(1)
    assert parse_badge_rule(deep(MAX_BADGE_RULE_DEPTH), ideas)
    assert parse_badge_rule({"all": [leaf] * (MAX_BADGE_RULE_NODES - 1)}, ideas)
    halves = [{"any": [leaf] * 19}, {"any": [leaf] * 18}]
    assert parse_badge_rule({"all": halves}, ideas)
    for too_much in (
        deep(MAX_BADGE_RULE_DEPTH + 1),
        deep(5000),
        {"all": [leaf] * MAX_BADGE_RULE_NODES},
        {"all": [*halves, leaf]},
        {"any": [leaf] * 10**6},
    ):
        with pytest.raises(BadgeRuleError):
            parse_badge_rule(too_much, ideas)


def size(rule: BadgeRule) -> int:
    return 1 + sum(map(size, getattr(rule, "parts", ())))


def depth(rule: BadgeRule) -> int:
    return 1 + max(map(depth, getattr(rule, "parts", ())), default=0)


@given(ANYTHING)
def test_anything_is_a_small_rule_or_refused(tree: object) -> None:
    try:
        rule = parse_badge_rule(tree, ideas)
    except BadgeRuleError:
        return
    assert size(rule) <= MAX_BADGE_RULE_NODES
    assert depth(rule) <= MAX_BADGE_RULE_DEPTH
    assert rule.need >= 1
    assert all(leaf.need >= 1 for leaf in iterate_leaf_rules(rule))
