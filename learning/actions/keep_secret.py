"""PINs and passwords at rest: argon2id, two at a time, off the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=32 * 1024, parallelism=1)
"""About 50 ms and 32 MiB each on a small server. More threads than cores would only queue inside the machine."""
THREADS = ThreadPoolExecutor(2, thread_name_prefix="secrets")


async def seal(secret: str) -> str:
    """Hash a secret for keeping."""
    return await asyncio.get_running_loop().run_in_executor(THREADS, HASHER.hash, secret)


async def opens(sealed: str | None, secret: str) -> bool:
    """Say whether a secret is the sealed one. Where nothing is sealed, the same work is done and the answer is no."""
    return await asyncio.get_running_loop().run_in_executor(THREADS, _opens, sealed, secret)


def outdated(sealed: str) -> bool:
    """Say whether a secret was sealed with other costs than today's."""
    return HASHER.check_needs_rehash(sealed)


def _opens(sealed: str | None, secret: str) -> bool:
    try:
        return HASHER.verify(sealed or _nobodys(), secret) and bool(sealed)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return HASHER.hash("the secret of nobody")
