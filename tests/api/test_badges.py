"""A badge that somebody has earned is theirs, whatever becomes of its pack; how far the others are is told in words."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from httpx import AsyncClient
from support.catalogues import make_hero_badge, make_pack, publish_to_team
from support.organisation import ORGANISATION_CREATED_AT, Organisation
from support.people import find_person
from support.statements import collect_statements
from support.visits import Visit

from learning.actions.packs.publish_pack import publish_pack
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.rules.packs.pack_contents import PackBadge
from learning.tables.packs import PackVersionTable
from learning.tables.people import PersonTable
from learning.tables.progress import AwardTable, ProgressTable
from learning.tables.reviews import MemoryTable

NOW = datetime.now(UTC)


async def earn(badge: str, days_ago: int) -> None:
    person = await find_person("anna-lee")
    await AwardTable(person=person.id, badge=badge, earned_at=NOW - timedelta(days=days_ago)).save()


async def earned(client: AsyncClient) -> list[dict[str, Any]]:
    badges = (await client.get("/api/badges")).json()["badges"]
    return [badge for badge in badges if badge["earned_at"]]


async def test_a_badge_outlives_its_pack(visit: Visit, acme: Organisation) -> None:
    clear_catalogue_cache()
    await publish_to_team(make_pack(), acme.root, ORGANISATION_CREATED_AT)
    await publish_to_team(make_pack("other"), acme.root, ORGANISATION_CREATED_AT)
    await earn("pack.done", 2)
    await earn("showed-up", 3)
    anna, sam = await visit("anna-lee"), await visit("sam-south")
    before = await earned(anna)
    assert [badge["badge_id"] for badge in before] == ["pack.done", "showed-up"]
    await publish_pack(None, "pack", None, [acme.root], NOW)
    assert await earned(anna) == before
    others = [badge["badge_id"] for badge in (await sam.get("/api/badges")).json()["badges"]]
    assert "other.done" in others
    assert "pack.done" not in others, "nobody is sent after a badge that cannot be earned any more"


async def test_a_badge_outlives_the_version_that_had_it(visit: Visit, acme: Organisation) -> None:
    clear_catalogue_cache()
    await publish_to_team(make_pack(), acme.root, ORGANISATION_CREATED_AT)
    await earn("pack.done", 2)
    anna = await visit("anna-lee")
    [before] = await earned(anna)
    changed = replace(
        make_pack(version=2),
        badge=PackBadge("master", "Master", "More than all.", "media/badge.svg"),
    )
    await publish_to_team(changed, acme.root, NOW)
    assert await earned(anna) == [before]
    assert "pack.master" in [
        badge["badge_id"] for badge in (await anna.get("/api/badges")).json()["badges"]
    ]


MOST_STATEMENTS = 3
HERO = replace(make_pack(), badges=(make_hero_badge(),))


async def remember(concept: str, stability: float, days_ago: int) -> None:
    """Anna practised it so long ago; as if it was all she ever did about it."""
    person, last = (await find_person("anna-lee")).id, NOW - timedelta(days=days_ago)
    await MemoryTable.delete().where(MemoryTable.person == person, MemoryTable.concept == concept)
    await MemoryTable(
        person=person,
        concept=concept,
        stability=stability,
        difficulty=5.0,
        due=last.date(),
        last_day=last.date(),
        last_at=last,
        last_grade=3,
        reviews=3,
        lapses=0,
        question="pack.q2-0",
    ).save()


async def count(**counters: int) -> None:
    person = (await find_person("anna-lee")).id
    told = msgspec.json.encode(
        {name.replace("__", ".").replace("_", "-"): n for name, n in counters.items()}
    ).decode()
    await ProgressTable.update({ProgressTable.counters: told}).where(ProgressTable.person == person)


async def badge(client: AsyncClient, badge_id: str) -> dict[str, Any]:
    badges = (await client.get("/api/badges")).json()["badges"]
    [found] = [badge for badge in badges if badge["badge_id"] == badge_id]
    return dict(found)


async def test_what_a_badge_still_asks_for_is_told_step_by_step(
    visit: Visit, acme: Organisation
) -> None:
    clear_catalogue_cache()
    await publish_to_team(HERO, acme.root, ORGANISATION_CREATED_AT)
    await remember("pack.idea-2", 30, 1)
    anna = await visit("anna-lee")
    found = await badge(anna, "pack.hero-1")
    assert (found["kind"], found["have"], found["need"], found["lapsed"], found["earned_at"]) == (
        "hero",
        1,
        3,
        False,
        None,
    )
    assert found["steps"] == [
        {"text": "1 of 2 ideas remembered", "have": 1, "need": 2},
        {"text": "Seen by a leader: not yet", "have": 0, "need": 1},
    ]
    assert (await badge(anna, "pack.done"))["steps"][0]["text"] == "0 of 3 lessons read"
    assert {one["kind"] for one in (await anna.get("/api/badges")).json()["badges"]} == {
        "house",
        "pack",
        "hero",
        "challenge",
    }


async def test_the_three_nearest_are_those_that_are_missing_least(
    visit: Visit, acme: Organisation
) -> None:
    clear_catalogue_cache()
    await publish_to_team(HERO, acme.root, ORGANISATION_CREATED_AT)
    await count(lessons=4, streak=1, unsure=5, moment__pack__lesson_1=1)
    await earn("showed-up", 1)
    anna = await visit("anna-lee")
    shelf = (await anna.get("/api/badges")).json()
    assert shelf["nearest"] == ["curious", "honest", "pack.hero-1"]
    assert [one["badge_id"] for one in shelf["badges"]][:4] == ["showed-up", *shelf["nearest"]]
    sam = await visit("sam-south")
    nearest = (await sam.get("/api/badges")).json()["nearest"]
    assert nearest[0] == "showed-up", "a newcomer is shown what a first break brings"
    assert len(nearest) == 3


async def test_a_badge_rests_when_its_ideas_fade_and_practice_wakes_it(
    visit: Visit, acme: Organisation
) -> None:
    clear_catalogue_cache()
    await publish_to_team(HERO, acme.root, ORGANISATION_CREATED_AT)
    await earn("pack.hero-1", 90)
    for concept in ("pack.idea-2", "pack.idea-3"):
        await remember(concept, 2.0, 90)
    anna = await visit("anna-lee")
    resting = await badge(anna, "pack.hero-1")
    assert resting["earned_at"]
    assert resting["lapsed"]
    assert resting["steps"] == [{"text": "An idea fresh again: not yet", "have": 0, "need": 1}]
    await remember("pack.idea-3", 4.0, 0)
    awake = await badge(anna, "pack.hero-1")
    assert (awake["lapsed"], awake["steps"], awake["have"]) == (False, [], awake["need"])
    assert awake["earned_at"] == resting["earned_at"]


async def test_badges_speak_the_person_s_language(visit: Visit, acme: Organisation) -> None:
    clear_catalogue_cache()
    words = PackBadge("hero-1", "Heldin", "Du kannst es.", "hero.svg", make_hero_badge().rule)
    german = replace(
        HERO, language="de", badge=replace(HERO.badge, title="Fertig"), badges=(words,)
    )
    await publish_to_team(HERO, acme.root, ORGANISATION_CREATED_AT, german)
    await PersonTable.update({PersonTable.language: "de-AT"}).where(PersonTable.login == "anna-lee")
    anna, sam = await visit("anna-lee"), await visit("sam-south")
    assert [(await badge(anna, name))["title"] for name in ("pack.hero-1", "pack.done")] == [
        "Heldin",
        "Fertig",
    ]
    assert (await badge(sam, "pack.hero-1"))["title"] == "Hero"


async def test_the_shelf_takes_few_statements_whatever_is_on_it(
    visit: Visit, acme: Organisation
) -> None:
    clear_catalogue_cache()
    await publish_to_team(HERO, acme.root, ORGANISATION_CREATED_AT)
    await earn("pack.hero-1", 2)
    await publish_to_team(make_pack(version=2), acme.root, NOW)
    anna = await visit("anna-lee")
    await anna.get("/api/badges")
    async with collect_statements() as statements:
        assert (await badge(anna, "pack.hero-1"))["earned_at"]
        await asyncio.sleep(0)  # the driver notes a statement a turn after it
    assert len(statements) <= MOST_STATEMENTS, statements


async def test_packs_from_before_badges_had_rules_stay_as_they_were(
    visit: Visit, acme: Organisation
) -> None:
    clear_catalogue_cache()
    row = await publish_to_team(make_pack(), acme.root, ORGANISATION_CREATED_AT)
    stored = await PackVersionTable.objects().get(PackVersionTable.id == row)
    assert stored
    document = msgspec.json.decode(stored.document)
    for words in document["packs"].values():
        del words["badges"], words["badge"]["rule"]
    await PackVersionTable.update(
        {PackVersionTable.document: msgspec.json.encode(document).decode()}
    ).where(PackVersionTable.id == row)
    assert (await badge(await visit("anna-lee"), "pack.done"))["need"] == 3 + 2
