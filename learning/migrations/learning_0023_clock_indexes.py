"""Indexes of work by the clock: who has points of a challenge, and which jobs are done for long."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from learning.tables.people import TeamTable

ID = "2026-12-01T23:00:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes of work by the clock"

STATEMENTS = (
    # A certificate names those who have points of one challenge.
    "CREATE INDEX ledger_entry_challenge ON ledger_entry (cause, person)"
    " WHERE cause LIKE 'challenge:%'",
    "CREATE INDEX due_job_done ON due_job (done_at) WHERE done_at IS NOT NULL",
    "CREATE INDEX notice_at ON notice (at)",
)


async def create_indexes() -> None:
    for statement in STATEMENTS:
        await TeamTable.raw(statement)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_raw(create_indexes)
    return manager
