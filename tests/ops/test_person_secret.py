"""`herobreak person set-secret`: the operator gives somebody a new secret."""

import asyncio
import re

import pytest
from click.testing import CliRunner, Result
from support.api_client import create_session
from support.organisation import Organisation, create_organisation
from support.people import find_audit_entry, find_person
from support.pool import open_test_pool

from learning.steps.people.hash_secret import verify_secret
from learning.tables.people import SessionTable
from ops.cli import main


@pytest.fixture
async def organisation(database: str, clean_redis: str) -> Organisation:
    async with open_test_pool():
        return await create_organisation()


def set_secret(login: str) -> Result:
    return CliRunner().invoke(main, ["person", "set-secret", login])


@pytest.mark.parametrize(
    ("login", "secret_pattern"),
    [
        ("anna-lee", r"PIN: (\d{6})\n"),
        ("ada-admin", r"password: ([\w]{4}-[\w]{4}-[\w]{4})\n"),
    ],
)
def test_it_prints_a_secret_once_that_must_be_changed(
    organisation: Organisation, login: str, secret_pattern: str
) -> None:
    asyncio.run(sign_in(login))
    done = set_secret(login)
    assert done.exit_code == 0, done.output
    found = re.search(secret_pattern, done.output)
    assert found, done.output
    asyncio.run(check_new_secret(login, found[1]))


async def sign_in(login: str) -> None:
    async with open_test_pool():
        await create_session((await find_person(login)).id)


async def check_new_secret(login: str, secret: str) -> None:
    async with open_test_pool():
        person, entry = await find_person(login), await find_audit_entry("set_pin")
        assert await verify_secret(person.secret, secret)
        assert person.secret_from_other
        assert not await SessionTable.exists().where(SessionTable.person == person.id)
        assert (entry.subject, entry.person) == (login, None)
        assert secret not in str(entry.detail)


def test_nobody_of_this_login_is_an_error(organisation: Organisation) -> None:
    done = set_secret("nobody-here")
    assert done.exit_code == 1
    assert "nobody-here" in done.output
