"""A leader leads the own team and the teams below, an admin and the operator everybody."""

import pytest
from support.shop import SHOP_TIME, Shop

from learning.actions.people.create_team import create_team
from learning.queries.people.leader_scope import can_lead_person, find_led_person
from learning.rules.refusals import NotFound


async def test_the_scope_is_the_team_and_those_below(shop: Shop) -> None:
    below = await create_team("Below", shop.shop, "UTC", (1,), "BBBB4444", SHOP_TIME)
    leader = await shop.add_member("Lea", "leader")
    await shop.add_member("Amira")
    await shop.add_member("Bo", zone_team=below)
    await shop.add_member("Nora", "leader", shop.root)
    for login in ("amira", "BO", "lea"):
        assert can_lead_person(leader, await find_led_person(leader, login))
    with pytest.raises(NotFound, match="login_not_in_your_teams") as refused:
        await find_led_person(leader, "nora")
    assert refused.value.values == {}


async def test_an_admin_and_the_operator_lead_everybody(shop: Shop) -> None:
    admin = await shop.add_member("Ada", "admin")
    await shop.add_member("Nora", "leader", shop.root)
    for actor in (admin, None):
        assert (await find_led_person(actor, "nora")).name == "Nora"
    with pytest.raises(NotFound, match="unknown_login"):
        await find_led_person(None, "nobody")


async def test_a_learner_of_the_same_team_is_within_the_path_of_nobody_else(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    other_team = amira._replace(team=shop.shop + 1_000, role="leader")
    assert not can_lead_person(other_team, amira)
