"""One digest of all rows for each table, to compare two databases."""

import asyncpg

LIST_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
DIGEST_ROWS = "SELECT md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM {} t"


async def read_table_digests(conn: asyncpg.Connection) -> dict[str, str]:
    """Give the digest of each table by its name. That of an empty table is None."""
    tables = [name for (name,) in await conn.fetch(LIST_TABLES)]
    return {name: await conn.fetchval(DIGEST_ROWS.format(name)) for name in tables}
