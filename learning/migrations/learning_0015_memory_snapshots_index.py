"""Find the attempts at a concept after an instant, so that a replay reads no more than it folds."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from learning.tables.people import TeamTable

ID = "2026-12-01T14:30:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "The attempts at a concept by time"

STATEMENTS = (
    "DROP INDEX attempt_concept",
    "CREATE INDEX attempt_concept ON attempt (person, concept, answered_at)",
)


async def replace_index() -> None:
    for statement in STATEMENTS:
        await TeamTable.raw(statement)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_raw(replace_index)
    return manager
