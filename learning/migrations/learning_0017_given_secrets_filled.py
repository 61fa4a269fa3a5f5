"""Give an end to the secrets that somebody else has set before."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from learning.tables.people import TeamTable

ID = "2026-12-01T10:07:32:000000"
VERSION = "1.38.0"
DESCRIPTION = "An end of earlier secrets that somebody else has set"

END_GIVEN_SECRETS = """
UPDATE person SET given_secret_ends_at = now() + interval '14 days' WHERE secret_from_other
"""


async def end_given_secrets() -> None:
    await TeamTable.raw(END_GIVEN_SECRETS)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_raw(end_given_secrets)
    return manager
