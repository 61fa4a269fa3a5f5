"""The template of a rota: the people whom a leader leads, and the days of the next week."""

from datetime import datetime, timedelta

from learning.heavy_work import run_heavy_work
from learning.queries.people.authority_sql import write_may_act_sql
from learning.queries.people.current_user import CurrentUser
from learning.queries.rota.rota_file import MAX_ROTA_PEOPLE
from learning.rules.rota.days import find_week_start, to_local_day
from learning.rules.rota.rota_template import (
    TemplateFormat,
    write_csv_template,
    write_xlsx_template,
)
from learning.tables.database import connection

TEMPLATE_DAYS = 7
SELECT_NAMES_IN_SCOPE = f"""
SELECT p.name FROM person p JOIN team t ON t.id = p.team
WHERE p.erased_at IS NULL AND t.path @> ARRAY[$3::bigint]
  AND (p.id = $1 OR {write_may_act_sql("p", "t")}) ORDER BY t.name, p.name LIMIT $4
"""


async def make_rota_template(
    leader: CurrentUser, name_header: str, file_format: TemplateFormat, now: datetime
) -> bytes:
    """Make the template of the leader's team and the teams below it, for the next week."""
    async with connection() as conn:
        rows = await conn.fetch(
            SELECT_NAMES_IN_SCOPE, leader.id, leader.role == "admin", leader.team, MAX_ROTA_PEOPLE
        )
    monday = find_week_start(to_local_day(now, leader.zone)) + timedelta(days=7)
    days = [monday + timedelta(days=ahead) for ahead in range(TEMPLATE_DAYS)]
    write = write_csv_template if file_format == "csv" else write_xlsx_template
    return await run_heavy_work(write, name_header, [row["name"] for row in rows], days)
