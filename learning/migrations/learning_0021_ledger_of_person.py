"""Find the ledger entries of a person by day and by id, and keep no index that nothing reads.

Entries cannot be written while the indexes are built: 15 seconds for three million of them on two
busy cores. Phones send again. They are not built concurrently, because that waits for every open
transaction, also for that of a second process that waits for the lock of the migrations.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from learning.tables.people import TeamTable

ID = "2026-12-01T21:00:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "The ledger entries of a person by day and by id"

STATEMENTS = (
    # The points of a person in a period. Without it, page ranges of the whole ledger are read.
    "CREATE INDEX ledger_entry_person ON ledger_entry (person, day) INCLUDE (points, earned_at)",
    "DROP INDEX ledger_entry_day",
    # The newest entries of a person. By id alone, the ledger is read backwards until there are
    # enough of them.
    "ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_pkey, ADD PRIMARY KEY (person, id)",
    # Attempts are found by person and key. Nothing has ever looked for one by its id.
    "ALTER TABLE attempt DROP CONSTRAINT attempt_pkey, REPLICA IDENTITY USING INDEX attempt_once",
)


async def replace_indexes() -> None:
    for statement in STATEMENTS:
        await TeamTable.raw(statement)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_raw(replace_indexes)
    return manager
