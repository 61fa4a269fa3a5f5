"""Find the ledger entries of a person by day and by id, and keep no index that nothing reads.

Indexes are built while old code goes on to serve: writes are not stopped. Stopped on the way, it
can run again.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from learning.tables.people import TeamTable

ID = "2026-12-01T21:00:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "The ledger entries of a person by day and by id"

STATEMENTS = (
    # The points of a person in a period. Without it, page ranges of the whole ledger are read.
    "DROP INDEX CONCURRENTLY IF EXISTS ledger_entry_person",
    "CREATE INDEX CONCURRENTLY ledger_entry_person ON ledger_entry (person, day)"
    " INCLUDE (points, earned_at)",
    # The newest entries of a person. By id alone, the ledger is read backwards until there are
    # enough of them. The primary key has the same size with the person before the id.
    "DROP INDEX CONCURRENTLY IF EXISTS ledger_entry_newest",
    "CREATE UNIQUE INDEX CONCURRENTLY ledger_entry_newest ON ledger_entry (person, id)",
    "ALTER TABLE ledger_entry DROP CONSTRAINT IF EXISTS ledger_entry_pkey,"
    " ADD CONSTRAINT ledger_entry_pkey PRIMARY KEY USING INDEX ledger_entry_newest",
    # Attempts are found by person and key. Nothing has ever looked for one by its id.
    "ALTER TABLE attempt DROP CONSTRAINT IF EXISTS attempt_pkey,"
    " REPLICA IDENTITY USING INDEX attempt_once",
    "DROP INDEX CONCURRENTLY IF EXISTS ledger_entry_day",
)


async def replace_indexes() -> None:
    for statement in STATEMENTS:
        await TeamTable.raw(statement)


async def forwards() -> MigrationManager:
    manager = MigrationManager(
        migration_id=ID,
        app_name="learning",
        description=DESCRIPTION,
        wrap_in_transaction=False,
    )
    manager.add_raw(replace_indexes)
    return manager
