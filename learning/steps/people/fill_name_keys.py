"""Write the keys of names and aliases that searches compare, where they are missing."""

from asyncpg import Connection

from learning.rules.people.name_keys import make_name_key

MAX_KEYS_AT_ONCE = 2000
SELECT_PEOPLE_WITHOUT_KEY = """
SELECT id, name, COALESCE(alias, '') AS alias FROM person WHERE name_key IS NULL LIMIT $1
"""
UPDATE_NAME_KEYS = """
UPDATE person p SET name_key = fresh.name_key, alias_key = NULLIF(fresh.alias_key, '')
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])
  AS fresh (id, name, alias, name_key, alias_key)
WHERE p.id = fresh.id AND p.name = fresh.name AND COALESCE(p.alias, '') = fresh.alias
"""
"""Whoever has another name meanwhile is left for the next time."""


async def fill_name_keys(conn: Connection) -> int:
    """Write the keys of some people who have none. Return how many people there were."""
    rows = await conn.fetch(SELECT_PEOPLE_WITHOUT_KEY, MAX_KEYS_AT_ONCE)
    await conn.execute(
        UPDATE_NAME_KEYS,
        [row["id"] for row in rows],
        [row["name"] for row in rows],
        [row["alias"] for row in rows],
        [make_name_key(row["name"]) for row in rows],
        [make_name_key(row["alias"]) for row in rows],
    )
    return len(rows)
