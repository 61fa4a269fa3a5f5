"""Co-leaders on real PostgreSQL: leaders below, beside and above, except aliases above."""

from support.shop import SHOP_TIME, Shop

from learning.actions.people.create_team import create_team
from learning.queries.challenges.co_leaders import find_co_leader_ids, list_co_leader_choices
from learning.tables.database import connection


async def test_leaders_of_the_same_team_and_above_can_be_named_and_others_cannot(
    shop: Shop,
) -> None:
    lea, lars = [await shop.add_member(name, "leader") for name in ("Lea", "Lars")]
    rita = await shop.add_member("Rita", "leader", shop.root)
    other = await create_team("Kiosk", shop.root, "UTC", range(1, 8), "DDDD5555", SHOP_TIME)
    olga = await shop.add_member("Olga", "leader", other)
    await shop.add_member("Amira")
    choices = await list_co_leader_choices(lea)
    assert {choice.login for choice in choices} == {lars.login, rita.login}
    async with connection() as conn:
        assert await find_co_leader_ids(conn, lea, [lars.login, rita.login.upper()]) == sorted(
            [lars.id, rita.id]
        )
        assert await find_co_leader_ids(conn, lea, [lars.login, olga.login]) is None
        assert await find_co_leader_ids(conn, lea, []) == []


async def test_a_leader_above_with_an_alias_cannot_be_named(shop: Shop) -> None:
    lea, rita = (
        await shop.add_member("Lea", "leader"),
        await shop.add_member("Rita", "leader", shop.root),
    )
    async with connection() as conn:
        await conn.execute("UPDATE person SET alias = 'Nova' WHERE id = ANY($1)", [lea.id, rita.id])
        assert await find_co_leader_ids(conn, lea, [rita.login]) is None
        above = rita._replace(path=(shop.root,))
        assert await find_co_leader_ids(conn, above, [lea.login]) == [lea.id]
