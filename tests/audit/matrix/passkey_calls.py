"""Calls of the operations with passkeys. A software authenticator makes and signs them."""

from datetime import UTC, datetime
from secrets import token_bytes
from typing import Any

from audit.matrix.calls import Call, register_call
from audit.matrix.people_objects import make_person
from audit.matrix.world import UNKNOWN_ID, World, find_user
from support.api_client import create_session
from support.authenticator import Authenticator, decode

from learning.actions.people.add_passkey import add_passkey, begin_passkey
from learning.actions.people.sign_in_by_passkey import begin_passkey_sign_in
from learning.queries.people.current_user import CurrentUser, hash_token
from learning.rules.people.passkey_proofs import PasskeyRegistration
from learning.rules.people.relying_party import RelyingParty
from learning.steps.people.create_session import Device
from learning.tables.database import connection

PARTY = RelyingParty("localhost", "http://localhost:8000")
"""Where the app of the matrix is reached: there are no passkeys for the number of an address."""
LEADER_OF_STRANGERS = "lea-leader"
"""Whose passkey is used where the caller is nobody, or no leader."""


@register_call("POST /api/passkeys/begin")
async def begin_adding(world: World, place: str, login: str) -> Call:
    return Call(json={})


@register_call("POST /api/passkeys")
async def add_own(world: World, place: str, login: str) -> Call:
    return Call(json=await _make_passkey(_make_authenticator(), login or LEADER_OF_STRANGERS))


@register_call("PATCH /api/passkeys/{passkey}")
async def rename_own(world: World, place: str, login: str) -> Call:
    return Call({"passkey": await _store_passkey(world, place, login)}, json={"name": "My phone"})


@register_call("DELETE /api/passkeys/{passkey}")
async def remove_own(world: World, place: str, login: str) -> Call:
    return Call({"passkey": await _store_passkey(world, place, login)})


@register_call("POST /api/session/passkey/begin")
async def begin_signing_in(world: World, place: str, login: str) -> Call:
    return Call(json={})


@register_call("POST /api/session/passkey")
async def sign_in(world: World, place: str, login: str) -> Call:
    authenticator, now = _make_authenticator(), datetime.now(UTC)
    await _add_passkey(authenticator, LEADER_OF_STRANGERS)
    device = Device("begun", None, None, "192.0.2.1")
    options = await begin_passkey_sign_in(None, device, PARTY, token_bytes(32), now)
    return Call(json=authenticator.sign(options), own_session=True)


async def _find_leader(login: str) -> CurrentUser:
    """Find a leader or an admin by login. For a learner, who has no passkeys, it is another one."""
    user = await find_user(login)
    return await find_user(LEADER_OF_STRANGERS) if user.role == "learner" else user


def _make_authenticator() -> Authenticator:
    return Authenticator(PARTY.origin, PARTY.id)


async def _store_passkey(world: World, place: str, login: str) -> str:
    """Store a passkey of the caller or of another leader. Give its id."""
    if place == "unknown":
        return UNKNOWN_ID
    owner = login or LEADER_OF_STRANGERS
    if place == "peer":
        owner = await make_person(world, "peer", login)
    return str(await _add_passkey(_make_authenticator(), owner))


async def _add_passkey(authenticator: Authenticator, owner: str) -> int:
    made = await _make_passkey(authenticator, owner)
    registration = PasskeyRegistration(
        decode(made["credential_id"]), decode(made["client_data"]), decode(made["attestation"])
    )
    user = await _find_leader(owner)
    return await add_passkey(user, registration, "", PARTY, datetime.now(UTC))


async def _make_passkey(authenticator: Authenticator, owner: str) -> dict[str, Any]:
    """Let the authenticator make a passkey for an account that has just signed in."""
    user = await _find_leader(owner)
    token, challenge = await create_session(user.id), token_bytes(32)
    options = await begin_passkey(user, None, token, PARTY, challenge, datetime.now(UTC))
    async with connection() as conn:  # a person may have few of both
        await conn.execute("DELETE FROM passkey WHERE person = $1", user.id)
        await conn.execute("DELETE FROM session WHERE token = $1", hash_token(token))
    return authenticator.make(options)
