"""Moments: one id that all know a moment by, and indexes for what was given, what waits and what is shown."""

from functools import partial

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import UUID

from learning.tables.jobs import DueJobTable

ID = "2026-11-24T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Moments known by one id; indexes of the limits, of what waits, and of the feed"

FORWARDS = (
    # the limits: what somebody gave on a day
    "CREATE INDEX moment_given ON moment (giver, day)",
    # what a leader has still to look at
    "CREATE INDEX moment_open ON moment (id) WHERE status IN ('waiting', 'reported')",
    "CREATE INDEX moment_noted ON moment (at) WHERE status = 'noted'",
    # a team's feed, newest first
    "CREATE INDEX moment_shown ON moment (team, id) WHERE status = 'confirmed'",
)
BACKWARDS = tuple(f"DROP INDEX moment_{name}" for name in ("given", "open", "noted", "shown"))


async def _run(statements: tuple[str, ...]) -> None:
    for statement in statements:
        await DueJobTable.raw(statement)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.drop_constraint(
        table_class_name="MomentTable",
        tablename="moment",
        constraint_name="moment_once",
        schema=None,
    )
    manager.alter_column(
        table_class_name="MomentTable",
        tablename="moment",
        column_name="key",
        db_column_name="key",
        params={"unique": True},
        old_params={"unique": False},
        column_class=UUID,
        old_column_class=UUID,
        schema=None,
    )
    manager.add_raw(partial(_run, FORWARDS))
    manager.add_raw_backwards(partial(_run, BACKWARDS))
    return manager
