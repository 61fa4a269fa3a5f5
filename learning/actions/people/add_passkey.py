"""Add a passkey to the account of a leader or an admin."""

from datetime import datetime
from typing import Any

from asyncpg import Connection, UniqueViolationError

from learning.actions.people.confirm_own_secret import is_own_secret
from learning.actions.people.load_installation_secret import load_installation_secret
from learning.queries.people.current_user import CurrentUser
from learning.queries.people.passkeys import has_signed_in_lately, list_credentials
from learning.rules.people.passkey_options import make_registration_options
from learning.rules.people.passkey_proofs import (
    PasskeyRegistration,
    read_client_data,
    verify_registration,
)
from learning.rules.people.passkeys import (
    MAX_PASSKEY_NAME_CHARS,
    MAX_PASSKEYS,
    keep_known_transports,
    make_user_handle,
)
from learning.rules.people.relying_party import RelyingParty
from learning.rules.people.text_input import normalise_name
from learning.rules.refusals import Conflict, Forbidden, InputProblem, Invalid
from learning.steps.people.passkey_challenges import take_challenge, write_registration_challenge
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import transaction

LOCK_OWNER = "SELECT id FROM person WHERE id = $1 AND role <> 'learner' FOR NO KEY UPDATE"
COUNT_PASSKEYS = "SELECT count(*) FROM passkey WHERE person = $1"
INSERT_PASSKEY = """
INSERT INTO passkey
  (person, credential_id, public_key, sign_count, name, transports, backed_up, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
"""


async def begin_passkey(
    leader: CurrentUser,
    secret: str | None,
    token: str,
    party: RelyingParty,
    challenge: bytes,
    now: datetime,
) -> dict[str, Any]:
    """Begin a new passkey and give what the browser is asked. `challenge` is 32 random bytes.

    `token` is that of the session. `secret` is needed unless the session is a few minutes old.

    Raises:
        Forbidden: the secret is needed.
        Invalid: the secret is not right.
        Conflict: the person has as many passkeys as are allowed.
        TooManyRequests: there were too many guesses at the secret.
    """
    await _confirm(leader, secret, token, now)
    known = await list_credentials(leader.id)
    if len(known) >= MAX_PASSKEYS:
        raise _make_too_many_error()
    handle = make_user_handle(await load_installation_secret(), leader.id)
    await write_registration_challenge(leader.id, challenge, now)
    return make_registration_options(party, challenge, handle, leader.login, leader.name, known)


async def add_passkey(
    leader: CurrentUser,
    registration: PasskeyRegistration,
    name: str,
    party: RelyingParty,
    now: datetime,
) -> int:
    """Add the passkey that a browser made, and give its id. An empty name is allowed.

    Raises:
        Invalid: the name cannot be used, or the answer of the browser is not right.
        Conflict: the challenge was answered before or too late, the passkey is somebody's already,
            or the person has as many as are allowed.
    """
    name = normalise_name(name, "name", MAX_PASSKEY_NAME_CHARS) if name else ""
    client = read_client_data(registration.client_data)
    if client is None:
        raise Invalid("passkey.not_verified")
    if await take_challenge(client.challenge, leader.id, now) is None:
        raise Conflict("passkey.too_late")
    if client.origin != party.origin:
        raise Invalid("passkey.other_address", url=party.origin)
    verified = verify_registration(registration, client.challenge, party)
    if verified is None:
        raise Invalid("passkey.not_verified")
    async with transaction() as conn:
        await _check_room(conn, leader)
        try:
            passkey: int = await conn.fetchval(
                INSERT_PASSKEY,
                leader.id,
                verified.credential_id,
                verified.credential_public_key,
                verified.sign_count,
                name,
                keep_known_transports(registration.transports),
                verified.credential_backed_up,
                now,
            )
        except UniqueViolationError:
            raise Conflict("passkey.already_added") from None
        await write_audit_entry(now, leader.id, "add_passkey", leader.login, {"passkey": passkey})
    return passkey


async def _confirm(leader: CurrentUser, secret: str | None, token: str, now: datetime) -> None:
    if secret is None:
        if not await has_signed_in_lately(token, now):
            raise Forbidden("passkey.confirm_first")
    elif not await is_own_secret(leader, secret, now):
        code = "secret.not_the_current_one"
        raise Invalid(code, [InputProblem("secret", code)])


async def _check_room(conn: Connection, leader: CurrentUser) -> None:
    """Check that one more passkey is allowed. The lock makes others wait."""
    if await conn.fetchval(LOCK_OWNER, leader.id) is None:
        raise Forbidden("role.leader_required")
    if await conn.fetchval(COUNT_PASSKEYS, leader.id) >= MAX_PASSKEYS:
        raise _make_too_many_error()


def _make_too_many_error() -> Conflict:
    return Conflict("passkey.too_many", max=MAX_PASSKEYS)
