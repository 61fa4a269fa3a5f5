"""Sign a device in by passkey, with or without a login."""

from datetime import datetime
from typing import Any

from learning.actions.people.limit_guesses import (
    choose_device_limits,
    count_guess,
    forgive_guess,
)
from learning.actions.people.load_installation_secret import load_installation_secret
from learning.queries.people.passkeys import PasskeyOwner, find_passkey_owner
from learning.queries.people.typed_login import find_typed_login
from learning.rules.people.passkey_options import make_sign_in_options
from learning.rules.people.passkey_proofs import PasskeyProof, read_client_data, verify_proof
from learning.rules.people.passkeys import is_copied, make_user_handle
from learning.rules.people.relying_party import RelyingParty
from learning.rules.refusals import Unauthenticated
from learning.steps.people.create_session import Device, create_session
from learning.steps.people.passkey_challenges import take_challenge, write_sign_in_challenge
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import transaction

LIMITED_PURPOSE = "passkey"
LOCK_PASSKEY = """
SELECT k.sign_count FROM passkey k JOIN person p ON p.id = k.person
WHERE k.id = $1 AND p.role <> 'learner' AND p.erased_at IS NULL FOR NO KEY UPDATE
"""
UPDATE_USED_PASSKEY = """
UPDATE passkey SET sign_count = $2, backed_up = $3, last_used_at = $4 WHERE id = $1
"""
UPDATE_COPIED_PASSKEY = "UPDATE passkey SET copy_refused_at = $2 WHERE id = $1"


async def begin_passkey_sign_in(
    login: str | None, device: Device, party: RelyingParty, challenge: bytes, now: datetime
) -> dict[str, Any]:
    """Begin a sign-in and give what the browser is asked. `challenge` is 32 random bytes.

    With a login only a passkey of that account will do. The answer is the same for every login,
    also for one that nobody has.

    Raises:
        TooManyRequests: this device or address has begun too often. Guesses at secrets do not
            count, nor do those here count there.
    """
    await count_guess(await choose_device_limits(device, LIMITED_PURPOSE), now)
    wanted_login = None if login is None else await find_typed_login(login)
    await write_sign_in_challenge(challenge, wanted_login, now)
    return make_sign_in_options(party, challenge)


async def sign_in_by_passkey(
    proof: PasskeyProof, device: Device, party: RelyingParty, now: datetime
) -> None:
    """Open a session for `device.token`.

    Raises:
        Unauthenticated: the proof is not right, came too late or a second time, or belongs to no
            account or to another one than the login says.
    """
    client = read_client_data(proof.client_data)
    if client is None:
        raise Unauthenticated("passkey.not_verified")
    taken = await take_challenge(client.challenge, None, now)
    if taken is None:
        raise Unauthenticated("passkey.too_late")
    if client.origin != party.origin:
        raise Unauthenticated("passkey.other_address", url=party.origin)
    owner = await find_passkey_owner(proof.credential_id)
    if owner is None:
        raise Unauthenticated("passkey.of_nobody")
    verified = verify_proof(proof, client.challenge, party, owner.public_key)
    handle = make_user_handle(await load_installation_secret(), owner.person)
    if verified is None or proof.user_handle != handle:
        raise Unauthenticated("passkey.not_verified")
    if taken.login is not None and taken.login != owner.login:
        raise Unauthenticated("passkey.of_other_login")
    limits = await choose_device_limits(device, LIMITED_PURPOSE)
    await _open_session(owner, verified.new_sign_count, verified.credential_backed_up, device, now)
    await forgive_guess(limits)


async def _open_session(
    owner: PasskeyOwner, sign_count: int, backed_up: bool, device: Device, now: datetime
) -> None:
    """Open the session, unless the passkey was removed meanwhile, or is a copy.

    The lock makes those wait who remove passkeys and end sessions, so they end this one as well.
    """
    async with transaction() as conn:
        stored_count = await conn.fetchval(LOCK_PASSKEY, owner.id)
        if stored_count is None:
            raise Unauthenticated("passkey.of_nobody")
        copied = is_copied(stored_count, sign_count)
        if copied:
            await conn.execute(UPDATE_COPIED_PASSKEY, owner.id, now)
            await write_audit_entry(
                now, owner.person, "refuse_passkey_copy", owner.login, {"passkey": owner.id}
            )
        else:
            await conn.execute(UPDATE_USED_PASSKEY, owner.id, sign_count, backed_up, now)
            await create_session(owner.person, device, now)
    if copied:
        raise Unauthenticated("passkey.copied")
