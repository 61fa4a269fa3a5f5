from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.moments import (
    GIVEN_A_DAY,
    PAID_A_WEEK,
    STEPS,
    WORTH,
    Party,
    Status,
    Verb,
    after,
    first_status,
    leads,
    may_choose,
    may_settle,
    stands_above,
    too_many,
    worth,
)
from learning.rules.problems import Conflict

ROOT, NORTH, SHOP, SOUTH = 1, 2, 3, 4
PATHS = {ROOT: (ROOT,), NORTH: (ROOT, NORTH), SHOP: (ROOT, NORTH, SHOP), SOUTH: (ROOT, SOUTH)}
people = st.builds(
    lambda number, role, team: Party(number, role, team, PATHS[team]),
    st.integers(1, 50),
    st.sampled_from(["learner", "leader", "admin"]),
    st.sampled_from(sorted(PATHS)),
)


def person(number: int, role: str = "learner", team: int = SHOP) -> Party:
    return Party(number, role, team, PATHS[team])


def test_a_leader_leads_the_own_team_and_those_below() -> None:
    nora = person(1, "leader", NORTH)
    assert leads(nora, person(2))
    assert leads(nora, person(3, "leader"))
    assert not leads(nora, person(4, team=SOUTH))
    assert not leads(nora, person(5, "leader", ROOT))
    assert not leads(person(6), person(2))


def test_an_equal_is_led_and_yet_not_below() -> None:
    lea, leo = person(1, "leader"), person(2, "leader")
    assert leads(lea, leo)
    assert not stands_above(lea, leo)
    assert stands_above(person(3, "leader", NORTH), leo)
    assert stands_above(lea, person(4))
    assert not stands_above(person(5, "admin", ROOT), person(6, "admin", SHOP))


def test_colleagues_choose_each_other_and_leaders_whoever_they_lead() -> None:
    assert may_choose(person(1), person(2))
    assert may_choose(person(1, "leader", NORTH), person(2))
    assert not may_choose(person(1), person(2, team=SOUTH))
    assert not may_choose(person(2), person(1, "leader", NORTH))
    assert may_choose(person(1, "admin", ROOT), person(2, team=SOUTH))


@given(people, people)
def test_nobody_has_anything_to_say_about_themselves(one: Party, other: Party) -> None:
    me = Party(one.id, other.role, other.team, other.path)
    assert not leads(me, one)
    assert not may_choose(me, one)
    assert not stands_above(me, one)


@given(people, people)
def test_what_is_confirmed_at_once_is_a_leaders(giver: Party, receiver: Party) -> None:
    if first_status("seen", giver, receiver) == "confirmed":
        assert giver.role != "learner"
        assert leads(giver, receiver)


@given(people, people, people)
def test_neither_who_gave_nor_who_got_a_moment_settles_it(who: Party, giver: Party, receiver: Party) -> None:
    for verb in STEPS:
        allowed = may_settle(verb, who, giver.id, receiver, "seen")
        if verb != "remove" and who.id in (giver.id, receiver.id):
            assert not allowed
        if allowed and who.id not in (giver.id, receiver.id):
            assert leads(who, receiver)


def test_a_private_note_is_no_matter_of_whom_it_is_about() -> None:
    lea, anna = person(1, "leader"), person(2)
    assert not may_settle("remove", anna, lea.id, anna, "missed")
    assert may_settle("remove", lea, lea.id, anna, "missed")
    assert may_settle("remove", anna, lea.id, anna, "kudos")


@pytest.mark.parametrize(
    ("verb", "status"), list(product(STEPS, ["waiting", "confirmed", "declined", "reported", "removed"]))
)
def test_a_step_is_taken_once_or_refused_with_a_reason(verb: Verb, status: Status) -> None:
    sources, goal = STEPS[verb]
    if status in sources:
        assert after(verb, status) == goal
        assert after(verb, goal) is None
    elif status != goal:
        with pytest.raises(Conflict):
            after(verb, status)


@pytest.mark.parametrize("verb", STEPS)
def test_what_was_declined_or_removed_stays_so(verb: Verb) -> None:
    for status in ("declined", "removed"):
        if STEPS[verb][1] != status:
            with pytest.raises(Conflict):
                after(verb, status)


@given(st.lists(st.integers(1, 8), max_size=60))
def test_a_day_holds_five_each_for_somebody_else(wishes: list[int]) -> None:
    given: list[int] = []
    for receiver in wishes:
        if too_many(given, receiver) is None:
            given.append(receiver)
    assert len(given) == min(GIVEN_A_DAY, len(set(wishes))) == len(set(given))


@given(st.lists(st.tuples(st.integers(1, 6), st.booleans()), max_size=40))
def test_a_week_pays_three_each_from_somebody_else(wishes: list[tuple[int, bool]]) -> None:
    paid: list[int] = []
    for giver, returned in wishes:
        if worth(giver, paid, returned):
            paid.append(giver)
    first = {giver for giver, returned in wishes if not returned}
    assert len(paid) == min(PAID_A_WEEK, len(first))
    assert set(paid) <= first
    assert not [giver for giver, times in Counter(paid).items() if times > 1]
    assert worth(99, [], False) == WORTH
