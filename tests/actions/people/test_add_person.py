"""Adding people to a team, and refused people."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from support.people import find_audit_entry, find_person
from support.pool import open_test_pool

from learning.actions.people.add_person import add_person
from learning.actions.people.create_team import create_team
from learning.rules.refusals import Conflict, Invalid, NotFound, Refused
from learning.tables.progress import ProgressTable

NOW = datetime(2026, 3, 28, 20, tzinfo=UTC)


@pytest.fixture
async def root(database: str) -> AsyncIterator[int]:
    async with open_test_pool():
        yield await create_team("Acme", None, "Europe/Berlin", (1, 2, 3), "AAAA-AAAA", NOW)


async def test_adding_a_person_is_in_the_audit_trail(root: int) -> None:
    login = await add_person(root, "Ada Admin", "admin", "correct horse", NOW)
    person, entry = await find_person(login), await find_audit_entry("add_person")
    assert (entry.subject, entry.person, entry.at) == ("ada-admin", None, NOW)
    assert person.created_at == NOW
    assert person.secret.startswith("$argon2id$")
    assert await ProgressTable.exists().where(ProgressTable.person == person.id)


@pytest.mark.parametrize(
    ("name", "role", "secret", "refusal"),
    [
        ("ADA  admin", "admin", "correct horse", Conflict),
        ("Bo", "boss", "correct horse", Invalid),
        ("Bo", "learner", "correct horse", Invalid),
        ("Bo", "leader", "1234567", Invalid),
        ("", "leader", "correct horse", Invalid),
    ],
)
async def test_unusable_people_are_refused(
    root: int, name: str, role: str, secret: str, refusal: type[Refused]
) -> None:
    await add_person(root, "Ada Admin", "admin", "correct horse", NOW)
    with pytest.raises(refusal):
        await add_person(root, name, role, secret, NOW)


async def test_a_person_needs_a_team(root: int) -> None:
    with pytest.raises(NotFound):
        await add_person(4711, "Bo", "learner", "8402", NOW)
