"""Shipped packs: there after the first run, replaced by upgrades, never forced on anybody."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.pack_imports import IMPORT_TIME, count_rows, run_import, write_folder
from support.packs import make_valid_pack, make_valid_zip
from support.people import add_person, add_team
from support.pool import open_test_pool

from learning.actions.packs.load_shipped_pack import load_shipped_pack
from learning.actions.packs.publish_pack import publish_pack
from learning.queries.packs.team_catalogue import (
    clear_catalogue_cache,
    load_newest_catalogue_revision,
    load_team_catalogue,
)
from learning.rules.refusals import Invalid, NotFound
from learning.tables.people import PersonTable


@pytest.fixture
async def admin(database: str) -> AsyncIterator[PersonTable]:
    async with open_test_pool():
        yield await add_person("boss", await add_team("Chain", IMPORT_TIME), IMPORT_TIME, "admin")


async def test_a_shipped_pack_is_there_for_all_once(admin: PersonTable, tmp_path: Path) -> None:
    shipped = write_folder(tmp_path / "one", make_valid_pack())
    fresh = await asyncio.gather(*(load_shipped_pack(shipped, IMPORT_TIME) for _ in range(3)))
    assert sorted(fresh) == [False, False, True]
    assert await count_rows() == (1, 1, 1)
    assert await load_shipped_pack(
        write_folder(tmp_path / "two", make_valid_pack(version=2)), IMPORT_TIME
    )
    assert await count_rows() == (2, 2, 2)
    assert not await load_shipped_pack(shipped, IMPORT_TIME), "an older release started by mistake"
    assert not await load_shipped_pack(
        write_folder(tmp_path / "own", make_valid_pack(title="Edited")), IMPORT_TIME
    )
    assert await count_rows() == (2, 2, 2)
    assert (await run_import(admin, make_valid_zip())).status == "ready", (
        "a folder and its zip are the same"
    )


async def test_an_upgrade_brings_new_badges_to_who_learns_the_pack(
    admin: PersonTable, tmp_path: Path
) -> None:
    clear_catalogue_cache()
    path, badge = (
        (admin.team.id,),
        "{id: seen, title: Seen, story: S., art: media/cup.svg, alt: A cup, rule: %s}",
    )
    await load_shipped_pack(write_folder(tmp_path / "one", make_valid_pack()), IMPORT_TIME)
    before = {
        one.id
        for one in (await load_team_catalogue(path, await load_newest_catalogue_revision())).badges
    }
    files = make_valid_pack(version=2)
    more = badge % "{moments: {trait: look-up, at_least: 1}}"
    files["pack.yaml"] = files["pack.yaml"].replace(
        "lessons:\n", f"badges:\n  - {more}\nlessons:\n"
    )
    assert await load_shipped_pack(write_folder(tmp_path / "two", files), IMPORT_TIME)
    after = {
        one.id
        for one in (await load_team_catalogue(path, await load_newest_catalogue_revision())).badges
    }
    assert after - before == {"welcome.seen"}
    assert before < after


async def test_an_upgrade_respects_that_a_pack_was_withdrawn(
    admin: PersonTable, tmp_path: Path
) -> None:
    await load_shipped_pack(write_folder(tmp_path / "one", make_valid_pack()), IMPORT_TIME)
    await publish_pack(admin.id, "welcome", None, [admin.team.id], IMPORT_TIME)
    assert await load_shipped_pack(
        write_folder(tmp_path / "two", make_valid_pack(version=2)), IMPORT_TIME
    )
    assert await count_rows() == (2, 2, 2)


async def test_a_shipped_pack_needs_an_organisation_and_no_errors(
    database: str, tmp_path: Path
) -> None:
    async with open_test_pool():
        with pytest.raises(NotFound):
            await load_shipped_pack(write_folder(tmp_path / "one", make_valid_pack()), IMPORT_TIME)
        broken = make_valid_pack() | {"lessons/look-up.md": "---\nid: look-up\n"}
        with pytest.raises(Invalid) as caught:
            await load_shipped_pack(write_folder(tmp_path / "two", broken), IMPORT_TIME)
        assert caught.value.problems[0].where.startswith("lessons/look-up.md:")
        assert await count_rows() == (0, 0, 0)
