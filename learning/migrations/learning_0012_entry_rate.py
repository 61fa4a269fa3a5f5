"""Keep how many practice entries a person has sent of late, so that they can be limited."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.indexes import IndexMethod

ID = "2026-12-01T07:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The limit of practice entries per person"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)

    manager.add_column(
        table_class_name="ProgressTable",
        tablename="progress",
        column_name="entries_spread_until",
        db_column_name="entries_spread_until",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={
            "default": None,
            "null": True,
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
