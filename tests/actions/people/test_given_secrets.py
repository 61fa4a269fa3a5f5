"""A secret that somebody else has set ends if it is not used in time."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from support.organisation import PASSWORD, SHOP_CODE, Organisation, create_organisation
from support.pool import open_test_pool

from learning.actions.people.add_person import add_person
from learning.actions.people.change_profile import ProfileChanges, SecretChange, change_profile
from learning.actions.people.join_team import join_team
from learning.actions.people.set_pin import set_pin
from learning.actions.people.sign_in import sign_in
from learning.queries.people.current_user import CurrentUser, find_user_by_login, find_user_by_token
from learning.rules.people.secret_policy import GIVEN_SECRET_LIFETIME
from learning.rules.refusals import Unauthenticated
from learning.steps.people.create_session import Device
from learning.tables.people import SessionTable

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
END = NOW + GIVEN_SECRET_LIFETIME
GIVEN, OWN = "7391", "640285"


def make_device(token: str) -> Device:
    return Device(token, None, None, "192.0.2.1")


async def find(login: str) -> CurrentUser:
    found = await find_user_by_login(login)
    assert found is not None
    return found


@pytest.fixture
async def acme(database: str) -> AsyncIterator[Organisation]:
    async with open_test_pool():
        organisation = await create_organisation()
        await set_pin(await find("lea-leader"), "anna-lee", GIVEN, NOW)
        yield organisation


async def test_a_given_secret_that_was_not_used_ends(acme: Organisation) -> None:
    await sign_in("anna-lee", GIVEN, make_device("early"), END - timedelta(seconds=1))
    with pytest.raises(Unauthenticated) as refused:
        await sign_in("anna-lee", GIVEN, make_device("late"), END)
    assert refused.value.code == "session.given_secret_ended"
    with pytest.raises(Unauthenticated):
        await join_team(SHOP_CODE, "Anna Lee", GIVEN, "en", make_device("again"), END)
    assert await SessionTable.count() == 1


async def test_one_that_was_replaced_in_time_stays(acme: Organisation) -> None:
    await sign_in("anna-lee", GIVEN, make_device("phone"), NOW)
    user = await find_user_by_token("phone", NOW)
    assert user is not None
    changes = ProfileChanges(secret=SecretChange(GIVEN, OWN))
    await change_profile(user, changes, "phone", NOW)
    await sign_in("anna-lee", OWN, make_device("years later"), END + timedelta(days=1000))


async def test_a_new_given_secret_has_a_time_of_its_own(acme: Organisation) -> None:
    await set_pin(await find("lea-leader"), "anna-lee", OWN, END)
    at = END + timedelta(days=13)
    await sign_in("anna-lee", OWN, make_device("phone"), at)
    assert await find_user_by_token("phone", at)


async def test_the_secret_of_a_person_who_was_added_ends_too(acme: Organisation) -> None:
    login = await add_person(acme.shop, "Nia New", "leader", PASSWORD, NOW, secret_from_other=True)
    with pytest.raises(Unauthenticated):
        await sign_in(login, PASSWORD, make_device("late"), END)
