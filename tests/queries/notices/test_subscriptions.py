"""Of which teams people and displays receive hints."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from support.api_client import create_session
from support.organisation import Organisation, create_organisation
from support.people import find_person
from support.pool import open_test_pool

from learning.queries.notices.subscriptions import (
    HintScope,
    load_display_scope,
    load_person_scope,
)
from learning.queries.people.current_user import hash_token
from learning.tables.database import connection

NOW = datetime.now(UTC)
INSERT_DISPLAY = "INSERT INTO display (token, code, team, created_at) VALUES ($1, $2, $3, $4)"


@pytest.fixture
async def organisation(database: str) -> AsyncIterator[Organisation]:
    async with open_test_pool():
        yield await create_organisation()


async def add_display(token: str, code: str | None, team: int | None) -> None:
    async with connection() as conn:
        await conn.execute(INSERT_DISPLAY, hash_token(token), code, team, NOW)


@pytest.mark.parametrize(
    ("login", "teams"),
    [
        ("anna-lee", {"root", "north", "shop"}),
        ("sam-south", {"root", "south"}),
        ("nora-leader", {"root", "north", "shop"}),
    ],
)
async def test_people_receive_hints_of_their_path_and_leaders_of_teams_below(
    organisation: Organisation, login: str, teams: set[str]
) -> None:
    token = await create_session((await find_person(login)).id)
    scope = await load_person_scope(token, NOW)
    person = (await find_person(login)).id
    expected = frozenset(getattr(organisation, team) for team in teams)
    assert scope == HintScope(f"person {person}", expected)


async def test_an_admin_receives_the_hints_of_all_teams(organisation: Organisation) -> None:
    token = await create_session((await find_person("ada-admin")).id)
    scope = await load_person_scope(token, NOW)
    assert scope is not None
    assert scope.teams is None


async def test_a_token_without_a_session_has_no_scope(organisation: Organisation) -> None:
    assert await load_person_scope("unknown", NOW) is None
    assert await load_display_scope("unknown", NOW) is None


async def test_a_display_receives_hints_of_its_team_and_none_before_it_has_one(
    organisation: Organisation,
) -> None:
    await add_display("paired", None, organisation.shop)
    await add_display("waiting", "AAAA2222", None)
    assert await load_display_scope("paired", NOW) == HintScope(
        "display 1", frozenset({organisation.root, organisation.north, organisation.shop})
    )
    assert await load_display_scope("waiting", NOW) == HintScope("unpaired displays", frozenset())
