"""An index that answers by itself which lessons a person has read."""

from functools import partial

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from learning.tables.jobs import DueJobTable

ID = "2026-11-24T06:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Find the lessons that people have read without their rows, for planning whole teams"


async def _run(statement: str) -> None:
    await DueJobTable.raw(statement)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_raw(
        partial(_run, "CREATE INDEX lesson_read_lesson ON lesson_read (person, lesson)")
    )
    manager.add_raw_backwards(partial(_run, "DROP INDEX lesson_read_lesson"))
    return manager
