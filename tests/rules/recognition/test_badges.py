from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.catalogues import make_hero_badge, make_pack

from learning.rules.practice.memory import Memory
from learning.rules.recognition.badge_grammar import BadgeRuleError
from learning.rules.recognition.badge_rules import BadgeFacts, BadgeStep, list_rule_counters
from learning.rules.recognition.badges import (
    Badge,
    filter_met_badges,
    find_candidate_badges,
    find_earned_badges,
    make_pack_badges,
)
from learning.rules.recognition.built_in_badges import BUILT_IN_BADGES

DAY = date(2026, 3, 2)
PACK_BADGE, HERO_BADGE = make_pack_badges(
    replace(make_pack(lessons=3, checkpoints=5), badges=(make_hero_badge(),)), "d" * 64
)
ALL_BADGES = (*BUILT_IN_BADGES, PACK_BADGE, HERO_BADGE)
COUNTERS = sorted({name for badge in ALL_BADGES for name in list_rule_counters(badge.rule)})
counts = st.dictionaries(st.sampled_from(COUNTERS), st.integers(0, 30))


def make_memory(stability: float, days_ago: int) -> Memory:
    last = DAY - timedelta(days=days_ago)
    return Memory(stability, 5.0, DAY, last, datetime(2026, 3, 2, tzinfo=UTC), 3, 2, 0, "q", 2)


def test_a_pack_badge_asks_for_all_lessons_and_four_fifths_of_the_checkpoint() -> None:
    assert PACK_BADGE.rule.need == 3 + 4
    assert find_earned_badges([PACK_BADGE], {"lessons.pack": 3, "checkpoint.pack": 3}, ()) == []
    assert find_earned_badges([PACK_BADGE], {"lessons.pack": 3, "checkpoint.pack": 4}, ()) == [
        PACK_BADGE
    ]


def test_more_lessons_do_not_replace_checkpoint_questions() -> None:
    assert find_earned_badges([PACK_BADGE], {"lessons.pack": 30, "checkpoint.pack": 0}, ()) == []


@given(counts)
def test_a_held_badge_is_not_found_again(counters: dict[str, int]) -> None:
    held = {
        badge.id
        for badge in (
            *find_earned_badges(ALL_BADGES, counters, ()),
            *find_candidate_badges(ALL_BADGES, counters, (), COUNTERS),
        )
    }
    assert (
        find_earned_badges(ALL_BADGES, counters, held)
        == find_candidate_badges(ALL_BADGES, counters, held, COUNTERS)
        == []
    )


@given(counts, st.sampled_from(COUNTERS))
def test_a_higher_counter_never_loses_a_badge(counters: dict[str, int], more: str) -> None:
    before = {badge.id for badge in find_earned_badges(ALL_BADGES, counters, ())}
    assert before <= {
        badge.id
        for badge in find_earned_badges(
            ALL_BADGES, {**counters, more: counters.get(more, 0) + 1}, ()
        )
    }


@given(counts)
def test_counters_alone_earn_no_badge_that_asks_for_memories(counters: dict[str, int]) -> None:
    assert HERO_BADGE not in find_earned_badges(ALL_BADGES, counters, ())
    seen = [HERO_BADGE] if counters.get("moment.pack.lesson-1") else []
    assert (
        find_candidate_badges(ALL_BADGES, counters, (), {"pack.idea-2"})
        == find_candidate_badges(ALL_BADGES, counters, (), {"moment.pack.lesson-1"})
        == seen
    )
    assert find_candidate_badges(ALL_BADGES, counters, (), {"pack.idea-1", "streak"}) == [], (
        "nothing of it has changed"
    )


def test_a_hero_badge_needs_both_concepts_and_a_moment() -> None:
    known = {"pack.idea-2": make_memory(20, 1), "pack.idea-3": make_memory(20, 1)}
    seen = {"moment.pack.lesson-1": 1}
    assert filter_met_badges([HERO_BADGE], BadgeFacts(seen, known, DAY)) == [HERO_BADGE]
    assert filter_met_badges([HERO_BADGE], BadgeFacts({}, known, DAY)) == []
    assert (
        filter_met_badges([HERO_BADGE], BadgeFacts(seen, {"pack.idea-2": make_memory(20, 1)}, DAY))
        == []
    )


@pytest.mark.parametrize(
    ("memories", "lapsed_step"),
    [
        ({}, None),
        ({"pack.idea-2": make_memory(20, 1), "pack.idea-3": make_memory(1, 60)}, None),
        (
            {"pack.idea-2": make_memory(1, 60), "pack.idea-3": make_memory(1, 60)},
            BadgeStep("fresh", 0, 1),
        ),
        ({"pack.idea-2": make_memory(1, 60)}, BadgeStep("fresh", 0, 1)),
    ],
)
def test_a_badge_is_lapsed_while_fewer_than_half_of_its_concepts_are_fresh(
    memories: dict[str, Memory], lapsed_step: BadgeStep | None
) -> None:
    assert HERO_BADGE.lapsed_step(BadgeFacts({}, memories, DAY)) == lapsed_step
    assert not any(
        badge.lapsed_step(BadgeFacts({}, memories, DAY)) for badge in (*BUILT_IN_BADGES, PACK_BADGE)
    ), "what was done stays done"


def list_kinds(badges: tuple[Badge, ...]) -> list[str]:
    return [badge.kind for badge in badges]


def test_a_pack_badge_cannot_ask_for_a_lesson_of_another_pack() -> None:
    assert list_kinds((PACK_BADGE, HERO_BADGE)) == ["pack", "hero"]
    foreign_rule: dict[str, Any] = {"remembered": {"lesson": "other.lesson-1", "share": 1}}
    with pytest.raises(BadgeRuleError):
        make_pack_badges(
            replace(make_pack(), badges=(replace(make_hero_badge(), rule=foreign_rule),)), "d" * 64
        )
