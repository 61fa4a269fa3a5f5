"""GET /api/badges: the badges of the person who is signed in, in few statements."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from support.catalogues import make_hero_badge, make_pack, publish_to_team
from support.organisation import ORGANISATION_CREATED_AT, Organisation
from support.people import find_person
from support.statements import collect_statements
from support.visits import Visit

from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.tables.people import PersonTable
from learning.tables.progress import AwardTable

NOW = datetime.now(UTC)
MAX_STATEMENTS = 3
HERO_PACK = replace(make_pack(), badges=(make_hero_badge(),))


@pytest.fixture
async def published(acme: Organisation) -> Organisation:
    """The organisation, which learns a pack with a hero badge."""
    clear_catalogue_cache()
    german_hero = replace(make_hero_badge(), title="Heldin", story="Du kannst es.")
    german = replace(HERO_PACK, language="de", badges=(german_hero,))
    await publish_to_team(HERO_PACK, acme.root, ORGANISATION_CREATED_AT, german)
    return acme


async def award(badge_id: str, days_ago: int) -> None:
    person = await find_person("anna-lee")
    earned_at = NOW - timedelta(days=days_ago)
    await AwardTable(person=person.id, badge=badge_id, earned_at=earned_at).save()


async def read_badge(client: AsyncClient, badge_id: str) -> dict[str, Any]:
    answer = await client.get("/api/badges")
    assert answer.status_code == 200, answer.text
    [found] = [badge for badge in answer.json()["badges"] if badge["badge_id"] == badge_id]
    return dict(found)


async def test_a_badge_of_a_pack_has_words_and_steps(visit: Visit, published: Organisation) -> None:
    anna = await visit("anna-lee")
    badge = await read_badge(anna, "pack.hero-1")
    assert (badge["code"], badge["title"], badge["kind"]) == (None, "Hero", "hero")
    assert badge["steps"] == [
        {"code": "remembered", "have": 0, "need": 2},
        {"code": "moment", "have": 0, "need": 1},
    ]


async def test_a_built_in_badge_has_a_code_in_every_language(
    visit: Visit, published: Organisation
) -> None:
    await PersonTable.update({PersonTable.language: "de-AT"}).where(PersonTable.login == "anna-lee")
    await award("showed-up", 1)
    anna = await visit("anna-lee")
    built_in = await read_badge(anna, "showed-up")
    assert (built_in["code"], built_in["title"]) == ("showed-up", None)
    assert built_in["earned_at"]
    assert (await read_badge(anna, "pack.hero-1"))["title"] == "Heldin"


async def test_the_number_of_statements_does_not_grow_with_the_badges(
    visit: Visit, published: Organisation
) -> None:
    await award("pack.hero-1", 2)
    await publish_to_team(make_pack(version=2), published.root, NOW)
    anna = await visit("anna-lee")
    await anna.get("/api/badges")
    async with collect_statements() as statements:
        assert (await read_badge(anna, "pack.hero-1"))["earned_at"]
        await asyncio.sleep(0)  # asyncpg logs a statement one turn of the loop after it
    assert len(statements) <= MAX_STATEMENTS, statements
