"""Weights fitted to an organisation's own answers, and which are in force; the first night of organisations that are here."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.base import OnDelete
from piccolo.columns.base import OnUpdate
from piccolo.columns.column_types import Array
from piccolo.columns.column_types import BigSerial
from piccolo.columns.column_types import Boolean
from piccolo.columns.column_types import Column
from piccolo.columns.column_types import DoublePrecision
from piccolo.columns.column_types import ForeignKey
from piccolo.columns.column_types import Integer
from piccolo.columns.column_types import JSONB
from piccolo.columns.column_types import Text
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.indexes import IndexMethod
from piccolo.table import Table

from learning.tables.jobs import DueJobTable

ID = "2026-11-24T04:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Weights fitted to an organisation's own answers"

PLAIN = {
    "null": False,
    "primary_key": False,
    "unique": False,
    "index": False,
    "index_method": IndexMethod.btree,
    "choices": None,
    "db_column_name": None,
    "secret": False,
}
KEY = {**PLAIN, "primary_key": True}
AT = {**PLAIN, "default": None}

FIRST_NIGHT = """
INSERT INTO due_job (kind, subject, slot, due_at)
SELECT 'fit_memory', id::text, current_date::text, now() FROM team WHERE parent IS NULL ON CONFLICT DO NOTHING
"""


class MemoryFitTable(Table, tablename="memory_fit", schema=None):
    id = BigSerial(**KEY)


class PersonTable(Table, tablename="person", schema=None):
    id = BigSerial(**KEY)


class TeamTable(Table, tablename="team", schema=None):
    id = BigSerial(**KEY)


def _foreign(table: type[Table], on_delete: OnDelete, null: bool) -> dict[str, object]:
    found = {
        "references": table,
        "on_delete": on_delete,
        "on_update": OnUpdate.cascade,
        "target_column": None,
    }
    return {**PLAIN, **found, "null": null}


COLUMNS: dict[tuple[str, str], dict[str, tuple[type[Column], dict[str, object]]]] = {
    ("MemoryFitTable", "memory_fit"): {
        "id": (BigSerial, KEY),
        "team": (ForeignKey, _foreign(TeamTable, OnDelete.cascade, False)),
        "weights": (
            Array,
            {
                **PLAIN,
                "base_column": DoublePrecision(**PLAIN, default=0.0),
                "default": None,
                "null": True,
            },
        ),
        "answers": (Integer, {**PLAIN, "default": 0}),
        "later": (Integer, {**PLAIN, "default": 0}),
        "people": (Integer, {**PLAIN, "default": 0}),
        "figures": (JSONB, {**PLAIN, "default": "{}"}),
        "reason": (Text, {**PLAIN, "default": ""}),
        "made_at": (Timestamptz, AT),
    },
    ("AdoptionTable", "adoption"): {
        "id": (BigSerial, KEY),
        "team": (ForeignKey, _foreign(TeamTable, OnDelete.cascade, False)),
        "fit": (ForeignKey, _foreign(MemoryFitTable, OnDelete.restrict, True)),
        "hold": (Boolean, {**PLAIN, "default": False}),
        "person": (ForeignKey, _foreign(PersonTable, OnDelete.set_null, True)),
        "at": (Timestamptz, AT),
        "since": (Timestamptz, AT),
    },
}


async def _write_first_night() -> None:
    await DueJobTable.raw(FIRST_NIGHT)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    for (name, table), columns in COLUMNS.items():
        manager.add_table(class_name=name, tablename=table, schema=None, columns=None)
        for column, (kind, params) in columns.items():
            manager.add_column(
                table_class_name=name,
                tablename=table,
                column_name=column,
                db_column_name=column,
                column_class_name=kind.__name__,
                column_class=kind,
                params=params,
                schema=None,
            )
    manager.add_raw(_write_first_night)
    return manager
