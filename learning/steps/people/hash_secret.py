"""PINs and passwords at rest: argon2id, two at a time, off the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SECRET_HASHER = PasswordHasher(time_cost=2, memory_cost=32 * 1024, parallelism=1)
"""About 50 ms and 32 MiB each on a small server. More threads than cores would only queue inside the machine."""
SECRET_EXECUTOR = ThreadPoolExecutor(2, thread_name_prefix="secrets")


async def hash_secret(secret: str) -> str:
    """Hash a secret for keeping."""
    return await asyncio.get_running_loop().run_in_executor(
        SECRET_EXECUTOR, SECRET_HASHER.hash, secret
    )


async def verify_secret(secret_hash: str | None, secret: str) -> bool:
    """Say whether a secret is the sealed one. Where nothing is sealed, the same work is done and the answer is no."""
    return await asyncio.get_running_loop().run_in_executor(
        SECRET_EXECUTOR, _verify_hash, secret_hash, secret
    )


def needs_new_hash(secret_hash: str) -> bool:
    """Say whether a secret was sealed with other costs than today's."""
    return SECRET_HASHER.check_needs_rehash(secret_hash)


def _verify_hash(secret_hash: str | None, secret: str) -> bool:
    try:
        return SECRET_HASHER.verify(secret_hash or _make_dummy_hash(), secret) and bool(secret_hash)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _make_dummy_hash() -> str:
    return SECRET_HASHER.hash("the secret of nobody")
