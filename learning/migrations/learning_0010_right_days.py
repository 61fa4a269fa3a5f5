"""Count the days with right answers of each memory. The next migration fills them in."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import SmallInt
from piccolo.columns.indexes import IndexMethod

ID = "2026-12-01T06:00:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "The days on which a concept was answered right"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)

    manager.add_column(
        table_class_name="MemoryTable",
        tablename="memory",
        column_name="right_days",
        db_column_name="right_days",
        column_class_name="SmallInt",
        column_class=SmallInt,
        params={
            "default": 0,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    return manager
