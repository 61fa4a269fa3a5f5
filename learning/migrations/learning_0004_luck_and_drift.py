"""What a memory was folded with, and how a person's reviews go beside what the weights expect."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Real

ID = "2026-11-24T03:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Add attempt.guess and progress.drift"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    for table, name, column in (
        ("AttemptTable", "attempt", "guess"),
        ("ProgressTable", "progress", "drift"),
    ):
        manager.add_column(
            table_class_name=table,
            tablename=name,
            column_name=column,
            db_column_name=column,
            column_class_name="Real",
            column_class=Real,
            params={"default": 0.0, "null": False},
            schema=None,
        )
    return manager
