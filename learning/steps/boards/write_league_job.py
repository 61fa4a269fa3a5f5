"""Write the first job that forms leagues."""

from datetime import datetime, timedelta

from asyncpg import Connection

from learning.rules.rota.days import find_day_start, to_local_day
from learning.steps.jobs.job_rows import write_job

FORM_LEAGUES_JOB = "form_leagues"


async def write_first_league_job(conn: Connection, root: int, zone: str, now: datetime) -> None:
    """Write the first job of an organisation, in the transaction that creates it."""
    first = to_local_day(now, zone) + timedelta(days=1)
    await write_job(
        conn, FORM_LEAGUES_JOB, str(root), first.isoformat(), find_day_start(first, zone)
    )
