"""Certificates on real PostgreSQL: only after the settlement, without people off the boards."""

from datetime import timedelta
from uuid import UUID

import pytest
from support.challenges import (
    SATISFACTION,
    SETTLED_AT,
    enter_figures,
    launch_plan,
    record_practice,
)
from support.shop import SHOP_TIME, Shop

from api.certificate import make_certificate_fields
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


async def test_an_average_is_called_one_and_no_figure_at_all_is_no_value(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    satisfied = await launch_plan(shop, leader, **SATISFACTION)
    silent = await launch_plan(shop, leader, **SATISFACTION, id=UUID(int=2))
    entered = {0: 90.0, 1: 92.0}
    await enter_figures(leader, satisfied, shop.shop, entered, SHOP_TIME + timedelta(days=1))
    await settle_challenges(None, SETTLED_AT)
    certificate = await load_certificate(leader, satisfied, SETTLED_AT)
    assert make_certificate_fields(certificate, "en")["value"] == "91 % satisfied on average"
    empty = await load_certificate(leader, silent, SETTLED_AT)
    assert make_certificate_fields(empty, "en")["value"] == ""
