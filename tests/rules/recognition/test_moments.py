from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.people.authority import PersonParty, is_leader_of, may_act_on
from learning.rules.recognition.moments import (
    MAX_MOMENTS_GIVEN_PER_DAY,
    MAX_MOMENTS_PAID_PER_WEEK,
    MOMENT_POINTS,
    STATUS_CHANGES,
    MomentAction,
    MomentStatus,
    calculate_moment_points,
    choose_first_status,
    find_daily_limit_code,
    find_next_status,
    may_change_status,
    may_record_moment,
)
from learning.rules.refusals import Conflict

ROOT, NORTH, SHOP, SOUTH = 1, 2, 3, 4
PATHS = {ROOT: (ROOT,), NORTH: (ROOT, NORTH), SHOP: (ROOT, NORTH, SHOP), SOUTH: (ROOT, SOUTH)}
people = st.builds(
    lambda number, role, team: PersonParty(number, role, team, PATHS[team]),
    st.integers(1, 50),
    st.sampled_from(["learner", "leader", "admin"]),
    st.sampled_from(sorted(PATHS)),
)


def make_party(number: int, role: str = "learner", team: int = SHOP) -> PersonParty:
    return PersonParty(number, role, team, PATHS[team])


def test_people_record_moments_of_colleagues_and_of_those_they_lead() -> None:
    assert may_record_moment(make_party(1), make_party(2))
    assert may_record_moment(make_party(1, "leader", NORTH), make_party(2))
    assert not may_record_moment(make_party(1), make_party(2, team=SOUTH))
    assert not may_record_moment(make_party(2), make_party(1, "leader", NORTH))
    assert may_record_moment(make_party(1, "admin", ROOT), make_party(2, team=SOUTH))


@given(people, people)
def test_nobody_leads_themself_or_records_an_own_moment(
    one: PersonParty, other: PersonParty
) -> None:
    me = PersonParty(one.id, other.role, other.team, other.path)
    assert not is_leader_of(me, one)
    assert not may_record_moment(me, one)
    assert not may_act_on(me, one)


@given(people, people)
def test_only_a_leader_s_moment_is_confirmed_at_once(
    giver: PersonParty, receiver: PersonParty
) -> None:
    if choose_first_status("seen", giver, receiver) == "confirmed":
        assert giver.role != "learner"
        assert is_leader_of(giver, receiver)


@given(people, people, people)
def test_neither_giver_nor_receiver_settles_a_moment(
    actor: PersonParty, giver: PersonParty, receiver: PersonParty
) -> None:
    for action in STATUS_CHANGES:
        allowed = may_change_status(action, actor, giver, receiver, "seen")
        if action != "remove" and actor.id in (giver.id, receiver.id):
            assert not allowed
        if allowed and actor.id not in (giver.id, receiver.id):
            assert may_act_on(actor, receiver) or actor.role == receiver.role == "admin"


def test_the_receiver_cannot_remove_a_private_note() -> None:
    lea, anna = make_party(1, "leader"), make_party(2)
    assert not may_change_status("remove", anna, lea, anna, "missed")
    assert may_change_status("remove", lea, lea, anna, "missed")
    assert may_change_status("remove", anna, lea, anna, "kudos")


@pytest.mark.parametrize(
    ("action", "status"),
    list(product(STATUS_CHANGES, ["waiting", "confirmed", "declined", "reported", "removed"])),
)
def test_an_action_is_taken_once_or_refused(action: MomentAction, status: MomentStatus) -> None:
    sources, target = STATUS_CHANGES[action]
    if status in sources:
        assert find_next_status(action, status) == target
        assert find_next_status(action, target) is None
    elif status != target:
        with pytest.raises(Conflict):
            find_next_status(action, status)


@pytest.mark.parametrize("action", STATUS_CHANGES)
def test_declined_and_removed_are_final(action: MomentAction) -> None:
    for status in ("declined", "removed"):
        if STATUS_CHANGES[action][1] != status:
            with pytest.raises(Conflict):
                find_next_status(action, status)


@given(st.lists(st.integers(1, 8), max_size=60))
def test_five_moments_for_five_people_can_be_given_a_day(wanted: list[int]) -> None:
    given: list[int] = []
    for receiver in wanted:
        if find_daily_limit_code(given, receiver) is None:
            given.append(receiver)
    assert len(given) == min(MAX_MOMENTS_GIVEN_PER_DAY, len(set(wanted))) == len(set(given))


@given(st.lists(st.tuples(st.integers(1, 6), st.booleans()), max_size=40))
def test_three_moments_of_three_givers_are_paid_a_week(wanted: list[tuple[int, bool]]) -> None:
    paid: list[int] = []
    for giver, returned in wanted:
        if calculate_moment_points(giver, paid, returned):
            paid.append(giver)
    first = {giver for giver, returned in wanted if not returned}
    assert len(paid) == min(MAX_MOMENTS_PAID_PER_WEEK, len(first))
    assert set(paid) <= first
    assert not [giver for giver, times in Counter(paid).items() if times > 1]
    assert calculate_moment_points(99, [], False) == MOMENT_POINTS
