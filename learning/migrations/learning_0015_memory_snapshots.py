"""Store the memory of long logs some time ago, so that a late answer need not fold all of them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.columns.column_types import (
    UUID,
    BigInt,
    BigSerial,
    Date,
    ForeignKey,
    Integer,
    Real,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Unique
from piccolo.table import Table


class PersonTable(Table, tablename="person", schema=None):
    id = BigSerial(
        null=False,
        primary_key=True,
        unique=False,
        index=False,
        index_method=IndexMethod.btree,
        choices=None,
        db_column_name=None,
        secret=False,
    )


ID = "2026-12-01T14:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Snapshots of memories"

COMMON = {
    "null": False,
    "primary_key": False,
    "unique": False,
    "index": False,
    "index_method": IndexMethod.btree,
    "choices": None,
    "db_column_name": None,
    "secret": False,
}
PERSON = {
    "references": PersonTable,
    "on_delete": OnDelete.cascade,
    "on_update": OnUpdate.cascade,
    "target_column": None,
}
COLUMNS = (
    ("id", BigSerial, {"primary_key": True}),
    ("person", ForeignKey, PERSON),
    ("concept", Varchar, {"length": 130, "default": ""}),
    ("weights", BigInt, {"default": 0}),
    ("stability", Real, {"default": 0.0}),
    ("difficulty", Real, {"default": 0.0}),
    ("last_day", Date, {"default": None}),
    ("last_at", Timestamptz, {"default": None}),
    ("last_id", UUID, {"default": None}),
    ("last_grade", SmallInt, {"default": 0}),
    ("reviews", Integer, {"default": 0}),
    ("lapses", Integer, {"default": 0}),
    ("question", Varchar, {"length": 130, "default": ""}),
    ("right_days", SmallInt, {"default": 0}),
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_table(
        class_name="MemorySnapshotTable", tablename="memory_snapshot", schema=None, columns=None
    )
    for name, column, params in COLUMNS:
        manager.add_column(
            table_class_name="MemorySnapshotTable",
            tablename="memory_snapshot",
            column_name=name,
            db_column_name=name,
            column_class_name=column.__name__,
            column_class=column,
            params={**COMMON, **params},
            schema=None,
        )
    manager.add_constraint(
        table_class_name="MemorySnapshotTable",
        tablename="memory_snapshot",
        constraint_name="memory_snapshot_once",
        constraint_class=Unique,
        params={"columns": ["person", "concept", "weights"], "nulls_distinct": True},
        schema=None,
    )
    return manager
