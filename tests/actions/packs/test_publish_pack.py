"""Publishing, rolling back and withdrawing: one row a team, inherited down the tree."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import msgspec
import pytest
from support.pack_versions import add_version
from support.people import add_person, add_team
from support.pool import open_test_pool

from learning.actions.packs.publish_pack import publish_pack
from learning.queries.packs.packs import list_pack_overviews
from learning.queries.packs.team_catalogue import (
    clear_catalogue_cache,
    load_newest_catalogue_revision,
    load_team_catalogue,
)
from learning.rules.refusals import InputProblem, Invalid, NotFound
from learning.tables.audit import AuditEntryTable
from learning.tables.database import connection
from learning.tables.packs import PublicationTable
from learning.tables.people import PersonTable, TeamTable

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Chain:
    """A root with two shops, one of which has a floor; two versions of one pack."""

    root: TeamTable
    leeds: TeamTable
    floor: TeamTable
    lagos: TeamTable
    boss: PersonTable
    first: int
    second: int


@pytest.fixture
async def chain(database: str) -> AsyncIterator[Chain]:
    clear_catalogue_cache()
    async with open_test_pool():
        made = Chain()
        made.root = await add_team("Chain", NOW)
        made.leeds = await add_team("Leeds", NOW, made.root)
        made.floor = await add_team("Leeds floor", NOW, made.leeds)
        made.lagos = await add_team("Lagos", NOW, made.root, "Africa/Lagos")
        made.boss = await add_person("boss", made.root, NOW, "admin")
        made.first = await add_version("welcome", 1, NOW)
        made.second = await add_version("welcome", 2, NOW)
        yield made


async def in_force(*teams: TeamTable) -> list[int | None]:
    edition = await load_newest_catalogue_revision()
    shelves = [await load_team_catalogue(tuple(team.path), edition) for team in teams]
    return [
        volume.id if (volume := shelf.version_by_pack.get("welcome")) else None for shelf in shelves
    ]


async def test_it_is_inherited_and_the_nearest_wins(chain: Chain) -> None:
    await publish_pack(chain.boss.id, "welcome", 1, [chain.root.id], NOW)
    assert await in_force(chain.root, chain.leeds, chain.floor, chain.lagos) == [chain.first] * 4
    await publish_pack(chain.boss.id, "welcome", 2, [chain.leeds.id], NOW)
    assert await in_force(chain.root, chain.leeds, chain.floor, chain.lagos) == [
        *(chain.first, chain.second, chain.second, chain.first)
    ]
    await publish_pack(chain.boss.id, "welcome", 1, [chain.root.id], NOW)
    assert await in_force(chain.leeds, chain.lagos) == [chain.second, chain.first]


async def test_rolling_back_is_publishing_the_older_one(chain: Chain) -> None:
    for version in (1, 2, 1):
        await publish_pack(chain.boss.id, "welcome", version, [chain.root.id], NOW)
    assert await in_force(chain.floor) == [chain.first]
    assert await PublicationTable.count() == 3


async def test_withdrawn_below_and_above(chain: Chain) -> None:
    await publish_pack(chain.boss.id, "welcome", 1, [chain.root.id], NOW)
    await publish_pack(chain.boss.id, "welcome", None, [chain.leeds.id], NOW)
    assert await in_force(chain.floor, chain.lagos) == [None, chain.first]
    [pack] = await list_pack_overviews()
    assert [(one.team, one.version) for one in pack.published] == [("Chain", 1), ("Leeds", None)]
    await publish_pack(chain.boss.id, "welcome", None, [chain.root.id], NOW)
    assert await in_force(chain.root, chain.lagos) == [None, None]
    [pack] = await list_pack_overviews()
    assert [version.version for version in pack.versions] == [2, 1]
    assert pack.published == []


async def test_the_act_is_audited(chain: Chain) -> None:
    await publish_pack(
        chain.boss.id, "welcome", 1, [chain.lagos.id, chain.leeds.id, chain.leeds.id], NOW
    )
    await publish_pack(None, "welcome", None, [chain.lagos.id], NOW)
    first, second = await AuditEntryTable.select().order_by(AuditEntryTable.id)
    assert (first["verb"], first["subject"], first["person"]) == (
        "publish_pack",
        "welcome",
        chain.boss.id,
    )
    assert msgspec.json.decode(first["detail"]) == {
        "version": 1,
        "teams": [chain.leeds.id, chain.lagos.id],
    }
    assert (second["verb"], second["person"]) == ("withdraw_pack", None)


@pytest.mark.parametrize(
    ("pack", "version"), [("welcome", 3), ("welcome", 0), ("welcome", 2**40), ("other", 1)]
)
async def test_an_unknown_version_changes_nothing(chain: Chain, pack: str, version: int) -> None:
    with pytest.raises(NotFound):
        await publish_pack(chain.boss.id, pack, version, [chain.root.id], NOW)
    assert await PublicationTable.count() == 0


async def test_one_unknown_team_keeps_all_from_it(chain: Chain) -> None:
    with pytest.raises(NotFound) as caught:
        await publish_pack(chain.boss.id, "welcome", 1, [chain.root.id, 10**15], NOW)
    assert list(caught.value.problems) == [
        InputProblem("teams", "pack.no_such_team", {"team": 10**15})
    ]
    assert await PublicationTable.count() == 0
    with pytest.raises(Invalid):
        await publish_pack(chain.boss.id, "welcome", 1, [], NOW)


async def test_many_publishers_at_once_agree_in_the_end(chain: Chain) -> None:
    acts = [
        (version, team)
        for version in (1, 2, None)
        for team in (chain.root, chain.leeds, chain.floor)
    ]
    await asyncio.gather(
        *(publish_pack(None, "welcome", version, [team.id], NOW) for version, team in acts * 3)
    )
    rows = await PublicationTable.select().order_by(PublicationTable.id)
    assert len(rows) == 27
    newest = {row["team"]: row["pack_version"] for row in rows}
    assert await in_force(chain.root, chain.leeds, chain.floor) == [
        newest[team.id] for team in (chain.root, chain.leeds, chain.floor)
    ]


async def test_publications_get_their_ids_in_the_order_of_their_commits(chain: Chain) -> None:
    """Ids of publications are in the order of their commits.

    A plan stores the newest one that it knew, so a lower id must never appear after a higher one.
    """
    async with connection() as conn, conn.transaction():
        await conn.execute("SELECT pg_advisory_xact_lock(hashtext('herobreak.packs'))")
        waiting = asyncio.create_task(publish_pack(None, "welcome", 1, [chain.root.id], NOW))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        await conn.execute(
            "INSERT INTO publication (pack, team, at) VALUES ('welcome', $1, $2)",
            chain.root.id,
            NOW,
        )
    await waiting
    assert await in_force(chain.root) == [chain.first]
