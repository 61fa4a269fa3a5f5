"""Who was erased. It is kept outside of the database, so that a restore erases them again."""

from datetime import datetime

import msgspec
from asyncpg import Connection

SELECT_ERASURES = """
SELECT id AS person, created_at, erased_at FROM person WHERE erased_at IS NOT NULL ORDER BY id
"""


class Erasure(msgspec.Struct, frozen=True):
    """A person who was erased, without anything that names them.

    After a restore ids are given again. `created_at` tells the person from another one with the
    same id.
    """

    person: int
    created_at: datetime
    erased_at: datetime


async def load_erasures(conn: Connection) -> list[Erasure]:
    """List everybody who was erased."""
    return [Erasure(**row) for row in await conn.fetch(SELECT_ERASURES)]
