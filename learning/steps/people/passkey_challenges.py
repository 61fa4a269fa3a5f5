"""Challenges that browsers have to answer for a passkey: each once, and soon."""

from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from learning.rules.people.passkeys import CHALLENGE_LIFETIME
from learning.tables.database import connection

DELETE_EARLIER_CHALLENGES = "DELETE FROM passkey_challenge WHERE person = $1"
INSERT_CHALLENGE = """
INSERT INTO passkey_challenge (digest, person, login, expires_at) VALUES ($1, $2, $3, $4)
"""
TAKE_CHALLENGE = """
DELETE FROM passkey_challenge WHERE digest = $1 AND person IS NOT DISTINCT FROM $2
RETURNING login, expires_at
"""


class TakenChallenge(NamedTuple):
    """A challenge that was answered in time. With `login` it opens that account only."""

    login: str | None


async def write_registration_challenge(person: int, challenge: bytes, now: datetime) -> None:
    """Write the challenge for a new passkey. An earlier one of the person ends."""
    async with connection() as conn:
        await conn.execute(DELETE_EARLIER_CHALLENGES, person)
    await _write_challenge(challenge, person, None, now)


async def write_sign_in_challenge(challenge: bytes, login: str | None, now: datetime) -> None:
    """Write the challenge of a sign-in, to the account of `login` only if one is given."""
    await _write_challenge(challenge, None, login, now)


async def take_challenge(
    challenge: bytes, person: int | None, now: datetime
) -> TakenChallenge | None:
    """Use a challenge up. None if there is none, or it has expired.

    `person` is whose new passkey it is for; None is a sign-in. Call it outside a transaction: it
    must stay used up, whatever comes of the answer.
    """
    async with connection() as conn:
        row = await conn.fetchrow(TAKE_CHALLENGE, hash_challenge(challenge), person)
    if row is None or row["expires_at"] <= now:
        return None
    return TakenChallenge(row["login"])


def hash_challenge(challenge: bytes) -> bytes:
    """Give the SHA-256 by which a challenge is found."""
    return sha256(challenge).digest()


async def _write_challenge(
    challenge: bytes, person: int | None, login: str | None, now: datetime
) -> None:
    async with connection() as conn:
        await conn.execute(
            INSERT_CHALLENGE, hash_challenge(challenge), person, login, now + CHALLENGE_LIFETIME
        )
