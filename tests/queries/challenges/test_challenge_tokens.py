"""Tokens of challenges on real PostgreSQL."""

from datetime import timedelta

import pytest
from support.challenges import launch_plan
from support.shop import SHOP_TIME, Shop

from learning.actions.challenges.manage_challenge_tokens import (
    create_challenge_token,
    revoke_challenge_token,
)
from learning.queries.challenges.challenge_tokens import list_challenge_tokens
from learning.rules.refusals import NotFound


async def test_working_tokens_are_listed_the_oldest_first(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    challenge = await launch_plan(shop, leader, measure="figure", form="team", stages=())
    survey, till, sensor = [
        await create_challenge_token(
            leader, challenge, name, f"secret-{name}", SHOP_TIME + timedelta(minutes=minute)
        )
        for minute, name in enumerate(("Survey", "Till", "Sensor"))
    ]
    await revoke_challenge_token(leader, challenge, till, SHOP_TIME)
    tokens = await list_challenge_tokens(leader, challenge, SHOP_TIME)
    assert [(token.id, token.name) for token in tokens] == [
        (str(survey), "Survey"),
        (str(sensor), "Sensor"),
    ]
    with pytest.raises(NotFound, match=r"challenge\.unknown"):
        await list_challenge_tokens(amira, challenge, SHOP_TIME)
