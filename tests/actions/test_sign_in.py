"""Sessions and secrets, where two things happen at once or long after."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from support.organisation import PIN, organisation
from support.pool import open_for_test

from learning.actions.keep_secret import outdated
from learning.actions.open_session import LASTS, Device
from learning.actions.set_pin import set_pin
from learning.actions.sign_in import sign_in
from learning.actions.sign_out import sign_out
from learning.actions.tidy_sessions import tidy_sessions
from learning.queries.who import Who, who, who_is
from learning.rules.problems import Refused
from learning.tables.people import Person, Session, SignInGuard

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
async def anna(database: str) -> AsyncIterator[Who]:
    async with open_for_test():
        await organisation()
        found = await who_is("anna-lee")
        assert found is not None
        yield found


def device(token: str, old: str | None = None) -> Device:
    return Device(token, old, None, "192.0.2.1")


async def test_a_session_lasts_its_time(anna: Who) -> None:
    await sign_in("anna-lee", PIN, device("phone"), NOW)
    assert await who("phone", NOW + LASTS - timedelta(seconds=1)) == anna
    assert await who("phone", NOW + LASTS) is None
    assert await who_is("nobody") is None


async def test_a_secret_sealed_with_old_costs_is_sealed_anew(anna: Who) -> None:
    old = PasswordHasher(1, 1024, 1).hash(PIN)
    await Person.update({Person.secret: old}).where(Person.id == anna.id)
    await sign_in("anna-lee", PIN, device("phone"), NOW)
    kept = (await Person.select(Person.secret).where(Person.id == anna.id).output(as_list=True))[0]
    assert outdated(old)
    assert not outdated(kept)
    await sign_in("anna-lee", PIN, device("tablet"), NOW)


@pytest.mark.parametrize("kept", ["", "not a hash"])
async def test_a_person_without_a_secret_cannot_sign_in(anna: Who, kept: str) -> None:
    await Person.update({Person.secret: kept}).where(Person.id == anna.id)
    for secret in ("", PIN, "the secret of nobody"):
        with pytest.raises(Refused):
            await sign_in("anna-lee", secret, device("phone"), NOW)


async def test_an_old_pin_opens_nothing_once_a_new_one_is_set(anna: Who) -> None:
    lea = await who_is("lea-leader")
    assert lea is not None
    tries = [sign_in("anna-lee", PIN, device(f"phone-{turn}"), NOW) for turn in range(4)]
    await asyncio.gather(*tries, set_pin(lea, "anna-lee", "7391", NOW), return_exceptions=True)
    assert [await who(f"phone-{turn}", NOW) for turn in range(4)] == [None] * 4
    await sign_in("anna-lee", "7391", device("new"), NOW)
    assert await who("new", NOW) == anna


async def test_signing_out_twice_is_once(anna: Who) -> None:
    await sign_in("anna-lee", PIN, device("phone"), NOW)
    await sign_out("phone")
    await sign_out("phone")
    assert await who("phone", NOW) is None


async def test_tidying_forgets_what_has_run_out_and_nothing_else(anna: Who) -> None:
    await sign_in("anna-lee", PIN, device("old"), NOW - LASTS)
    await sign_in("anna-lee", PIN, device("fresh"), NOW)
    with pytest.raises(Refused):
        await sign_in("sam-south", "9999", device("other"), NOW - timedelta(hours=25))
    with pytest.raises(Refused):
        await sign_in("lea-leader", "9999", device("other"), NOW)
    await tidy_sessions(NOW)
    assert await Session.count() == 1
    keys = await SignInGuard.select(SignInGuard.key).output(as_list=True)
    assert "account:lea-leader" in keys
    assert "account:sam-south" not in keys
