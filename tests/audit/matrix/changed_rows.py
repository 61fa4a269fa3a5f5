"""Which tables a request has changed, found by a trigger on each of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from support.postgres_urls import connect_as_admin

from learning.tables.database import connection

WRITTEN_FOR_ANY_ANSWER = frozenset({"session", "sign_in_guard", "audit_entry"})
"""A session keeps when it was seen, guesses are counted, and refusals may be written down."""
CREATE_WATCH = """
CREATE TABLE audit_changed_row (name text);
GRANT SELECT, DELETE ON audit_changed_row TO PUBLIC;
CREATE FUNCTION audit_note_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN INSERT INTO audit_changed_row VALUES (TG_TABLE_NAME); RETURN NULL; END $$
"""
SELECT_TABLES = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
  AND relname <> 'audit_changed_row'
"""
CREATE_TRIGGER = """
CREATE TRIGGER audit_changed_row AFTER INSERT OR UPDATE OR DELETE ON "{table}"
FOR EACH ROW EXECUTE FUNCTION audit_note_change()
"""
DROP_WATCH = "DROP FUNCTION audit_note_change CASCADE; DROP TABLE audit_changed_row"
TAKE_CHANGES = "DELETE FROM audit_changed_row RETURNING name"


@asynccontextmanager
async def watch_rows() -> AsyncIterator[None]:
    """Watch all tables for as long as the block lasts."""
    async with connect_as_admin() as conn:
        await conn.execute(CREATE_WATCH)
        for row in await conn.fetch(SELECT_TABLES):
            await conn.execute(CREATE_TRIGGER.format(table=row["relname"]))
    try:
        yield
    finally:
        async with connect_as_admin() as conn:
            await conn.execute(DROP_WATCH)


async def take_changes() -> frozenset[str]:
    """Give the tables that were changed since the last call, but not `WRITTEN_FOR_ANY_ANSWER`."""
    async with connection() as conn:
        names = frozenset(row["name"] for row in await conn.fetch(TAKE_CHANGES))
    return names - WRITTEN_FOR_ANY_ANSWER
