"""Give the join codes and figure tokens of now an end.

It is a migration of its own, since Piccolo runs SQL before it adds the columns of a migration.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from learning.tables.people import TeamTable

ID = "2026-12-01T13:00:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "The end of join codes and figure tokens"

STATEMENTS = (
    # Codes that hang in break rooms work for as long as a new one, from the upgrade on.
    "UPDATE team SET join_code_expires_at = now() + interval '365 days'",
    "UPDATE challenge_token SET expires_at = now() + interval '180 days'",
    # A token ends with the leader who made it. What that leader was on that day is not known.
    "UPDATE challenge_token k SET made_as = p.role, made_in = p.team"
    " FROM person p WHERE p.id = k.person",
    "UPDATE challenge_token k SET revoked_at = now() FROM person p"
    " WHERE p.id = k.person AND p.erased_at IS NOT NULL AND k.revoked_at IS NULL",
    # What others changed about a person is found by the login.
    "CREATE INDEX IF NOT EXISTS audit_entry_subject ON audit_entry (subject, id)",
)


async def fill_columns() -> None:
    for statement in STATEMENTS:
        await TeamTable.raw(statement)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_raw(fill_columns)
    return manager
