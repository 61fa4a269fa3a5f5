"""Remove all passkeys of a person."""

from learning.tables.database import connection

DELETE_PASSKEYS = "DELETE FROM passkey WHERE person = $1 RETURNING id"
DELETE_CHALLENGES = "DELETE FROM passkey_challenge WHERE person = $1"


async def remove_passkeys(person: int) -> int:
    """Remove the passkeys of a person, also one that is just being added. Give how many."""
    async with connection() as conn:
        await conn.execute(DELETE_CHALLENGES, person)
        return len(await conn.fetch(DELETE_PASSKEYS, person))
