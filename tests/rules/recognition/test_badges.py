from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.catalogues import make_hero_badge, make_pack

from learning.rules.practice.memory import Memory
from learning.rules.recognition.badge_grammar import BadgeRuleError
from learning.rules.recognition.badge_rules import BadgeFacts, list_rule_counters
from learning.rules.recognition.badges import (
    BUILT_IN_BADGES,
    Badge,
    filter_met_badges,
    find_candidate_badges,
    find_earned_badges,
    make_pack_badges,
)

DAY = date(2026, 3, 2)
WHOLE, HERO = make_pack_badges(
    replace(make_pack(lessons=3, checkpoints=5), badges=(make_hero_badge(),)), "d" * 64
)
ALL = (*BUILT_IN_BADGES, WHOLE, HERO)
NAMES = sorted({name for badge in ALL for name in list_rule_counters(badge.rule)})
counts = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 30))


def memory(stability: float, days_ago: int) -> Memory:
    last = DAY - timedelta(days=days_ago)
    return Memory(stability, 5.0, DAY, last, datetime(2026, 3, 2, tzinfo=UTC), 3, 2, 0, "q")


def test_a_pack_asks_for_its_lessons_and_four_fifths_of_its_checkpoint() -> None:
    assert WHOLE.rule.need == 3 + 4
    assert find_earned_badges([WHOLE], {"lessons.pack": 3, "checkpoint.pack": 3}, ()) == []
    assert find_earned_badges([WHOLE], {"lessons.pack": 3, "checkpoint.pack": 4}, ()) == [WHOLE]


def test_more_of_one_thing_does_not_make_up_for_another() -> None:
    assert find_earned_badges([WHOLE], {"lessons.pack": 30, "checkpoint.pack": 0}, ()) == []


@given(counts)
def test_a_held_badge_is_never_earned_again(counters: dict[str, int]) -> None:
    held = {
        badge.id
        for badge in (
            *find_earned_badges(ALL, counters, ()),
            *find_candidate_badges(ALL, counters, (), NAMES),
        )
    }
    assert (
        find_earned_badges(ALL, counters, held)
        == find_candidate_badges(ALL, counters, held, NAMES)
        == []
    )


@given(counts, st.sampled_from(NAMES))
def test_doing_more_never_loses_a_badge(counters: dict[str, int], more: str) -> None:
    before = {badge.id for badge in find_earned_badges(ALL, counters, ())}
    assert before <= {
        badge.id
        for badge in find_earned_badges(ALL, {**counters, more: counters.get(more, 0) + 1}, ())
    }


@given(counts)
def test_counters_alone_never_earn_what_asks_for_memories(counters: dict[str, int]) -> None:
    assert HERO not in find_earned_badges(ALL, counters, ())
    seen = [HERO] if counters.get("moment.pack.lesson-1") else []
    assert (
        find_candidate_badges(ALL, counters, (), {"pack.idea-2"})
        == find_candidate_badges(ALL, counters, (), {"moment.pack.lesson-1"})
        == seen
    )
    assert find_candidate_badges(ALL, counters, (), {"pack.idea-1", "streak"}) == [], (
        "nothing of it has changed"
    )


def test_a_hero_badge_is_earned_by_knowing_and_by_being_seen() -> None:
    known = {"pack.idea-2": memory(20, 1), "pack.idea-3": memory(20, 1)}
    seen = {"moment.pack.lesson-1": 1}
    assert filter_met_badges([HERO], BadgeFacts(seen, known, DAY)) == [HERO]
    assert filter_met_badges([HERO], BadgeFacts({}, known, DAY)) == []
    assert filter_met_badges([HERO], BadgeFacts(seen, {"pack.idea-2": memory(20, 1)}, DAY)) == []


@pytest.mark.parametrize(
    ("memories", "nap"),
    [
        ({}, None),
        ({"pack.idea-2": memory(20, 1), "pack.idea-3": memory(1, 60)}, None),
        (
            {"pack.idea-2": memory(1, 60), "pack.idea-3": memory(1, 60)},
            "An idea fresh again: not yet",
        ),
        ({"pack.idea-2": memory(1, 60)}, "An idea fresh again: not yet"),
    ],
)
def test_a_badge_rests_while_most_ideas_behind_it_have_faded(
    memories: dict[str, Memory], nap: str | None
) -> None:
    found = HERO.lapsed_step(BadgeFacts({}, memories, DAY))
    assert (found.text if found else None) == nap
    assert not any(
        badge.lapsed_step(BadgeFacts({}, memories, DAY)) for badge in (*BUILT_IN_BADGES, WHOLE)
    ), "what was done stays done"


def test_the_house_has_art_and_words_for_every_badge() -> None:
    static = Path(__file__).parents[3] / "frontend" / "static"
    assert all((static / badge.art.lstrip("/")).is_file() for badge in BUILT_IN_BADGES)
    assert (
        len({badge.id for badge in BUILT_IN_BADGES})
        == len({badge.title for badge in BUILT_IN_BADGES})
        == len(BUILT_IN_BADGES)
    )
    assert {badge.id for badge in BUILT_IN_BADGES if badge.kind == "challenge"} == {
        "challenge",
        "race",
        "national-award",
    }


@pytest.mark.parametrize(
    ("counter", "badge"),
    [
        ("challenge.won", "challenge"),
        ("challenge.won.race", "race"),
        ("challenge.won.national-award", "national-award"),
    ],
)
def test_winning_a_challenge_earns_its_badge(counter: str, badge: str) -> None:
    assert [one.id for one in find_earned_badges(BUILT_IN_BADGES, {counter: 1}, ())] == [badge]


def kinds(badges: tuple[Badge, ...]) -> list[str]:
    return [badge.kind for badge in badges]


def test_a_pack_cannot_ask_for_what_it_does_not_teach() -> None:
    assert kinds((WHOLE, HERO)) == ["pack", "hero"]
    stranger: dict[str, Any] = {"remembered": {"lesson": "other.lesson-1", "share": 1}}
    with pytest.raises(BadgeRuleError):
        make_pack_badges(
            replace(make_pack(), badges=(replace(make_hero_badge(), rule=stranger),)), "d" * 64
        )
