"""Keep a person's row for as long as the audit log refers to it.

People are erased by emptying their row, which stays. A deletion would have to change entries. The
index on `at` goes: the next migration has those that are searched.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.base import OnDelete
from piccolo.columns.column_types import ForeignKey, Timestamptz

ID = "2026-12-01T15:20:07:316204"
VERSION = "1.38.0"
DESCRIPTION = "The audit log refers to people who stay"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.alter_column(
        table_class_name="AuditEntryTable",
        tablename="audit_entry",
        column_name="person",
        db_column_name="person",
        params={"on_delete": OnDelete.restrict},
        old_params={"on_delete": OnDelete.set_null},
        column_class=ForeignKey,
        old_column_class=ForeignKey,
        schema=None,
    )
    manager.alter_column(
        table_class_name="AuditEntryTable",
        tablename="audit_entry",
        column_name="at",
        db_column_name="at",
        params={"index": False},
        old_params={"index": True},
        column_class=Timestamptz,
        old_column_class=Timestamptz,
        schema=None,
    )
    return manager
