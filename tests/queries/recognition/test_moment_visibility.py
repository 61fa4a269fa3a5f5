"""Whose moments and whose names a viewer may see."""

from uuid import UUID

import pytest
from support.moments import show_moments_at_once
from support.shop import SHOP_TIME, Shop

from learning.actions.recognition.record_moment import NewMoment, record_moment
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.queries.recognition.moment_visibility import make_viewer_parameters
from learning.queries.recognition.moments import load_feed, load_waiting_moments
from learning.tables.people import PersonTable, TeamTable

LAST_ROW_ID = 2**63 - 1


@pytest.fixture
async def anna(shop: Shop) -> CurrentUser:
    await show_moments_at_once()
    return await shop.add_member("Anna")


@pytest.fixture
async def ben(shop: Shop) -> CurrentUser:
    return await shop.add_member("Ben")


async def thank(giver: CurrentUser, receiver: CurrentUser, number: int) -> None:
    draft = NewMoment(UUID(int=number), "kudos", receiver.login, "pack.lesson-0", "Thank you.")
    await record_moment(giver, draft, SHOP_TIME)


async def list_names(viewer: CurrentUser) -> list[tuple[str | None, str | None]]:
    """Giver and receiver of each moment in the viewer's feed, newest first."""
    catalogue = await load_team_catalogue(viewer.path, viewer.catalogue_revision)
    feed = await load_feed(viewer, catalogue, LAST_ROW_ID)
    return [(moment.giver, moment.receiver) for moment in feed.moments]


async def test_only_a_leader_has_a_team_to_lead(shop: Shop, anna: CurrentUser) -> None:
    lea = await shop.add_member("Lea", "leader")
    assert make_viewer_parameters(anna)[:3] == (anna.id, False, 0)
    assert make_viewer_parameters(lea)[:3] == (lea.id, False, shop.shop)
    assert make_viewer_parameters(lea._replace(role="admin"))[1:3] == (True, 0)


async def test_a_person_off_the_boards_is_seen_by_themself_and_by_leaders(
    shop: Shop, anna: CurrentUser, ben: CurrentUser
) -> None:
    carl, lea = await shop.add_member("Carl"), await shop.add_member("Lea", "leader")
    await thank(ben, anna, 1)
    await thank(anna, ben, 2)
    await PersonTable.update({PersonTable.on_boards: False}).where(PersonTable.id == anna.id)
    both_names = [("Anna", "Ben"), ("Ben", "Anna")]
    assert await list_names(anna) == both_names
    assert await list_names(lea) == both_names
    assert await list_names(ben) == [(None, "Ben"), ("Ben", None)]
    assert await list_names(carl) == [(None, "Ben")]


async def test_a_hidden_team_is_seen_only_from_inside(
    shop: Shop, anna: CurrentUser, ben: CurrentUser
) -> None:
    nora = (await shop.add_member("Nora", "leader", shop.root))._replace(path=(shop.root,))
    await thank(ben, anna, 1)
    assert len(await list_names(nora)) == 1
    await TeamTable.update({TeamTable.hidden: True}).where(TeamTable.id == shop.shop)
    assert await list_names(nora) == []
    assert len(await list_names(anna)) == 1


async def test_a_leader_above_still_settles_moments_of_a_hidden_team(
    shop: Shop, anna: CurrentUser, ben: CurrentUser
) -> None:
    nora = (await shop.add_member("Nora", "leader", shop.root))._replace(path=(shop.root,))
    await TeamTable.update({TeamTable.hidden: True}).where(TeamTable.id == shop.shop)
    draft = NewMoment(UUID(int=1), "seen", anna.login, "pack.lesson-0", "Stayed calm.")
    await record_moment(ben, draft, SHOP_TIME)
    catalogue = await load_team_catalogue(nora.path, nora.catalogue_revision)
    assert len((await load_waiting_moments(nora, catalogue, SHOP_TIME)).moments) == 1


async def test_colleagues_see_the_alias(shop: Shop, anna: CurrentUser, ben: CurrentUser) -> None:
    await thank(ben, anna, 1)
    await PersonTable.update({PersonTable.alias: "Sunny"}).where(PersonTable.id == anna.id)
    assert await list_names(ben) == [("Ben", "Sunny")]


async def test_moments_of_an_erased_person_are_not_shown(
    anna: CurrentUser, ben: CurrentUser
) -> None:
    await thank(ben, anna, 1)
    await PersonTable.update({PersonTable.erased_at: SHOP_TIME}).where(PersonTable.id == anna.id)
    assert await list_names(ben) == []
