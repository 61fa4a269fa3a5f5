"""Moments about admins: other admins decide, and none waits where nobody can decide."""

import pytest
from support.moments import Crew, give_moment, read_status, read_totals
from support.shop import SHOP_TIME, Shop

from learning.actions.people.erase_person import erase_person
from learning.actions.recognition.settle_moment import settle_moment
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.queries.recognition.moments import load_waiting_moments
from learning.rules.recognition.moments import MomentKind
from learning.rules.refusals import Forbidden, NotFound


@pytest.fixture
async def ada(shop: Shop, crew: Crew) -> CurrentUser:
    return await shop.add_member("Ada", "admin")


async def list_waiting(viewer: CurrentUser) -> int:
    catalogue = await load_team_catalogue(viewer.path, viewer.catalogue_revision)
    return len((await load_waiting_moments(viewer, catalogue, SHOP_TIME)).moments)


async def test_another_admin_settles_a_moment_of_an_admin(
    shop: Shop, crew: Crew, ada: CurrentUser
) -> None:
    zoe = await shop.add_member("Zoe", "admin")
    key = await give_moment(crew.anna, ada)
    assert await read_status(key) == "waiting"
    assert (await list_waiting(zoe), await list_waiting(ada), await list_waiting(crew.lea)) == (
        *(1, 0, 0),
    )
    for outsider in (crew.lea, ada):
        with pytest.raises((Forbidden, NotFound)):
            await settle_moment(outsider, key, "confirm", SHOP_TIME)
    await settle_moment(zoe, key, "confirm", SHOP_TIME)
    assert await read_status(key) == "confirmed"
    assert (await read_totals(ada))[0] == 20


@pytest.mark.parametrize("kind", ["seen", "kudos"])
async def test_a_moment_of_the_only_admin_does_not_wait(
    crew: Crew, ada: CurrentUser, kind: MomentKind
) -> None:
    giver = crew.anna if kind == "seen" else crew.lea
    assert await read_status(await give_moment(giver, ada, kind)) == "confirmed"


async def test_of_two_admins_one_who_gives_needs_no_other(shop: Shop, ada: CurrentUser) -> None:
    zoe = await shop.add_member("Zoe", "admin")
    assert await read_status(await give_moment(zoe, ada)) == "confirmed"


async def test_an_erased_admin_decides_nothing(shop: Shop, crew: Crew, ada: CurrentUser) -> None:
    zoe = await shop.add_member("Zoe", "admin")
    await erase_person(zoe.login, SHOP_TIME)
    assert await read_status(await give_moment(crew.anna, ada)) == "confirmed"


async def test_moments_of_people_below_a_leader_still_wait(crew: Crew, ada: CurrentUser) -> None:
    assert await read_status(await give_moment(crew.ben, crew.anna)) == "waiting"
    assert await read_status(await give_moment(crew.anna, crew.lea)) == "waiting"
