"""An index to find a login whose name is typed with other spaces, hyphens or apostrophes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from learning.tables.people import PersonTable

ID = "2026-12-01T00:00:07:000000"
VERSION = "1.38.0"
DESCRIPTION = "Logins in every spelling"

STATEMENT = "CREATE INDEX person_login_squeezed ON person (replace(login, '-', ''))"


async def run_statement() -> None:
    await PersonTable.raw(STATEMENT)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_raw(run_statement)
    return manager
