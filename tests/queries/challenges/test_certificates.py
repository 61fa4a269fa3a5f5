"""Certificates on real PostgreSQL: only after the settlement, without people off the boards."""

from datetime import timedelta

import pytest
from support.challenges import SETTLED_AT, launch_plan, record_practice
from support.shop import SHOP_TIME, Shop

from learning.actions.challenges.post_challenge_points import post_challenge_points
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.queries.challenges.certificates import load_certificate
from learning.rules.refusals import Conflict
from learning.tables.database import connection


async def test_it_names_people_on_the_boards_in_the_order_of_their_displayed_names(
    shop: Shop,
) -> None:
    leader = await shop.add_member("Lea", "leader")
    amira, ben, chloe = [await shop.add_member(name) for name in ("Amira", "Ben", "Chloe")]
    async with connection() as conn:
        await conn.execute("UPDATE person SET alias = 'Zebra' WHERE id = $1", amira.id)
        await conn.execute("UPDATE person SET on_boards = false WHERE id = $1", chloe.id)
    challenge = await launch_plan(shop, leader)
    for user in (amira, ben, chloe):
        for days in range(2):
            await record_practice(user, SHOP_TIME + timedelta(days=days))
    with pytest.raises(Conflict, match=r"certificate\.not_settled"):
        await load_certificate(amira, challenge, SHOP_TIME)
    await settle_challenges(None, SETTLED_AT)
    await post_challenge_points(None, shop.boards, SETTLED_AT)
    certificate = await load_certificate(amira, challenge, SETTLED_AT)
    assert certificate.people == ("Ben", "Zebra")
    assert certificate.teams == ("Shop",)
    assert (certificate.value, certificate.unit, certificate.reached) == (6, "breaks", True)


async def test_people_of_a_hidden_team_are_named_only_to_that_team(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    amira = await shop.add_member("Amira")
    rita = await shop.add_member("Rita", "leader", shop.root)
    challenge = await launch_plan(shop, leader)
    await record_practice(amira, SHOP_TIME)
    await settle_challenges(None, SETTLED_AT)
    await post_challenge_points(None, shop.boards, SETTLED_AT)
    async with connection() as conn:
        await conn.execute("UPDATE team SET hidden = true WHERE id = $1", shop.shop)
    above = rita._replace(path=(shop.root,))
    assert (await load_certificate(amira, challenge, SETTLED_AT)).people == ("Amira",)
    assert (await load_certificate(above, challenge, SETTLED_AT)).people == ()
