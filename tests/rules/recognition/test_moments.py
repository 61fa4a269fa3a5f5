from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.recognition.moments import (
    MAX_MOMENTS_GIVEN_PER_DAY,
    MAX_MOMENTS_PAID_PER_WEEK,
    MOMENT_POINTS,
    STATUS_CHANGES,
    MomentAction,
    MomentParty,
    MomentStatus,
    calculate_moment_points,
    choose_first_status,
    explain_daily_limit,
    find_next_status,
    is_leader_of,
    is_superior_of,
    may_change_status,
    may_record_moment,
)
from learning.rules.refusals import Conflict

ROOT, NORTH, SHOP, SOUTH = 1, 2, 3, 4
PATHS = {ROOT: (ROOT,), NORTH: (ROOT, NORTH), SHOP: (ROOT, NORTH, SHOP), SOUTH: (ROOT, SOUTH)}
people = st.builds(
    lambda number, role, team: MomentParty(number, role, team, PATHS[team]),
    st.integers(1, 50),
    st.sampled_from(["learner", "leader", "admin"]),
    st.sampled_from(sorted(PATHS)),
)


def person(number: int, role: str = "learner", team: int = SHOP) -> MomentParty:
    return MomentParty(number, role, team, PATHS[team])


def test_a_leader_leads_the_own_team_and_those_below() -> None:
    nora = person(1, "leader", NORTH)
    assert is_leader_of(nora, person(2))
    assert is_leader_of(nora, person(3, "leader"))
    assert not is_leader_of(nora, person(4, team=SOUTH))
    assert not is_leader_of(nora, person(5, "leader", ROOT))
    assert not is_leader_of(person(6), person(2))


def test_an_equal_is_led_and_yet_not_below() -> None:
    lea, leo = person(1, "leader"), person(2, "leader")
    assert is_leader_of(lea, leo)
    assert not is_superior_of(lea, leo)
    assert is_superior_of(person(3, "leader", NORTH), leo)
    assert is_superior_of(lea, person(4))
    assert not is_superior_of(person(5, "admin", ROOT), person(6, "admin", SHOP))


def test_colleagues_choose_each_other_and_leaders_whoever_they_lead() -> None:
    assert may_record_moment(person(1), person(2))
    assert may_record_moment(person(1, "leader", NORTH), person(2))
    assert not may_record_moment(person(1), person(2, team=SOUTH))
    assert not may_record_moment(person(2), person(1, "leader", NORTH))
    assert may_record_moment(person(1, "admin", ROOT), person(2, team=SOUTH))


@given(people, people)
def test_nobody_has_anything_to_say_about_themselves(one: MomentParty, other: MomentParty) -> None:
    me = MomentParty(one.id, other.role, other.team, other.path)
    assert not is_leader_of(me, one)
    assert not may_record_moment(me, one)
    assert not is_superior_of(me, one)


@given(people, people)
def test_what_is_confirmed_at_once_is_a_leaders(giver: MomentParty, receiver: MomentParty) -> None:
    if choose_first_status("seen", giver, receiver) == "confirmed":
        assert giver.role != "learner"
        assert is_leader_of(giver, receiver)


@given(people, people, people)
def test_neither_who_gave_nor_who_got_a_moment_settles_it(
    who: MomentParty, giver: MomentParty, receiver: MomentParty
) -> None:
    for verb in STATUS_CHANGES:
        allowed = may_change_status(verb, who, giver.id, receiver, "seen")
        if verb != "remove" and who.id in (giver.id, receiver.id):
            assert not allowed
        if allowed and who.id not in (giver.id, receiver.id):
            assert is_leader_of(who, receiver)


def test_a_private_note_is_no_matter_of_whom_it_is_about() -> None:
    lea, anna = person(1, "leader"), person(2)
    assert not may_change_status("remove", anna, lea.id, anna, "missed")
    assert may_change_status("remove", lea, lea.id, anna, "missed")
    assert may_change_status("remove", anna, lea.id, anna, "kudos")


@pytest.mark.parametrize(
    ("verb", "status"),
    list(product(STATUS_CHANGES, ["waiting", "confirmed", "declined", "reported", "removed"])),
)
def test_a_step_is_taken_once_or_refused_with_a_reason(
    verb: MomentAction, status: MomentStatus
) -> None:
    sources, goal = STATUS_CHANGES[verb]
    if status in sources:
        assert find_next_status(verb, status) == goal
        assert find_next_status(verb, goal) is None
    elif status != goal:
        with pytest.raises(Conflict):
            find_next_status(verb, status)


@pytest.mark.parametrize("verb", STATUS_CHANGES)
def test_what_was_declined_or_removed_stays_so(verb: MomentAction) -> None:
    for status in ("declined", "removed"):
        if STATUS_CHANGES[verb][1] != status:
            with pytest.raises(Conflict):
                find_next_status(verb, status)


@given(st.lists(st.integers(1, 8), max_size=60))
def test_a_day_holds_five_each_for_somebody_else(wishes: list[int]) -> None:
    given: list[int] = []
    for receiver in wishes:
        if explain_daily_limit(given, receiver) is None:
            given.append(receiver)
    assert len(given) == min(MAX_MOMENTS_GIVEN_PER_DAY, len(set(wishes))) == len(set(given))


@given(st.lists(st.tuples(st.integers(1, 6), st.booleans()), max_size=40))
def test_a_week_pays_three_each_from_somebody_else(wishes: list[tuple[int, bool]]) -> None:
    paid: list[int] = []
    for giver, returned in wishes:
        if calculate_moment_points(giver, paid, returned):
            paid.append(giver)
    first = {giver for giver, returned in wishes if not returned}
    assert len(paid) == min(MAX_MOMENTS_PAID_PER_WEEK, len(first))
    assert set(paid) <= first
    assert not [giver for giver, times in Counter(paid).items() if times > 1]
    assert calculate_moment_points(99, [], False) == MOMENT_POINTS
