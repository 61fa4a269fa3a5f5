"""Fill in the days with right answers since the last wrong one, from the attempts."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from learning.tables.people import TeamTable

ID = "2026-12-01T06:00:02:000000"
VERSION = "1.38.0"
DESCRIPTION = "Right answers of the past"

FILL_RIGHT_DAYS = """
UPDATE memory m SET right_days = counted.days FROM (
  SELECT a.person, a.concept, count(DISTINCT a.day) AS days FROM attempt a
  WHERE a.grade > 1 AND NOT EXISTS (
    SELECT FROM attempt later WHERE later.person = a.person AND later.concept = a.concept
    AND later.grade = 1 AND (later.answered_at, later.key::text) > (a.answered_at, a.key::text)
  ) GROUP BY a.person, a.concept
) AS counted WHERE m.person = counted.person AND m.concept = counted.concept
"""


async def fill_right_days() -> None:
    await TeamTable.raw(FILL_RIGHT_DAYS)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_raw(fill_right_days)
    return manager
