"""Passkeys in time: challenges expire, and whoever removes passkeys ends what they open."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from support.authenticator import Authenticator, decode
from support.organisation import create_organisation
from support.pool import open_test_pool

from learning.actions.people.add_passkey import add_passkey, begin_passkey
from learning.actions.people.set_pin import set_pin
from learning.actions.people.sign_in_by_passkey import begin_passkey_sign_in, sign_in_by_passkey
from learning.queries.people.current_user import CurrentUser, find_user_by_login, find_user_by_token
from learning.rules.people.passkey_proofs import PasskeyProof, PasskeyRegistration
from learning.rules.people.passkeys import CHALLENGE_LIFETIME
from learning.rules.people.relying_party import RelyingParty
from learning.rules.refusals import Conflict, Refused, Unauthenticated
from learning.steps.people.create_session import Device, create_session
from learning.tables.database import transaction
from learning.tables.passkeys import PasskeyTable

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARTY = RelyingParty("hero.test", "https://hero.test")
SECOND = timedelta(seconds=1)


def make_device(token: str) -> Device:
    return Device(token, None, None, "192.0.2.1")


async def find_leader(login: str) -> CurrentUser:
    found = await find_user_by_login(login)
    assert found is not None
    return found


async def begin(leader: CurrentUser, challenge: bytes) -> PasskeyRegistration:
    options = await begin_passkey(leader, None, "phone", PARTY, challenge, NOW)
    body = AUTHENTICATOR.make(options)
    return PasskeyRegistration(
        decode(body["credential_id"]), decode(body["client_data"]), decode(body["attestation"])
    )


async def sign(challenge: bytes, now: datetime) -> PasskeyProof:
    options = await begin_passkey_sign_in(None, make_device("begun"), PARTY, challenge, now)
    body = AUTHENTICATOR.sign(options)
    names = ("credential_id", "client_data", "authenticator_data", "signature", "user_handle")
    return PasskeyProof(*(decode(body[name]) for name in names))


AUTHENTICATOR = Authenticator(step=0)


@pytest.fixture
async def lea(database: str) -> AsyncIterator[CurrentUser]:
    async with open_test_pool():
        await create_organisation()
        found = await find_leader("lea-leader")
        async with transaction():
            await create_session(found.id, make_device("phone"), NOW)
        yield found


async def test_a_new_passkey_must_come_within_five_minutes(lea: CurrentUser) -> None:
    early, late = NOW + CHALLENGE_LIFETIME - SECOND, NOW + CHALLENGE_LIFETIME
    await add_passkey(lea, await begin(lea, bytes(32)), "", PARTY, early)
    with pytest.raises(Conflict, match=r"passkey\.too_late"):
        await add_passkey(lea, await begin(lea, bytes([1] * 32)), "", PARTY, late)


async def test_a_sign_in_must_come_within_five_minutes(lea: CurrentUser) -> None:
    await add_passkey(lea, await begin(lea, bytes(32)), "", PARTY, NOW)
    early, late = NOW + CHALLENGE_LIFETIME - SECOND, NOW + CHALLENGE_LIFETIME
    await sign_in_by_passkey(await sign(bytes(32), NOW), make_device("early"), PARTY, early)
    assert await find_user_by_token("early", early) == lea
    with pytest.raises(Unauthenticated, match=r"passkey\.too_late"):
        await sign_in_by_passkey(await sign(bytes(32), NOW), make_device("late"), PARTY, late)
    assert await find_user_by_token("late", late) is None


async def test_a_challenge_answered_twice_at_once_opens_one_session(lea: CurrentUser) -> None:
    await add_passkey(lea, await begin(lea, bytes(32)), "", PARTY, NOW)
    proof = await sign(bytes(32), NOW)
    tries = [
        sign_in_by_passkey(proof, make_device(f"phone-{turn}"), PARTY, NOW) for turn in range(5)
    ]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == [
        "NoneType",
        *["Unauthenticated"] * 4,
    ]


async def test_no_session_outlives_the_removal_of_passkeys(lea: CurrentUser) -> None:
    await add_passkey(lea, await begin(lea, bytes(32)), "", PARTY, NOW)
    nora = await find_leader("nora-leader")
    proofs = [await sign(bytes([turn] * 32), NOW) for turn in range(4)]
    tries = [
        sign_in_by_passkey(proof, make_device(f"phone-{turn}"), PARTY, NOW)
        for turn, proof in enumerate(proofs)
    ]
    new = set_pin(nora, "lea-leader", "quiet lamps sing loudly", NOW)
    results = await asyncio.gather(*tries, new, return_exceptions=True)
    assert all(result is None or isinstance(result, Refused) for result in results)
    assert results[-1] is None
    assert [await find_user_by_token(f"phone-{turn}", NOW) for turn in range(4)] == [None] * 4
    assert await PasskeyTable.count() == 0
