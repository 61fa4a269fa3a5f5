"""Hash and verify PINs and passwords with argon2id, in two threads beside the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from learning.rules.people.secret_policy import list_secret_forms

SECRET_HASHER = PasswordHasher(time_cost=2, memory_cost=32 * 1024, parallelism=1)
"""One hash takes about 50 ms and 32 MiB on a small server."""
SECRET_EXECUTOR = ThreadPoolExecutor(2, thread_name_prefix="secrets")
"""Two threads: more threads than cores would not hash faster."""


async def hash_secret(secret: str) -> str:
    """Hash a secret for storage."""
    return await asyncio.get_running_loop().run_in_executor(
        SECRET_EXECUTOR, SECRET_HASHER.hash, secret
    )


async def verify_secret(secret_hash: str | None, typed: str) -> bool:
    """Say whether a hash is that of a secret, as a person types it.

    Without a hash the answer is no, after the same work, so that the time is the same.
    """
    loop = asyncio.get_running_loop()
    for secret in list_secret_forms(typed):
        if await loop.run_in_executor(SECRET_EXECUTOR, _verify_hash, secret_hash, secret):
            return True
    return False


def needs_new_hash(secret_hash: str) -> bool:
    """Say whether a hash was made with other cost parameters than today's."""
    return SECRET_HASHER.check_needs_rehash(secret_hash)


def _verify_hash(secret_hash: str | None, secret: str) -> bool:
    try:
        return SECRET_HASHER.verify(secret_hash or _make_dummy_hash(), secret) and bool(secret_hash)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _make_dummy_hash() -> str:
    return SECRET_HASHER.hash("secret-of-nobody")
