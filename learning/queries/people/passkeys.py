"""The passkeys of a person, and the owner of one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from learning.queries.people.current_user import hash_token
from learning.rules.people.passkeys import KnownCredential
from learning.tables.database import connection

FRESH_SIGN_IN = timedelta(minutes=5)
"""How long after a sign-in a person need not type the password again."""
SELECT_PASSKEYS = """
SELECT id, name, created_at, last_used_at, backed_up, copy_refused_at FROM passkey
WHERE person = $1 ORDER BY id
"""
SELECT_CREDENTIALS = "SELECT credential_id, transports FROM passkey WHERE person = $1 ORDER BY id"
SELECT_OWNER = """
SELECT k.id, k.person, p.login, k.public_key FROM passkey k JOIN person p ON p.id = k.person
WHERE k.credential_id = $1
"""
SELECT_SIGNED_IN_SINCE = "SELECT EXISTS (SELECT FROM session WHERE token = $1 AND created_at > $2)"


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of a person, for the list. A copy of it was refused at `copy_refused_at`."""

    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None
    backed_up: bool
    copy_refused_at: datetime | None


@dataclass(frozen=True, slots=True)
class PasskeyOwner:
    """Whose passkey it is, and the key that verifies its signatures."""

    id: int
    person: int
    login: str
    public_key: bytes


async def list_passkeys(person: int) -> list[Passkey]:
    """List the passkeys of a person, the oldest first."""
    async with connection() as conn:
        return [Passkey(**row) for row in await conn.fetch(SELECT_PASSKEYS, person)]


async def list_credentials(person: int) -> list[KnownCredential]:
    """List what a browser must know of the passkeys of a person, so as not to add one again."""
    async with connection() as conn:
        rows = await conn.fetch(SELECT_CREDENTIALS, person)
    return [KnownCredential(row["credential_id"], tuple(row["transports"])) for row in rows]


async def find_passkey_owner(credential_id: bytes) -> PasskeyOwner | None:
    """Find the owner of a passkey by the id that the authenticator gave it."""
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_OWNER, credential_id)
    return PasskeyOwner(**row) if row else None


async def has_signed_in_lately(token: str, now: datetime) -> bool:
    """Say whether the session of this token began within the last five minutes."""
    async with connection() as conn:
        since = now - FRESH_SIGN_IN
        return bool(await conn.fetchval(SELECT_SIGNED_IN_SINCE, hash_token(token), since))
