"""Launch a challenge on real PostgreSQL."""

from datetime import timedelta
from uuid import UUID

import pytest
from support.challenges import (
    TEAM_END,
    launch_plan,
    list_open_jobs,
    make_plan,
    read_challenge_row,
)
from support.shop import SHOP_TIME, Shop

from learning.actions.challenges.launch_challenge import launch_challenge
from learning.actions.people.create_team import create_team
from learning.rules.refusals import Invalid


async def test_the_same_plan_twice_is_one_challenge(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    first, second = await launch_plan(shop, leader), await launch_plan(shop, leader)
    assert first == second
    assert [kind for kind, _, _ in await list_open_jobs(first)] == [
        *["challenge_notice"] * 3,
        "challenge_settle",
    ]
    with pytest.raises(Invalid, match=r"challenge\.id_taken"):
        await launch_plan(shop, await shop.add_member("Lars", "leader"))


async def test_it_ends_when_its_last_team_ends(shop: Shop) -> None:
    leader = await shop.add_member("Rita", "leader", shop.root)
    honolulu = await create_team(
        "Honolulu", shop.root, "Pacific/Honolulu", range(1, 8), "CCCC4444", SHOP_TIME
    )
    challenge = await launch_plan(
        shop, leader, team=shop.root, teams=(shop.shop, honolulu), form="race", stages=()
    )
    assert (await read_challenge_row(challenge))["ends_at"] == TEAM_END + timedelta(hours=10)
    notices = {
        subject: at
        for kind, subject, at in await list_open_jobs(challenge)
        if kind == "challenge_notice"
    }
    assert notices[f"{challenge}:{honolulu}:kickoff"] - notices[
        f"{challenge}:{shop.shop}:kickoff"
    ] == timedelta(hours=10)


async def test_leaders_launch_for_teams_that_they_lead_only(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    other = await create_team("Other", shop.root, "UTC", range(1, 8), "DDDD5555", SHOP_TIME)
    for teams, team in (((other,), other), ((shop.shop, other), shop.root), ((other,), shop.shop)):
        with pytest.raises(Invalid, match=r"challenge\.teams_not_led"):
            await launch_challenge(leader, make_plan(shop, team=team, teams=teams), SHOP_TIME)


async def test_a_trait_must_be_taught_in_a_team(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader, measure="moments", trait="pack.lesson-0")
    assert (await read_challenge_row(challenge))["trait"] == "pack.lesson-0"
    any_trait = await launch_plan(shop, leader, id=UUID(int=3), measure="moments", trait="")
    assert (await read_challenge_row(any_trait))["trait"] is None, (
        "an empty trait would count nothing"
    )
    with pytest.raises(Invalid, match=r"challenge\.trait_unknown"):
        await launch_plan(shop, leader, id=UUID(int=2), measure="moments", trait="pack.lesson-9")
