"""Indexes and storage that Piccolo's columns cannot say."""

from functools import partial

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from learning.tables.jobs import DueJobTable

ID = "2026-11-22T03:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes of more than one column, and room for updates in place"

FORWARDS = (
    # replaying a concept's log when an answer comes late
    "CREATE INDEX attempt_concept ON attempt (person, concept)",
    # the sweep looks only at what is still to be done
    "CREATE INDEX due_job_open ON due_job (due_at) WHERE done_at IS NULL",
    # rows that change with every answer stay on their page
    "ALTER TABLE memory SET (fillfactor = 80)",
    "ALTER TABLE progress SET (fillfactor = 50)",
)
BACKWARDS = (
    "DROP INDEX attempt_concept",
    "DROP INDEX due_job_open",
    "ALTER TABLE memory RESET (fillfactor)",
    "ALTER TABLE progress RESET (fillfactor)",
)


async def _run(statements: tuple[str, ...]) -> None:
    for statement in statements:
        await DueJobTable.raw(statement)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_raw(partial(_run, FORWARDS))
    manager.add_raw_backwards(partial(_run, BACKWARDS))
    return manager
