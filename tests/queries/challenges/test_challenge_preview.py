"""Previews of challenges on real PostgreSQL."""

from datetime import timedelta

import pytest
from support.challenges import make_plan, record_practice
from support.shop import SHOP_TIME, Shop

from learning.actions.people.create_team import create_team
from learning.queries.challenges.challenge_preview import check_vision, preview_challenge


async def test_the_same_plan_on_the_same_day_gives_the_same_preview(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    plan = make_plan(shop)
    preview = await preview_challenge(leader, plan, SHOP_TIME)
    assert preview == await preview_challenge(leader, plan, SHOP_TIME + timedelta(hours=1))
    assert preview.chance is not None
    assert preview.minutes_a_day is not None
    assert preview.people == 1


async def test_there_is_no_forecast_for_figures_from_outside(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    preview = await preview_challenge(
        leader, make_plan(shop, measure="figure", form="team", stages=()), SHOP_TIME
    )
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
