"""Which pack versions are in force for which team, and when the cached copy is replaced."""

from datetime import timedelta

from support.catalogues import make_pack, publish_to_team
from support.shop import SHOP_TIME, Shop
from support.statements import collect_statements

from learning.actions.packs.publish_pack import publish_pack
from learning.queries.packs.team_catalogue import (
    load_newest_catalogue_revision,
    load_older_versions,
    load_team_catalogue,
)

LATER = SHOP_TIME + timedelta(hours=1)


async def load_versions(*path: int) -> list[tuple[str, int]]:
    """Return pack and version number of what the team at the end of a path learns."""
    catalogue = await load_team_catalogue(path, await load_newest_catalogue_revision())
    packs = [version.pack_in_language() for version in catalogue.pack_versions]
    return [(pack.id, pack.version) for pack in packs]


async def test_the_nearest_team_decides_and_others_keep_theirs(shop: Shop) -> None:
    await publish_to_team(make_pack(version=2), shop.shop, LATER)
    assert await load_versions(shop.root) == [("pack", 1)]
    assert await load_versions(shop.root, shop.shop) == [("pack", 2)]


async def test_a_team_can_withdraw_what_the_team_above_has(shop: Shop) -> None:
    await publish_pack(None, "pack", None, [shop.shop], LATER)
    assert await load_versions(shop.root) == [("pack", 1)]
    assert await load_versions(shop.root, shop.shop) == []


async def test_packs_keep_the_order_of_their_first_publication(shop: Shop) -> None:
    await publish_to_team(make_pack("another"), shop.root, LATER)
    await publish_to_team(make_pack(version=2), shop.root, LATER)
    assert await load_versions(shop.root) == [("pack", 2), ("another", 1)]


async def test_a_known_revision_takes_no_statement_and_a_newer_one_is_read(shop: Shop) -> None:
    revision = await load_newest_catalogue_revision()
    known = await load_team_catalogue((shop.root,), revision)
    async with collect_statements() as statements:
        assert await load_team_catalogue((shop.root,), revision) is known
    assert statements == []
    await publish_to_team(make_pack(version=2), shop.root, LATER)
    newer = await load_team_catalogue((shop.root,), await load_newest_catalogue_revision())
    assert newer.catalogue_revision > known.catalogue_revision


async def test_older_versions_are_found_newest_first(shop: Shop) -> None:
    for version in (2, 3):
        await publish_to_team(make_pack(version=version), shop.root, LATER)
    await load_team_catalogue((shop.root,), await load_newest_catalogue_revision())
    versions = await load_older_versions((shop.root, shop.shop), ["pack"])
    assert [version.pack_in_language().version for version in versions] == [3, 2, 1]
    assert await load_older_versions((shop.root,), ["another"]) == ()


async def test_teams_with_the_same_publications_share_one_catalogue(shop: Shop) -> None:
    revision = await load_newest_catalogue_revision()
    root, team, other = [
        await load_team_catalogue(path, revision)
        for path in ((shop.root,), (shop.root, shop.shop), (shop.root, 999))
    ]
    assert root is team is other
    await publish_to_team(make_pack(version=2), shop.shop, LATER)
    revision = await load_newest_catalogue_revision()
    team = await load_team_catalogue((shop.root, shop.shop), revision)
    other = await load_team_catalogue((shop.root, 999), revision)
    assert team is not other
    assert [one.pack_versions[0].pack_in_language().version for one in (team, other)] == [2, 1]
