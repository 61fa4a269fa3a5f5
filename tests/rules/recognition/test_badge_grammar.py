"""Parsing badge rules: any tree is a rule within the bounds, or it is refused with a reason."""

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import limits
from learning.rules.recognition.badge_codes import find_counter_prefix
from learning.rules.recognition.badge_grammar import (
    BADGE_RULE_KINDS,
    MAX_BADGE_COUNTER_TARGET,
    MAX_BADGE_RULE_DEPTH,
    MAX_BADGE_RULE_NODES,
    PACK_COUNTER_PATTERNS,
    BadgeRuleError,
    compile_badge_rule,
    parse_badge_rule,
)
from learning.rules.recognition.badge_rules import (
    AllRule,
    BadgeRule,
    CounterRule,
    RememberedRule,
    iterate_leaf_rules,
)

CONCEPTS_BY_ID = {
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
ANY_TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner)
    ),
    max_leaves=60,
)


def find_concepts(name: str) -> Sequence[str]:
    return CONCEPTS_BY_ID.get(name, ())


def make_deep_rule(levels: int) -> Any:
    rule: Any = {"count": "lessons", "at_least": 1}
    for _ in range(levels - 1):
        rule = {"all": [rule]}
    return rule


def test_a_hero_badge_asks_for_concepts_and_a_moment() -> None:
    rule = parse_badge_rule(
        {
            "all": [
                {"remembered": {"lesson": "pack.names", "share": 1.0}},
                {"moments": {"trait": "pack.names", "at_least": 1}},
            ]
        },
        find_concepts,
    )
    assert rule == AllRule(
        (
            RememberedRule(CONCEPTS_BY_ID["pack.names"], 3),
            CounterRule("moment", "moment.pack.names", 1),
        ),
        4,
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
def test_moments_and_challenges_become_counters(tree: Any, counter: str) -> None:
    rule = parse_badge_rule(tree, find_concepts)
    assert isinstance(rule, CounterRule)
    assert (rule.counter, rule.need) == (counter, 5)
    assert rule.prefix == counter.partition(".")[0]


@pytest.mark.parametrize(("share", "need"), [(1, 4), (0.75, 3), (0.7, 3), (0.01, 1)])
def test_a_share_is_rounded_up(share: float, need: int) -> None:
    assert (
        parse_badge_rule({"remembered": {"pack": "pack", "share": share}}, find_concepts).need
        == need
    )


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
        {"all": [make_deep_rule(1)], "any": [make_deep_rule(1)]},
    ],
    ids=lambda tree: json.dumps(tree)[:60],
)
def test_an_invalid_rule_is_refused_with_a_reason(tree: object) -> None:
    with pytest.raises(BadgeRuleError, match=r"."):
        parse_badge_rule(tree, find_concepts)


def test_a_rule_is_bounded_in_depth_and_size() -> None:
    leaf = make_deep_rule(1)
    assert parse_badge_rule(make_deep_rule(MAX_BADGE_RULE_DEPTH), find_concepts)
    assert parse_badge_rule({"all": [leaf] * (MAX_BADGE_RULE_NODES - 1)}, find_concepts)
    halves = [{"any": [leaf] * 19}, {"any": [leaf] * 18}]
    assert parse_badge_rule({"all": halves}, find_concepts)
    for tree in (
        make_deep_rule(MAX_BADGE_RULE_DEPTH + 1),
        make_deep_rule(5000),
        {"all": [leaf] * MAX_BADGE_RULE_NODES},
        {"all": [*halves, leaf]},
        {"any": [leaf] * 10**6},
    ):
        with pytest.raises(BadgeRuleError):
            parse_badge_rule(tree, find_concepts)


def count_nodes(rule: BadgeRule) -> int:
    return 1 + sum(map(count_nodes, getattr(rule, "parts", ())))


def measure_depth(rule: BadgeRule) -> int:
    return 1 + max(map(measure_depth, getattr(rule, "parts", ())), default=0)


@given(ANY_TREES)
def test_any_tree_is_a_bounded_rule_or_refused(tree: object) -> None:
    try:
        rule = parse_badge_rule(tree, find_concepts)
    except BadgeRuleError:
        return
    assert count_nodes(rule) <= MAX_BADGE_RULE_NODES
    assert measure_depth(rule) <= MAX_BADGE_RULE_DEPTH
    assert rule.need >= 1
    assert all(leaf.need >= 1 for leaf in iterate_leaf_rules(rule))


@pytest.mark.parametrize(
    ("written", "compiled"),
    [
        ({"count": "streak", "at_least": 5.0}, {"count": "streak", "at_least": 5}),
        (
            {"count": "pack_lessons", "at_least": 3},
            {"count": "lessons.pack", "at_least": 3},
        ),
        (
            {"moments": {"trait": "names", "at_least": 2.0}},
            {"moments": {"trait": "pack.names", "at_least": 2}},
        ),
        (
            {"challenges": {"kind": "race", "at_least": 1}},
            {"challenges": {"kind": "race", "at_least": 1}},
        ),
        (
            {"remembered": {"lesson": "names", "share": 0.5}},
            {"remembered": {"lesson": "pack.names", "share": 0.5}},
        ),
        (
            {"any": [{"all": [{"remembered": {"pack": "pack", "share": 1}}]}]},
            {"any": [{"all": [{"remembered": {"pack": "pack", "share": 1}}]}]},
        ),
    ],
)
def test_an_author_s_rule_gets_compiled_ids_and_counters(
    written: dict[str, Any], compiled: dict[str, Any]
) -> None:
    assert compile_badge_rule("pack", written) == compiled
    assert parse_badge_rule(compiled, find_concepts)


def test_the_pack_schema_allows_the_same_rules() -> None:
    schema = json.loads(files("content").joinpath("schema/pack-1.schema.json").read_bytes())
    definitions = schema["$defs"]
    kinds = [option["required"] for option in definitions["rule"]["anyOf"]]
    assert sorted(kinds) == sorted([kind] for kind in BADGE_RULE_KINDS)
    counters = definitions["count"]["properties"]["count"]["enum"]
    assert all(name in PACK_COUNTER_PATTERNS or find_counter_prefix(name) for name in counters)
    assert set(PACK_COUNTER_PATTERNS) <= set(counters)
    target = definitions["count"]["properties"]["at_least"]
    assert (target["minimum"], target["maximum"]) == (1, MAX_BADGE_COUNTER_TARGET)


def test_the_pack_checks_have_the_same_limits() -> None:
    assert limits.MAX_RULE_DEPTH == MAX_BADGE_RULE_DEPTH
    assert limits.MAX_RULE_NODES == MAX_BADGE_RULE_NODES
