"""The person of a session token or login, with team, calendar and revisions."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from support.catalogues import make_pack, publish_to_team
from support.organisation import Organisation, create_organisation
from support.people import find_person
from support.pool import open_test_pool
from support.statements import collect_statements

from learning.queries.people import current_user
from learning.queries.people.current_user import (
    CurrentUser,
    cache_user,
    find_cached_user,
    find_user_by_login,
    find_user_by_token,
    hash_token,
)
from learning.steps.people.create_session import LEARNER_IDLE_HOURS, Device, create_session
from learning.tables.database import close_pool, open_pool, transaction
from learning.tables.people import PersonTable

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
async def acme(database: str) -> AsyncIterator[Organisation]:
    async with open_test_pool():
        yield await create_organisation()


async def find_anna() -> CurrentUser:
    found = await find_user_by_login("anna-lee")
    assert found is not None
    return found


async def open_session(token: str) -> None:
    async with transaction():
        device = Device(token, None, None, "192.0.2.1")
        await create_session((await find_person("anna-lee")).id, device, NOW)


async def test_a_person_comes_with_team_and_calendar(acme: Organisation) -> None:
    anna = await find_anna()
    assert (anna.name, anna.role, anna.team, anna.team_name) == (
        "Anna Lee",
        "learner",
        acme.shop,
        "Shop",
    )
    assert (anna.path, anna.zone) == ((acme.root, acme.north, acme.shop), "Europe/London")
    assert (anna.work_days, anna.catalogue_revision, anna.adoption) == (tuple(range(1, 8)), 0, 0)


async def test_own_work_days_replace_those_of_the_team(acme: Organisation) -> None:
    await PersonTable.update({PersonTable.work_days: [2, 4]}).where(PersonTable.login == "anna-lee")
    assert (await find_anna()).work_days == (2, 4)


async def test_the_revision_is_that_of_the_newest_publication(acme: Organisation) -> None:
    await publish_to_team(make_pack(), acme.south, NOW)
    assert (await find_anna()).catalogue_revision > 0


async def test_a_token_is_valid_until_its_session_expires(acme: Organisation) -> None:
    await open_session("phone")
    end = NOW + timedelta(hours=LEARNER_IDLE_HOURS)
    last_moment = end - timedelta(seconds=1)
    assert await find_user_by_token("phone", last_moment) == await find_anna()
    assert await find_user_by_token("phone", end) is None
    assert await find_user_by_token("tablet", NOW) is None


async def test_finding_a_user_is_one_statement(acme: Organisation) -> None:
    await open_session("phone")
    await close_pool()
    await open_pool(os.environ["DATABASE_URL"], 1)
    await find_user_by_token("", NOW)  # a new connection first loads the types of arrays
    async with collect_statements() as statements:
        assert await find_user_by_token("phone", NOW) is not None
    assert len(statements) == 1


def test_the_hash_of_a_token_does_not_contain_it() -> None:
    assert len(hash_token("phone")) == 32
    assert b"phone" not in hash_token("phone")


async def test_a_full_cache_drops_its_oldest_user(
    acme: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current_user, "MAX_CACHED_USERS", 2)
    monkeypatch.setattr(current_user, "_user_by_token", {})
    anna = await find_anna()
    for token in ("one", "two", "two", "three"):
        cache_user(token, anna)
    assert [find_cached_user(token) for token in ("one", "two", "three")] == [None, anna, anna]
