"""Sessions and secrets: lifetimes, old hashes, and changes at the same time."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from support.organisation import PIN, create_organisation
from support.pool import open_test_pool

from learning.actions.jobs.delete_expired_rows import delete_expired_rows
from learning.actions.people.end_session import record_session_seen
from learning.actions.people.limit_guesses import make_account_limit
from learning.actions.people.set_pin import set_pin
from learning.actions.people.sign_in import sign_in
from learning.actions.people.sign_out import sign_out
from learning.queries.people.current_user import CurrentUser, find_user_by_login, find_user_by_token
from learning.rules.refusals import Refused
from learning.steps.people.create_session import SESSION_LIFETIME, Device
from learning.steps.people.hash_secret import needs_new_hash
from learning.tables.people import PersonTable, SessionTable, SignInGuardTable

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
async def anna(database: str) -> AsyncIterator[CurrentUser]:
    async with open_test_pool():
        await create_organisation()
        found = await find_user_by_login("anna-lee")
        assert found is not None
        yield found


def make_device(token: str, old: str | None = None) -> Device:
    return Device(token, old, None, "192.0.2.1")


async def test_a_session_ends_after_its_lifetime(anna: CurrentUser) -> None:
    await sign_in("anna-lee", PIN, make_device("phone"), NOW)
    for days in range(30, SESSION_LIFETIME.days, 30):
        await record_session_seen("phone", NOW + timedelta(days=days))
    assert await find_user_by_token("phone", NOW + SESSION_LIFETIME - timedelta(seconds=1)) == anna
    assert await find_user_by_token("phone", NOW + SESSION_LIFETIME) is None
    assert await find_user_by_login("nobody") is None


async def test_a_hash_with_old_costs_is_replaced(anna: CurrentUser) -> None:
    old = PasswordHasher(1, 1024, 1).hash(PIN)
    await PersonTable.update({PersonTable.secret: old}).where(PersonTable.id == anna.id)
    await sign_in("anna-lee", PIN, make_device("phone"), NOW)
    kept = (
        await PersonTable.select(PersonTable.secret)
        .where(PersonTable.id == anna.id)
        .output(as_list=True)
    )[0]
    assert needs_new_hash(old)
    assert not needs_new_hash(kept)
    await sign_in("anna-lee", PIN, make_device("tablet"), NOW)


async def test_a_secret_of_any_age_signs_in(anna: CurrentUser) -> None:
    """Nobody has to change a secret because of its age."""
    await sign_in("anna-lee", PIN, make_device("phone"), NOW + timedelta(days=3650))
    found = await find_user_by_token("phone", NOW + timedelta(days=3650))
    assert found is not None
    assert not found.secret_from_other


@pytest.mark.parametrize("kept", ["", "not a hash"])
async def test_a_person_without_a_secret_cannot_sign_in(anna: CurrentUser, kept: str) -> None:
    await PersonTable.update({PersonTable.secret: kept}).where(PersonTable.id == anna.id)
    for secret in ("", PIN, "the secret of nobody"):
        with pytest.raises(Refused):
            await sign_in("anna-lee", secret, make_device("phone"), NOW)


async def test_an_old_pin_signs_nobody_in_once_a_new_one_is_set(anna: CurrentUser) -> None:
    lea = await find_user_by_login("lea-leader")
    assert lea is not None
    tries = [sign_in("anna-lee", PIN, make_device(f"phone-{turn}"), NOW) for turn in range(4)]
    await asyncio.gather(*tries, set_pin(lea, "anna-lee", "7391", NOW), return_exceptions=True)
    assert [await find_user_by_token(f"phone-{turn}", NOW) for turn in range(4)] == [None] * 4
    await sign_in("anna-lee", "7391", make_device("new"), NOW)
    assert await find_user_by_token("new", NOW) == anna._replace(secret_from_other=True)


async def test_signing_out_twice_is_allowed(anna: CurrentUser) -> None:
    await sign_in("anna-lee", PIN, make_device("phone"), NOW)
    await sign_out("phone", NOW)
    await sign_out("phone", NOW)
    assert await find_user_by_token("phone", NOW) is None


async def test_only_expired_rows_are_deleted(anna: CurrentUser) -> None:
    await sign_in("anna-lee", PIN, make_device("old"), NOW - SESSION_LIFETIME)
    await sign_in("anna-lee", PIN, make_device("fresh"), NOW)
    with pytest.raises(Refused):
        await sign_in("sam-south", "9999", make_device("other"), NOW - timedelta(hours=50))
    with pytest.raises(Refused):
        await sign_in("lea-leader", "9999", make_device("other"), NOW)
    await delete_expired_rows(NOW)
    assert await SessionTable.count() == 1
    keys = await SignInGuardTable.select(SignInGuardTable.key).output(as_list=True)
    assert make_account_limit("lea-leader").key in keys
    assert make_account_limit("sam-south").key not in keys
