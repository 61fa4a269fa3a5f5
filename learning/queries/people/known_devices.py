"""Whether a device has signed in before."""

from learning.queries.people.current_user import hash_token
from learning.tables.database import connection

SELECT_IS_KNOWN = """
SELECT EXISTS (
    SELECT FROM known_device k JOIN person p ON p.id = k.person WHERE k.mark = $1 AND p.login = $2
)
"""
SELECT_IS_KNOWN_TO_ANYBODY = "SELECT EXISTS (SELECT FROM known_device WHERE mark = $1)"


async def has_signed_in(mark: str | None, login: str) -> bool:
    """Say whether the device with this mark has signed in to this account."""
    if not mark:
        return False
    async with connection() as conn:
        return bool(await conn.fetchval(SELECT_IS_KNOWN, hash_token(mark), login))


async def has_signed_in_to_any(mark: str | None) -> bool:
    """Say whether the device with this mark has signed in to any account."""
    if not mark:
        return False
    async with connection() as conn:
        return bool(await conn.fetchval(SELECT_IS_KNOWN_TO_ANYBODY, hash_token(mark)))
