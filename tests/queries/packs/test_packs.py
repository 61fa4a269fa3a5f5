"""What an admin reads about packs: versions, and the teams in which each is in force."""

from datetime import timedelta
from uuid import UUID

from support.catalogues import make_pack, publish_to_team
from support.shop import SHOP_TIME, Shop

from learning.actions.packs.publish_pack import publish_pack
from learning.queries.packs.packs import (
    is_pack_withdrawn,
    list_pack_overviews,
    load_import,
    load_picture,
)

LATER = SHOP_TIME + timedelta(hours=1)


async def test_packs_are_listed_by_id_with_their_newest_version_first(shop: Shop) -> None:
    await publish_to_team(make_pack(version=2, lessons=4), shop.shop, LATER)
    await publish_to_team(make_pack("another"), shop.root, LATER)
    another, pack = await list_pack_overviews()
    assert (another.id, pack.id) == ("another", "pack")
    assert [(version.version, version.lessons) for version in pack.versions] == [(2, 4), (1, 3)]
    assert [version.questions for version in pack.versions] == [26, 20]


async def test_a_pack_names_the_teams_in_which_each_version_is_in_force(shop: Shop) -> None:
    await publish_to_team(make_pack(version=2), shop.shop, LATER)
    (pack,) = await list_pack_overviews()
    in_force = {publication.team: publication.version for publication in pack.published}
    assert in_force == {"Chain": 1, "Shop": 2}


async def test_a_withdrawn_pack_is_withdrawn_for_its_team_alone(shop: Shop) -> None:
    await publish_pack(None, "pack", None, [shop.shop], LATER)
    assert await is_pack_withdrawn("pack", shop.shop)
    assert not await is_pack_withdrawn("pack", shop.root)
    (pack,) = await list_pack_overviews()
    assert {one.team: one.version for one in pack.published} == {"Chain": 1, "Shop": None}


async def test_unknown_imports_and_pictures_are_none(shop: Shop) -> None:
    assert await load_import(UUID(int=1)) is None
    assert await load_picture("00" * 32, "cup.svg") is None
