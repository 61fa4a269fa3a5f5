"""Write the job of a nightly fit."""

from datetime import date, timedelta

from asyncpg import Connection

from learning.rules.rota.days import find_day_start
from learning.steps.jobs.job_rows import write_job

FIT_LEAD_TIME = timedelta(hours=1)
"""Before the day begins, so that its breaks are composed by the new weights."""


async def write_fit_job(conn: Connection, root: int, day: date, zone: str) -> None:
    """Write the job of the night before a local day of the organisation."""
    await write_job(
        conn, "fit_memory", str(root), day.isoformat(), find_day_start(day, zone) - FIT_LEAD_TIME
    )
