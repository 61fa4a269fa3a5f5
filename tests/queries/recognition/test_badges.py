"""Which badges a person sees, with whose words and with how much progress."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from support.catalogues import make_hero_badge, make_pack, publish_to_team
from support.postgres_urls import connect_as_admin
from support.shop import SHOP_TIME, Shop

from learning.actions.packs.publish_pack import publish_pack
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.queries.recognition.badges import BadgesView, BadgeView, StepView, load_badges
from learning.rules.packs.pack_contents import PackBadge
from learning.tables.packs import PackVersionTable
from learning.tables.progress import AwardTable, ProgressTable
from learning.tables.reviews import MemoryTable

HERO_PACK = replace(make_pack(version=2), badges=(make_hero_badge(),))


@pytest.fixture
async def amira(shop: Shop) -> CurrentUser:
    """A member of a team whose pack has a hero badge for lesson 1."""
    await publish_to_team(HERO_PACK, shop.root, SHOP_TIME)
    return await shop.add_member("Amira")


async def read_badges(shop: Shop, user: CurrentUser) -> BadgesView:
    user = await shop.reload_member(user)
    catalogue = await load_team_catalogue(user.path, user.catalogue_revision)
    return await load_badges(user, catalogue, SHOP_TIME)


async def read_badge(shop: Shop, user: CurrentUser, badge_id: str) -> BadgeView:
    [found] = [
        badge for badge in (await read_badges(shop, user)).badges if badge.badge_id == badge_id
    ]
    return found


async def list_earned_ids(shop: Shop, user: CurrentUser) -> list[str]:
    badges = (await read_badges(shop, user)).badges
    return [badge.badge_id for badge in badges if badge.earned_at]


async def award(user: CurrentUser, badge_id: str, days_ago: int) -> None:
    earned_at = SHOP_TIME - timedelta(days=days_ago)
    await AwardTable(person=user.id, badge=badge_id, earned_at=earned_at).save()


async def set_counters(user: CurrentUser, **counters: int) -> None:
    await ProgressTable.update(
        {ProgressTable.counters: msgspec.json.encode(counters).decode()}
    ).where(ProgressTable.person == user.id)


async def set_memory(user: CurrentUser, concept: str, stability: float, days_ago: int) -> None:
    """Make the last attempt of a concept so many days ago, with this stability in days."""
    last_at = SHOP_TIME - timedelta(days=days_ago)
    await MemoryTable.delete().where(MemoryTable.person == user.id, MemoryTable.concept == concept)
    await MemoryTable(
        person=user.id,
        concept=concept,
        stability=stability,
        difficulty=5.0,
        due=last_at.date(),
        last_day=last_at.date(),
        last_at=last_at,
        last_grade=3,
        reviews=3,
        lapses=0,
        right_days=2,
        question="pack.q2-0",
    ).save()


async def test_an_earned_badge_stays_when_its_pack_is_withdrawn(
    shop: Shop, amira: CurrentUser
) -> None:
    await publish_to_team(make_pack("other"), shop.root, SHOP_TIME)
    await award(amira, "pack.done", 2)
    await award(amira, "showed-up", 3)
    ben = await shop.add_member("Ben")
    assert await list_earned_ids(shop, amira) == ["pack.done", "showed-up"]
    await publish_pack(None, "pack", None, [shop.root], SHOP_TIME)
    assert await list_earned_ids(shop, amira) == ["pack.done", "showed-up"]
    badges_of_ben = {badge.badge_id for badge in (await read_badges(shop, ben)).badges}
    assert "other.done" in badges_of_ben
    assert "pack.done" not in badges_of_ben, "nobody can earn it any more"


async def test_an_earned_badge_stays_when_a_newer_version_lacks_it(
    shop: Shop, amira: CurrentUser
) -> None:
    await award(amira, "pack.done", 2)
    before = await read_badge(shop, amira, "pack.done")
    other_badge = PackBadge("master", "Master", "More than all.", "media/badge.svg")
    await publish_to_team(replace(make_pack(version=3), badge=other_badge), shop.root, SHOP_TIME)
    assert await read_badge(shop, amira, "pack.done") == before
    assert (await read_badge(shop, amira, "pack.master")).earned_at is None


async def test_a_badge_lists_the_steps_that_it_asks_for(shop: Shop, amira: CurrentUser) -> None:
    await set_memory(amira, "pack.idea-2", 30, 1)
    badge = await read_badge(shop, amira, "pack.hero-1")
    assert (badge.kind, badge.have, badge.need, badge.lapsed) == ("hero", 1, 3, False)
    assert badge.steps == [StepView("remembered", 1, 2), StepView("moment", 0, 1)]


async def test_built_in_badges_have_codes_and_pack_badges_have_words(
    shop: Shop, amira: CurrentUser
) -> None:
    built_in = await read_badge(shop, amira, "true-aim")
    assert (built_in.code, built_in.title, built_in.story) == ("true-aim", None, None)
    of_pack = await read_badge(shop, amira, "pack.done")
    assert (of_pack.code, of_pack.title, of_pack.story) == (None, "Done", "All of it.")


async def test_the_nearest_badges_are_those_that_lack_the_smallest_share(
    shop: Shop, amira: CurrentUser
) -> None:
    await set_counters(amira, lessons=4, streak=1, unsure=5, **{"moment.pack.lesson-1": 1})
    await award(amira, "showed-up", 1)
    view = await read_badges(shop, amira)
    assert view.nearest == ["curious", "honest", "pack.hero-1"]
    assert [badge.badge_id for badge in view.badges][:4] == ["showed-up", *view.nearest]


async def test_the_first_nearest_badge_of_a_newcomer_comes_with_the_first_lesson(
    shop: Shop, amira: CurrentUser
) -> None:
    await set_counters(amira)
    nearest = (await read_badges(shop, amira)).nearest
    assert nearest[0] == "showed-up"
    assert len(nearest) == 3


async def test_a_badge_is_lapsed_while_its_concepts_are_not_fresh(
    shop: Shop, amira: CurrentUser
) -> None:
    await award(amira, "pack.hero-1", 90)
    for concept in ("pack.idea-2", "pack.idea-3"):
        await set_memory(amira, concept, 2.0, 90)
    lapsed = await read_badge(shop, amira, "pack.hero-1")
    assert (lapsed.lapsed, lapsed.have, lapsed.need) == (True, 0, 1)
    assert lapsed.steps == [StepView("fresh", 0, 1)]
    await set_memory(amira, "pack.idea-3", 4.0, 0)
    fresh = await read_badge(shop, amira, "pack.hero-1")
    assert (fresh.lapsed, fresh.steps, fresh.have) == (False, [], fresh.need)
    assert fresh.earned_at == lapsed.earned_at


async def test_badges_of_packs_have_the_words_of_the_person_s_language(
    shop: Shop, amira: CurrentUser
) -> None:
    german_hero = replace(make_hero_badge(), title="Heldin", story="Du kannst es.")
    pack = replace(HERO_PACK, version=3)
    german = replace(
        pack,
        language="de",
        badge=replace(pack.badge, title="Fertig"),
        badges=(german_hero,),
    )
    await publish_to_team(pack, shop.root, SHOP_TIME, german)
    anna = amira._replace(language="de-AT")
    assert (await read_badge(shop, anna, "pack.hero-1")).title == "Heldin"
    assert (await read_badge(shop, anna, "pack.done")).title == "Fertig"
    assert (await read_badge(shop, amira, "pack.hero-1")).title == "Hero"


async def test_a_stored_pack_without_badge_rules_can_still_be_read(
    shop: Shop, amira: CurrentUser
) -> None:
    row = await publish_to_team(make_pack(version=3), shop.root, SHOP_TIME)
    stored = await PackVersionTable.objects().get(PackVersionTable.id == row)
    assert stored
    document = msgspec.json.decode(stored.document)
    for language in document["packs"].values():
        del language["badges"], language["badge"]["rule"]
    stored_document = msgspec.json.encode(document).decode()
    async with connect_as_admin() as conn:
        await conn.execute(
            "UPDATE pack_version SET document = $1 WHERE id = $2", stored_document, row
        )
    assert (await read_badge(shop, amira, "pack.done")).need == 3 + 2
