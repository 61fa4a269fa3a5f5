from itertools import product

import pytest

from learning.rules.people.authority import (
    PersonParty,
    is_leader_of,
    may_act_on,
    require_authority,
)
from learning.rules.refusals import Forbidden

ROOT, NORTH, SHOP, SOUTH = 1, 2, 3, 4
PATHS = {ROOT: (ROOT,), NORTH: (ROOT, NORTH), SHOP: (ROOT, NORTH, SHOP), SOUTH: (ROOT, SOUTH)}
EVERYBODY = [
    PersonParty(number, role, team, PATHS[team])
    for number, (role, team) in enumerate(product(("learner", "leader", "admin"), PATHS), 1)
]


def make_party(number: int, role: str = "learner", team: int = SHOP) -> PersonParty:
    return PersonParty(number, role, team, PATHS[team])


def test_a_leader_leads_the_own_team_and_those_below() -> None:
    nora = make_party(1, "leader", NORTH)
    assert is_leader_of(nora, make_party(2))
    assert is_leader_of(nora, make_party(3, "leader"))
    assert not is_leader_of(nora, make_party(4, team=SOUTH))
    assert not is_leader_of(nora, make_party(5, "leader", ROOT))
    assert not is_leader_of(make_party(6), make_party(2))


def test_a_leader_of_the_same_team_is_an_equal() -> None:
    lea, leo = make_party(1, "leader"), make_party(2, "leader")
    assert is_leader_of(lea, leo)
    assert not may_act_on(lea, leo)
    assert may_act_on(make_party(3, "leader", NORTH), leo)
    assert may_act_on(lea, make_party(4))
    assert not may_act_on(make_party(5, "admin", ROOT), make_party(6, "admin", SHOP))


@pytest.mark.parametrize("one", EVERYBODY)
@pytest.mark.parametrize("other", EVERYBODY)
def test_two_people_never_act_on_each_other(one: PersonParty, other: PersonParty) -> None:
    assert not (may_act_on(one, other) and may_act_on(other, one))
    assert may_act_on(None, other), "the operator acts on all"


def test_an_act_on_oneself_is_refused_by_its_own_code_or_allowed() -> None:
    lea = make_party(1, "leader")
    require_authority(lea, lea, None)
    with pytest.raises(Forbidden) as refused:
        require_authority(lea, lea, "points.own_correction")
    assert refused.value.code == "points.own_correction"
    with pytest.raises(Forbidden) as refused:
        require_authority(lea, make_party(2, "leader"), None)
    assert refused.value.code == "person.not_below_you"
