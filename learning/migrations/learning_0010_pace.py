"""Measure the pace of people by the words they read, no longer by the form of a question alone.

A question of the shipped packs takes 1.47 times as long until it is answered as its form used to
say, so a pace that was measured before is divided by that. The default stays.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from learning.tables.people import TeamTable

ID = "2026-12-01T06:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The pace of people by the words they read"

CONVERT_PACE = """
UPDATE progress SET pace = LEAST(80, GREATEST(8, pace / 1.47)) WHERE pace <> 20
"""


async def convert_pace() -> None:
    await TeamTable.raw(CONVERT_PACE)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_raw(convert_pace)
    return manager
