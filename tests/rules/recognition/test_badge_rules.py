"""Badge rules: more practice never lowers progress, and a rule is met when all steps are done."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.practice.memory import Memory
from learning.rules.practice.weights import DEFAULT_WEIGHTS
from learning.rules.recognition.badge_grammar import parse_badge_rule
from learning.rules.recognition.badge_rules import (
    MIN_RECALL_REMEMBERED,
    MIN_STABILITY_DAYS_REMEMBERED,
    BadgeFacts,
    BadgeRule,
    BadgeStep,
    iterate_leaf_rules,
    list_rule_concepts,
)

DAY = date(2026, 3, 2)
CONCEPTS = ("pack.a", "pack.b", "pack.c")
COUNTERS = ["lessons", "streak", "moment.pack.lesson", "challenge.won"]


def make_memory(stability: float, days_ago: int = 0) -> Memory:
    last = DAY - timedelta(days=days_ago)
    return Memory(stability, 5.0, DAY, last, datetime(2026, 3, 2, tzinfo=UTC), 3, 2, 0, "q", 2)


def make_rule(tree: Any) -> BadgeRule:
    return parse_badge_rule(tree, lambda name: CONCEPTS if name == "pack.lesson" else ())


LEAVES = st.builds(
    lambda name, need: {"count": name, "at_least": need},
    st.sampled_from(COUNTERS),
    st.integers(1, 9),
) | (
    st.builds(
        lambda share: {"remembered": {"lesson": "pack.lesson", "share": share}}, st.floats(0.01, 1)
    )
)


def make_inner_trees(kind: str, parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(parts, min_size=1, max_size=3).map(lambda rules: {kind: rules})


def make_trees(levels: int) -> st.SearchStrategy[Any]:
    if levels == 1:
        return LEAVES
    below = make_trees(levels - 1)
    return LEAVES | make_inner_trees("all", below) | make_inner_trees("any", below)


RULES = make_trees(4).map(make_rule)
MEMORIES = st.dictionaries(
    st.sampled_from(CONCEPTS),
    st.builds(make_memory, st.floats(1, 60), st.integers(0, 60)),
    max_size=len(CONCEPTS),
)
FACTS = st.builds(
    BadgeFacts,
    st.dictionaries(st.sampled_from(COUNTERS), st.integers(-2, 12)),
    st.none() | MEMORIES,
    st.just(DAY),
)


@given(RULES, FACTS)
def test_a_rule_is_met_exactly_when_all_steps_are_done(
    badge_rule: BadgeRule, facts: BadgeFacts
) -> None:
    assert 0 <= badge_rule.count_done(facts) <= badge_rule.need
    assert badge_rule.is_met(facts) == (badge_rule.count_done(facts) == badge_rule.need)
    if badge_rule.is_met(facts):
        assert all(step.have == step.need for step in badge_rule.list_steps(facts))


@given(RULES, FACTS, st.sampled_from(COUNTERS), st.integers(1, 5))
def test_a_higher_counter_never_lowers_progress(
    badge_rule: BadgeRule, facts: BadgeFacts, counter: str, more: int
) -> None:
    after = replace(
        facts, counters={**facts.counters, counter: facts.counters.get(counter, 0) + more}
    )
    assert badge_rule.count_done(after) >= badge_rule.count_done(facts)
    assert badge_rule.is_met(after) or not badge_rule.is_met(facts)


@given(RULES, FACTS, st.sampled_from(CONCEPTS))
def test_a_stronger_memory_never_lowers_progress(
    badge_rule: BadgeRule, facts: BadgeFacts, concept: str
) -> None:
    after = replace(facts, memories={**(facts.memories or {}), concept: make_memory(60)})
    assert facts.memories is None or badge_rule.count_done(after) >= badge_rule.count_done(facts)
    assert badge_rule.count_done(replace(facts, memories=None)) >= badge_rule.count_done(after), (
        "without memories all concepts count as remembered"
    )


@given(RULES, FACTS)
def test_every_step_has_at_most_what_it_needs(badge_rule: BadgeRule, facts: BadgeFacts) -> None:
    for step in badge_rule.list_steps(facts):
        assert 0 <= step.have <= step.need
    assert len(list(badge_rule.list_steps(facts))) <= len(list(iterate_leaf_rules(badge_rule)))


def test_a_concept_is_remembered_with_enough_recall_and_stability() -> None:
    badge_rule = make_rule({"remembered": {"lesson": "pack.lesson", "share": 1}})
    for stability, days_ago, counts in [
        (MIN_STABILITY_DAYS_REMEMBERED, 0, True),
        (MIN_STABILITY_DAYS_REMEMBERED - 0.1, 0, False),
        (30.0, 300, False),
        (30.0, 5, True),
    ]:
        facts = BadgeFacts({}, {"pack.a": make_memory(stability, days_ago)}, DAY)
        assert badge_rule.count_done(facts) == counts, (stability, days_ago)
    last = round(DEFAULT_WEIGHTS.calculate_interval(30.0, MIN_RECALL_REMEMBERED))
    assert [
        badge_rule.count_done(BadgeFacts({}, {"pack.a": make_memory(30.0, days)}, DAY))
        for days in (last - 1, last + 1)
    ] == [
        1,
        0,
    ]
    assert list_rule_concepts(badge_rule) == CONCEPTS


def test_steps_have_codes_and_numbers() -> None:
    badge_rule = make_rule(
        {
            "all": [
                {"remembered": {"lesson": "pack.lesson", "share": 1.0}},
                {"moments": {"trait": "pack.lesson", "at_least": 1}},
                {"any": [{"count": "streak", "at_least": 5}, {"challenges": {"at_least": 2}}]},
            ]
        }
    )
    known = {"pack.a": make_memory(30.0), "pack.b": make_memory(30.0)}
    facts = BadgeFacts({"streak": 2}, known, DAY)
    assert list(badge_rule.list_steps(facts)) == [
        BadgeStep("remembered", 2, 3),
        BadgeStep("moment", 0, 1),
        BadgeStep("streak", 2, 5),
    ]
    facts = BadgeFacts({"streak": 2, "challenge.won": 1, "moment.pack.lesson": 3}, known, DAY)
    assert list(badge_rule.list_steps(facts))[1:] == [
        BadgeStep("moment", 1, 1),
        BadgeStep("challenge", 1, 2),
    ]


@pytest.mark.parametrize(
    ("counters", "have"),
    [({}, 0), ({"streak": 4}, 0), ({"streak": 5}, 1), ({"lessons": 1}, 1), ({"lessons": 2}, 2)],
)
def test_the_nearest_part_of_an_any_rule_counts(counters: dict[str, int], have: int) -> None:
    badge_rule = make_rule(
        {"any": [{"count": "streak", "at_least": 9}, {"count": "lessons", "at_least": 2}]}
    )
    assert badge_rule.need == 2
    assert badge_rule.count_done(BadgeFacts(counters, {}, DAY)) == have
