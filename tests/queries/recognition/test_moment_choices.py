"""Which people and traits a moment can be made of."""

from dataclasses import replace

import pytest
from support.catalogues import make_pack, publish_to_team
from support.shop import SHOP_TIME, Shop

from learning.actions.people.create_team import create_team
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.queries.recognition.moment_choices import (
    MomentChoices,
    MomentTrait,
    list_moment_choices,
)
from learning.rules.recognition.moments import parse_alias_handle
from learning.tables.people import PersonTable


@pytest.fixture
async def anna(shop: Shop) -> CurrentUser:
    return await shop.add_member("Anna")


@pytest.fixture
async def ben(shop: Shop) -> CurrentUser:
    return await shop.add_member("Ben")


async def read_choices(shop: Shop, user: CurrentUser, name_part: str = "") -> MomentChoices:
    user = await shop.reload_member(user)
    catalogue = await load_team_catalogue(user.path, user.catalogue_revision)
    return await list_moment_choices(user, catalogue, name_part)


async def list_names(shop: Shop, user: CurrentUser, name_part: str = "") -> list[str]:
    return [person.name for person in (await read_choices(shop, user, name_part)).people]


async def test_a_learner_chooses_among_the_own_team(
    shop: Shop, anna: CurrentUser, ben: CurrentUser
) -> None:
    south = await create_team("South", shop.root, "UTC", range(1, 8), "CCCC4444", SHOP_TIME)
    await shop.add_member("Sam", zone_team=south)
    assert await list_names(shop, ben) == ["Anna"]


async def test_a_leader_above_chooses_among_the_teams_below_own_team_first(
    shop: Shop, anna: CurrentUser, ben: CurrentUser
) -> None:
    nora = (await shop.add_member("Nora", "leader", shop.root))._replace(path=(shop.root,))
    await shop.add_member("Zoe", zone_team=shop.root)
    assert await list_names(shop, nora) == ["Zoe", "Anna", "Ben"]


@pytest.mark.parametrize(("name_part", "names"), [("NN", ["Anna"]), ("%", []), ("_", [])])
async def test_people_are_filtered_by_a_part_of_the_name(
    shop: Shop, anna: CurrentUser, ben: CurrentUser, name_part: str, names: list[str]
) -> None:
    await shop.add_member("Carl")
    assert await list_names(shop, ben, name_part) == names


async def test_the_login_of_a_colleague_with_an_alias_is_a_handle(
    shop: Shop, anna: CurrentUser, ben: CurrentUser
) -> None:
    lea = await shop.add_member("Lea", "leader")
    await PersonTable.update({PersonTable.alias: "Sunny"}).where(PersonTable.id == anna.id)
    logins = {one.name: one.login for one in (await read_choices(shop, ben)).people}
    assert parse_alias_handle(logins["Sunny"]) == anna.id
    logins_for_leader = {one.name: one.login for one in (await read_choices(shop, lea)).people}
    assert logins_for_leader["Anna"] == anna.login


async def test_an_erased_person_cannot_be_chosen(
    shop: Shop, anna: CurrentUser, ben: CurrentUser
) -> None:
    await PersonTable.update({PersonTable.erased_at: SHOP_TIME}).where(PersonTable.id == anna.id)
    assert await list_names(shop, ben) == []


async def test_the_traits_are_the_lessons_in_the_person_s_language(
    shop: Shop, anna: CurrentUser
) -> None:
    pack = make_pack(version=2)
    lessons = (replace(pack.lessons[0], title="Grüßen"), *pack.lessons[1:])
    german = replace(pack, language="de", title="Paket", lessons=lessons)
    await publish_to_team(pack, shop.root, SHOP_TIME, german)
    traits = (await read_choices(shop, anna)).traits
    assert [trait.id for trait in traits] == ["pack.lesson-0", "pack.lesson-1", "pack.lesson-2"]
    assert traits[0] == MomentTrait("pack.lesson-0", "Lesson 0", "One idea.", "Pack", "en", "en")
    translated = (await read_choices(shop, anna._replace(language="de"))).traits
    assert translated[0] == MomentTrait("pack.lesson-0", "Grüßen", "One idea.", "Paket", "de", "de")
