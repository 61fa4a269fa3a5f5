"""What boards, leagues and seasons need: a person's own tier, two indexes, and the first jobs of who is here already."""

from functools import partial

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Integer, SmallInt

from learning.tables.jobs import DueJobTable

ID = "2026-11-24T13:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Tiers of people, hidden teams, days of the ledger, first jobs of leagues and seasons"

TODAY = "((now() AT TIME ZONE zone) - interval '4 hours')::date"
FORWARDS = (
    # who is in a hidden team is looked up with every row of a board; there are few
    "CREATE INDEX team_hidden ON team (id) WHERE hidden",
    # the points of a week that is over; the ledger grows day by day, so a few bytes a page find them
    "CREATE INDEX ledger_entry_day ON ledger_entry USING brin (day)",
    f"""INSERT INTO due_job (kind, subject, slot, due_at)
 SELECT 'form_leagues', id::text, {TODAY}::text, now() FROM team WHERE parent IS NULL ON CONFLICT DO NOTHING""",
    # the season that is under way, due when it and its late answers are over
    f"""INSERT INTO due_job (kind, subject, slot, due_at)
 SELECT 'close_season', id::text, season::text, (season + interval '3 months 2 days 4 hours') AT TIME ZONE zone
 FROM (SELECT id, zone, date_trunc('quarter', {TODAY})::date AS season
       FROM team WHERE parent IS NULL) AS root ON CONFLICT DO NOTHING""",
)
BACKWARDS = (
    "DROP INDEX team_hidden",
    "DROP INDEX ledger_entry_day",
    "DELETE FROM due_job WHERE kind IN ('form_leagues', 'close_season')",
)


async def _run(statements: tuple[str, ...]) -> None:
    for statement in statements:
        await DueJobTable.raw(statement)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    manager.add_column(
        table_class_name="LeagueMemberTable",
        tablename="league_member",
        column_name="tier",
        db_column_name="tier",
        column_class_name="SmallInt",
        column_class=SmallInt,
        params={"default": 1, "null": False},
        schema=None,
    )
    manager.alter_column(
        table_class_name="LeagueTable",
        tablename="league",
        column_name="number",
        db_column_name="number",
        params={},
        old_params={},
        column_class=Integer,
        old_column_class=SmallInt,
        schema=None,
    )
    manager.add_raw(partial(_run, FORWARDS))
    manager.add_raw_backwards(partial(_run, BACKWARDS))
    return manager
