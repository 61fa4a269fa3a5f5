"""Cheer for a challenge on real PostgreSQL."""

from datetime import timedelta

import pytest
from support.challenges import launch_plan
from support.shop import SHOP_TIME, Shop

from learning.actions.challenges.cheer_challenge import cheer_challenge
from learning.actions.challenges.measure_challenges import measure_challenges
from learning.queries.challenges.challenges import load_challenge
from learning.rules.refusals import NotFound


async def test_a_person_cheers_once_a_day_while_it_runs(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    challenge = await launch_plan(shop, leader)
    with pytest.raises(NotFound, match=r"challenge\.not_running"):
        await cheer_challenge(amira, challenge, SHOP_TIME)
    await measure_challenges(SHOP_TIME)
    for now in (SHOP_TIME, SHOP_TIME + timedelta(hours=1), SHOP_TIME + timedelta(days=1)):
        await cheer_challenge(amira, challenge, now)
    view = await load_challenge(amira, challenge, SHOP_TIME)
    assert (view.cheers, view.cheered_today) == (2, True)
    assert not (await load_challenge(leader, challenge, SHOP_TIME)).cheered_today
