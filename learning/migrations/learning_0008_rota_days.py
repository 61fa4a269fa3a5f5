from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Boolean
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Unique

ID = "2026-11-24T07:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Days that differ from the week, shifts among them"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)

    manager.rename_table(
        old_class_name="DayOff",
        old_tablename="day_off",
        new_class_name="RotaDayTable",
        new_tablename="rota_day",
        schema=None,
    )

    manager.add_column(
        table_class_name="RotaDayTable",
        tablename="rota_day",
        column_name="works",
        db_column_name="works",
        column_class_name="Boolean",
        column_class=Boolean,
        params={
            "default": False,
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

    manager.drop_constraint(
        table_class_name="RotaDayTable",
        tablename="rota_day",
        constraint_name="day_off_once",
        schema=None,
    )

    manager.add_constraint(
        table_class_name="RotaDayTable",
        tablename="rota_day",
        constraint_name="rota_day_once",
        constraint_class=Unique,
        params={"columns": ["person", "day"], "nulls_distinct": True},
        schema=None,
    )

    return manager
