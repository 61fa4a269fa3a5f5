"""Find the people who were erased without reading everybody. Every minute they are listed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from learning.tables.people import TeamTable

ID = "2026-12-02T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The erased people"


async def create_index() -> None:
    await TeamTable.raw("CREATE INDEX person_erased ON person (id) WHERE erased_at IS NOT NULL")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_raw(create_index)
    return manager
