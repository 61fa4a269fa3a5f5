"""Stored results of challenges."""

import msgspec
import pytest
from support.challenges import SETTLED_AT, launch_plan, read_challenge_row
from support.shop import Shop

from learning.actions.challenges.settle_challenges import settle_challenges
from learning.queries.challenges.challenge_results import decode_challenge_result


async def test_what_the_settlement_stores_can_be_read(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader)
    await settle_challenges(None, SETTLED_AT)
    result = decode_challenge_result((await read_challenge_row(challenge))["result"])
    assert (result.value, result.target, result.reached, result.stages) == (0, 4, False, 0)
    (team,) = result.teams
    assert (team.team, team.name, team.duty, team.place) == (shop.shop, "Shop", 7, 1)


def test_an_incomplete_result_is_an_error() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode_challenge_result("{}")
