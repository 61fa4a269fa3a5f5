"""The installation's secret. Its row is made by whoever needs it first: see `keep_installation`."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import SmallInt, Text
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-22T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A secret of the installation's own"

PLAIN = {
    "null": False,
    "unique": False,
    "index": False,
    "index_method": IndexMethod.btree,
    "choices": None,
    "db_column_name": None,
}


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_table(
        class_name="InstallationTable", tablename="installation", schema=None, columns=None
    )
    manager.add_column(
        table_class_name="InstallationTable",
        tablename="installation",
        column_name="id",
        db_column_name="id",
        column_class_name="SmallInt",
        column_class=SmallInt,
        params={**PLAIN, "default": 1, "primary_key": True, "secret": False},
        schema=None,
    )
    manager.add_column(
        table_class_name="InstallationTable",
        tablename="installation",
        column_name="secret",
        db_column_name="secret",
        column_class_name="Text",
        column_class=Text,
        params={**PLAIN, "default": "", "primary_key": False, "secret": True},
        schema=None,
    )
    return manager
