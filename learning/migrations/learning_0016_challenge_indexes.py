"""What challenges look for: ledger lines of a time, and moments of a team."""

from functools import partial

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from learning.tables.jobs import DueJobTable

ID = "2026-11-24T15:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes for measuring challenges"

FORWARDS = (
    # lines arrive almost in the order of their instants: a few bytes a hundred pages, nearly free to keep
    "CREATE INDEX ledger_entry_when ON ledger_entry USING brin (earned_at) WITH (pages_per_range = 32, autosummarize = on)",
    "CREATE INDEX moment_of_team ON moment (team, at)",
    "CREATE INDEX challenge_open ON challenge (starts_at) WHERE status IN ('scheduled', 'running')",
)
BACKWARDS = (
    "DROP INDEX ledger_entry_when",
    "DROP INDEX moment_of_team",
    "DROP INDEX challenge_open",
)


async def _run(statements: tuple[str, ...]) -> None:
    for statement in statements:
        await DueJobTable.raw(statement)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_raw(partial(_run, FORWARDS))
    manager.add_raw_backwards(partial(_run, BACKWARDS))
    return manager
