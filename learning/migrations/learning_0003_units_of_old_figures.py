"""The units of challenges that were launched before units had types.

It is a migration of its own, since Piccolo runs SQL before it adds the columns of a migration.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from learning.tables.challenges import ChallengeTable

ID = "2026-12-01T00:00:02:500000"
VERSION = "1.38.0"
DESCRIPTION = "The units of challenges that were launched before units had types"

MARK_OLD_PERCENTAGES = """
UPDATE challenge c SET unit_type = 'percentage', per_person = false
WHERE measure = 'figure' AND (
  strpos(unit, '%') > 0
  OR EXISTS (SELECT FROM challenge_figure f WHERE f.challenge = c.id AND f.out_of > 0)
)
"""
"""Until now a unit with "%" in it, or a figure that was a share, made a challenge a percentage."""


async def mark_old_percentages() -> None:
    await ChallengeTable.raw(MARK_OLD_PERCENTAGES)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_raw(mark_old_percentages)
    return manager
