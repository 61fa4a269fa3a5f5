"""Rules of badges: the more somebody does, the more of a badge is there, and it is earned when all of it is."""

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
    is_rule_met,
    iterate_leaf_rules,
    list_rule_concepts,
)

DAY = date(2026, 3, 2)
LESSON = ("pack.a", "pack.b", "pack.c")
COUNTERS = ["lessons", "streak", "moment.pack.lesson", "challenge.won"]


def memory(stability: float, days_ago: int = 0) -> Memory:
    last = DAY - timedelta(days=days_ago)
    return Memory(stability, 5.0, DAY, last, datetime(2026, 3, 2, tzinfo=UTC), 3, 2, 0, "q")


def rule(tree: Any) -> BadgeRule:
    return parse_badge_rule(tree, lambda name: LESSON if name == "pack.lesson" else ())


LEAVES = st.builds(
    lambda name, need: {"count": name, "at_least": need},
    st.sampled_from(COUNTERS),
    st.integers(1, 9),
) | (
    st.builds(
        lambda share: {"remembered": {"lesson": "pack.lesson", "share": share}}, st.floats(0.01, 1)
    )
)


def inner(kind: str, parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(parts, min_size=1, max_size=3).map(lambda rules: {kind: rules})


def trees(levels: int) -> st.SearchStrategy[Any]:
    if levels == 1:
        return LEAVES
    below = trees(levels - 1)
    return LEAVES | inner("all", below) | inner("any", below)


RULES = trees(4).map(rule)
MEMORIES = st.dictionaries(
    st.sampled_from(LESSON),
    st.builds(memory, st.floats(1, 60), st.integers(0, 60)),
    max_size=len(LESSON),
)
FACTS = st.builds(
    BadgeFacts,
    st.dictionaries(st.sampled_from(COUNTERS), st.integers(-2, 12)),
    st.none() | MEMORIES,
    st.just(DAY),
)


@given(RULES, FACTS)
def test_it_is_earned_exactly_when_nothing_is_missing(one: BadgeRule, facts: BadgeFacts) -> None:
    assert 0 <= one.count_done(facts) <= one.need
    assert is_rule_met(one, facts) == (one.count_done(facts) == one.need)
    if is_rule_met(one, facts):
        assert all(step.have == step.need for step in one.list_steps(facts))


@given(RULES, FACTS, st.sampled_from(COUNTERS), st.integers(1, 5))
def test_doing_more_never_takes_progress_back(
    one: BadgeRule, facts: BadgeFacts, counter: str, more: int
) -> None:
    after = replace(
        facts, counters={**facts.counters, counter: facts.counters.get(counter, 0) + more}
    )
    assert one.count_done(after) >= one.count_done(facts)
    assert is_rule_met(one, after) or not is_rule_met(one, facts)


@given(RULES, FACTS, st.sampled_from(LESSON))
def test_remembering_more_never_takes_progress_back(
    one: BadgeRule, facts: BadgeFacts, idea: str
) -> None:
    after = replace(facts, memories={**(facts.memories or {}), idea: memory(60)})
    assert facts.memories is None or one.count_done(after) >= one.count_done(facts)
    assert one.count_done(replace(facts, memories=None)) >= one.count_done(after), (
        "without memories all is taken to be remembered"
    )


@given(RULES, FACTS)
def test_every_step_says_where_it_stands(one: BadgeRule, facts: BadgeFacts) -> None:
    for step in one.list_steps(facts):
        assert 0 <= step.have <= step.need
        assert step.text
        assert step.need == 1 or step.text.startswith(f"{step.have} of {step.need} ")
    assert len(list(one.list_steps(facts))) <= len(list(iterate_leaf_rules(one)))


def test_an_idea_is_remembered_when_it_is_there_today_and_will_last() -> None:
    one = rule({"remembered": {"lesson": "pack.lesson", "share": 1}})
    for stability, days_ago, counts in [
        (MIN_STABILITY_DAYS_REMEMBERED, 0, True),
        (MIN_STABILITY_DAYS_REMEMBERED - 0.1, 0, False),
        (30.0, 300, False),
        (30.0, 5, True),
    ]:
        facts = BadgeFacts({}, {"pack.a": memory(stability, days_ago)}, DAY)
        assert one.count_done(facts) == counts, (stability, days_ago)
    last = round(DEFAULT_WEIGHTS.calculate_interval(30.0, MIN_RECALL_REMEMBERED))
    assert [
        one.count_done(BadgeFacts({}, {"pack.a": memory(30.0, days)}, DAY))
        for days in (last - 1, last + 1)
    ] == [
        1,
        0,
    ]
    assert list_rule_concepts(one) == LESSON


def test_steps_are_told_in_words() -> None:
    one = rule(
        {
            "all": [
                {"remembered": {"lesson": "pack.lesson", "share": 1.0}},
                {"moments": {"trait": "pack.lesson", "at_least": 1}},
                {"any": [{"count": "streak", "at_least": 5}, {"challenges": {"at_least": 2}}]},
            ]
        }
    )
    known = {"pack.a": memory(30.0), "pack.b": memory(30.0)}
    facts = BadgeFacts({"streak": 2}, known, DAY)
    assert [step.text for step in one.list_steps(facts)] == [
        "2 of 3 ideas remembered",
        "Seen by a leader: not yet",
        "2 of 5 working days in a row",
    ]
    facts = BadgeFacts({"streak": 2, "challenge.won": 1, "moment.pack.lesson": 3}, known, DAY)
    assert [step.text for step in one.list_steps(facts)][1:] == [
        "Seen by a leader",
        "1 of 2 challenges won",
    ]


@pytest.mark.parametrize(
    ("counters", "have"),
    [({}, 0), ({"streak": 4}, 0), ({"streak": 5}, 1), ({"lessons": 1}, 1), ({"lessons": 2}, 2)],
)
def test_of_two_ways_the_nearer_one_counts(counters: dict[str, int], have: int) -> None:
    one = rule({"any": [{"count": "streak", "at_least": 9}, {"count": "lessons", "at_least": 2}]})
    assert one.need == 2
    assert one.count_done(BadgeFacts(counters, {}, DAY)) == have
