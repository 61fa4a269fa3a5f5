"""Fill in the breaks that were issued, from the plans that are stored and the answers received.

So a phone that is offline during the upgrade keeps what it has earned.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from learning.queries.rota.local_day_sql import write_local_day_sql
from learning.tables.people import TeamTable

ID = "2026-12-01T07:11:11:000000"
VERSION = "1.38.0"
DESCRIPTION = "Breaks that were issued in the past"

FILL_ISSUED_BREAKS = f"""
INSERT INTO issued_break (person, day)
SELECT person, day FROM plan
UNION SELECT a.person, {write_local_day_sql("a.received_at", "t.zone")}
FROM attempt a JOIN person p ON p.id = a.person JOIN team t ON t.id = p.team
WHERE a.received_at > now() - interval '40 days'
"""


async def fill_issued_breaks() -> None:
    await TeamTable.raw(FILL_ISSUED_BREAKS)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_raw(fill_issued_breaks)
    return manager
