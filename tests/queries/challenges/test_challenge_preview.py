"""Previews of challenges on real PostgreSQL."""

from datetime import timedelta

import pytest
from support.challenges import make_plan, record_practice
from support.shop import SHOP_TIME, Shop

from learning.actions.people.add_person import add_person
from learning.actions.people.create_team import create_team
from learning.queries.challenges.challenge_preview import check_vision, preview_challenge
from learning.rules.challenges.challenge_forecast import ForecastBasis
from learning.tables.database import connection


async def test_the_same_plan_on_the_same_day_gives_the_same_preview(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    plan = make_plan(shop)
    preview = await preview_challenge(leader, plan, SHOP_TIME)
    assert preview == await preview_challenge(leader, plan, SHOP_TIME + timedelta(hours=1))
    assert preview.chance is not None
    assert preview.minutes_a_day is not None
    assert preview.people == 1


async def test_a_new_team_is_neither_hopeless_nor_certain(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    async with connection() as conn:
        await conn.execute("UPDATE person SET created_at = $1", SHOP_TIME)
    preview = await preview_challenge(leader, make_plan(shop), SHOP_TIME)
    assert preview.basis == ForecastBasis("nothing", newcomers=1, days=28, assumed=0.5)
    assert 0.3 < (preview.chance or 0) < 0.7
    assert preview.low is not None
    assert preview.high is not None
    assert (preview.low, preview.high) == (0, 7)
    assert 2 <= (preview.suggested_target or 0) <= 4


async def test_people_who_joined_lately_are_named_as_newcomers(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    await add_person(shop.shop, "Nia", "learner", "840213", SHOP_TIME)
    basis = (await preview_challenge(leader, make_plan(shop), SHOP_TIME)).basis
    assert basis == ForecastBasis("people", people=1, newcomers=1, days=28)


async def test_a_harder_target_always_asks_for_more_minutes(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    asked = [
        (await preview_challenge(leader, make_plan(shop, target=target), SHOP_TIME)).minutes_a_day
        for target in (1, 5, 200, 5000)
    ]
    assert asked == [0.7, 3.6, 142.9, 3571.4]


async def test_a_target_beyond_everybody_on_every_day_is_named(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    preview = await preview_challenge(leader, make_plan(shop, target=8), SHOP_TIME)
    assert (preview.ceiling, preview.chance) == (7, 0)


@pytest.mark.parametrize("target", [-5, 0, 1e300])
async def test_a_target_that_cannot_be_launched_has_no_chance_and_no_minutes(
    shop: Shop, target: float
) -> None:
    leader = await shop.add_member("Lea", "leader")
    preview = await preview_challenge(leader, make_plan(shop, target=target), SHOP_TIME)
    assert (preview.chance, preview.minutes_a_day) == (None, None)
    assert preview.middle is not None


async def test_nothing_is_known_of_figures_from_outside(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    preview = await preview_challenge(
        leader, make_plan(shop, measure="figure", form="team", stages=()), SHOP_TIME
    )
    assert preview.basis == ForecastBasis("no_figures")
    assert (preview.chance, preview.suggested_target, preview.low, preview.high) == (None,) * 4
    assert preview.minutes_a_day is None
    assert preview.people == 1


async def test_a_race_gives_each_team_a_chance_to_win(shop: Shop) -> None:
    leader = await shop.add_member("Rita", "leader", shop.root)
    other = await create_team("Kiosk", shop.root, "UTC", range(1, 8), "DDDD5555", SHOP_TIME)
    amira = await shop.add_member("Amira")
    await shop.add_member("Ben", zone_team=other)
    for days in range(1, 20):
        await record_practice(amira, SHOP_TIME - timedelta(days=days))
    plan = make_plan(
        shop, team=shop.root, teams=(shop.shop, other), form="race", per_person=True, stages=()
    )
    preview = await preview_challenge(leader, plan, SHOP_TIME)
    chances = {team.name: team.chance or 0 for team in preview.teams}
    assert preview.chance is None
    assert sum(chances.values()) == pytest.approx(1)
    assert chances["Kiosk"] < 0.1


async def test_teams_that_the_leader_does_not_lead_are_left_out(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    other = await create_team("Kiosk", shop.root, "UTC", range(1, 8), "DDDD5555", SHOP_TIME)
    preview = await preview_challenge(leader, make_plan(shop, teams=(other,)), SHOP_TIME)
    assert (preview.teams, preview.people, preview.chance) == ([], 0, None)


def test_hints_for_a_vision_are_codes() -> None:
    assert [check.hint for check in check_vision("95 %")] == ["figure"]
