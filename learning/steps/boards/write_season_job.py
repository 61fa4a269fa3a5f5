"""Write the first job that closes a season."""

from datetime import date, datetime, timedelta

from asyncpg import Connection

from learning.rules.boards.periods import find_next_period_start, find_season_start
from learning.rules.rota.days import find_day_start, to_local_day
from learning.steps.jobs.job_rows import write_job

CLOSE_SEASON_JOB = "close_season"
LATE_ATTEMPTS_PERIOD = timedelta(days=2)
"""Time after a season in which phones may still send attempts that were made offline."""


async def write_season_job(conn: Connection, root: str, season: date, zone: str) -> None:
    """Write the job that closes a season after its late attempts."""
    await write_job(
        conn,
        CLOSE_SEASON_JOB,
        root,
        season.isoformat(),
        find_day_start(find_next_period_start("season", season) + LATE_ATTEMPTS_PERIOD, zone),
    )


async def write_first_season_job(conn: Connection, root: int, zone: str, now: datetime) -> None:
    """Write the first job of an organisation, in the transaction that creates it."""
    await write_season_job(conn, str(root), find_season_start(to_local_day(now, zone)), zone)
