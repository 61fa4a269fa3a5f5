"""What the app's role may do with each table: no more than its statements need.

The rights are compared with those that are given after every migration, so a new table has them as
soon as it exists.
"""

from collections.abc import Iterator, Mapping, Sequence

import asyncpg

from learning.piccolo_app import APP_CONFIG
from ops.database_roles import OWNER_ROLE

APPEND_ONLY_TABLES = frozenset(
    {
        "adoption",
        "attempt",
        "audit_entry",
        "award",
        "challenge_cheer",
        "installation",
        "ledger_entry",
        "lesson_read",
        "memory_fit",
        "notice",
        "pack_media",
        "pack_version",
        "publication",
        "season_result",
    }
)
"""Tables whose rows the app reads and adds, and never changes or deletes."""
CHANGED_COLUMNS: Mapping[str, Sequence[str]] = {"audit_entry": ("subject", "detail")}
"""What may change in an append-only table: words of erased people go. A trigger allows no more."""
EXPIRING_TABLES = frozenset({"audit_entry", "notice"})
"""Append-only tables whose oldest rows the app deletes. Of the audit trail, a trigger lets no
younger ones go."""
MIGRATION_TABLE = "migration"
"""Piccolo's table of the migrations that have run. The app only reads it."""
TABLE_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")

GIVE_TO_OWNER = """
SELECT format('ALTER TABLE %I OWNER TO %I', relname, $2::text) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relname = ANY($1) AND relkind IN ('r', 'p')
  AND pg_get_userbyid(relowner) <> $2::text
"""
CHANGE_TABLE_RIGHTS = """
SELECT format(CASE WHEN wanted THEN 'GRANT %s ON %I TO %I' ELSE 'REVOKE %s ON %I FROM %I' END,
  privilege, name, $1::name)
FROM unnest($2::text[], $3::text[], $4::bool[]) AS w (name, privilege, wanted)
WHERE has_table_privilege($1::name, format('public.%I', name), privilege) <> wanted
"""
CHANGE_COLUMN_RIGHTS = """
SELECT format('GRANT UPDATE (%I) ON %I TO %I', column_name, name, $1::name)
FROM unnest($2::text[], $3::text[]) AS w (name, column_name)
WHERE NOT has_column_privilege($1::name, format('public.%I', name), column_name, 'UPDATE')
"""
CHANGE_SEQUENCE_RIGHTS = """
SELECT format('GRANT USAGE ON SEQUENCE %s TO %I', s.oid::regclass, $1::name)
FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')
  AND d.classid = 'pg_class'::regclass
JOIN pg_class t ON t.oid = d.refobjid
WHERE t.relnamespace = 'public'::regnamespace AND t.relname = ANY($2)
  AND CASE s.relkind WHEN 'S' THEN NOT has_sequence_privilege($1::name, s.oid, 'USAGE') END
"""


def list_tables() -> list[str]:
    """List the tables of the newest schema."""
    return sorted(table._meta.tablename for table in APP_CONFIG.table_classes)


def find_rights(table: str) -> set[str]:
    """Give what the app may do with a table."""
    if table == MIGRATION_TABLE:
        return {"SELECT"}
    rights = {"SELECT", "INSERT"}
    if table not in APPEND_ONLY_TABLES:
        rights |= {"UPDATE", "DELETE"}
    return rights | ({"DELETE"} if table in EXPIRING_TABLES else set())


async def give_tables_to_owner(conn: asyncpg.Connection) -> None:
    """Make the owner's role the owner of the tables that an earlier version made."""
    await _execute_all(conn, GIVE_TO_OWNER, [*list_tables(), MIGRATION_TABLE], OWNER_ROLE)


async def grant_rights(conn: asyncpg.Connection, role: str) -> None:
    """Give the app's role exactly its rights. The tables of the newest schema must exist."""
    tables = [*list_tables(), MIGRATION_TABLE]
    names, rights, wanted = zip(*_list_wanted_rights(tables), strict=True)
    async with conn.transaction():
        await _execute_all(conn, CHANGE_TABLE_RIGHTS, role, names, rights, wanted)
        changed = [(name, column) for name in CHANGED_COLUMNS for column in CHANGED_COLUMNS[name]]
        await _execute_all(conn, CHANGE_COLUMN_RIGHTS, role, *zip(*changed, strict=True))
        await _execute_all(conn, CHANGE_SEQUENCE_RIGHTS, role, list_tables())


def _list_wanted_rights(tables: list[str]) -> Iterator[tuple[str, str, bool]]:
    for table in tables:
        for right in TABLE_RIGHTS:
            yield table, right, right in find_rights(table)


async def _execute_all(conn: asyncpg.Connection, writes_statements: str, *values: object) -> None:
    """Run the statements that a query writes."""
    for (statement,) in await conn.fetch(writes_statements, *values):
        await conn.execute(statement)
