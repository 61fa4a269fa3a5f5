"""Write the jobs of a challenge: its notice and its settlement."""

from collections.abc import Sequence
from datetime import date, datetime, time

from asyncpg import Connection

from learning.rules.challenges.challenges import (
    LATE_ATTEMPTS_GRACE,
)
from learning.rules.rota.days import find_time_zone
from learning.steps.jobs.job_rows import write_job

NOTICE_LOCAL_TIME = time(9)
"""When people are told something, on their own clocks."""


MIN_DAYS_FOR_HALFWAY_NOTICE = 4
"""Days from which on there is a middle worth speaking of."""


async def write_challenge_jobs(
    conn: Connection,
    challenge: int,
    version: int,
    first_day: date,
    last_day: date,
    teams: Sequence[tuple[int, str]],
    ends_at: datetime,
) -> None:
    """Write what will have to happen: words for each team (and its zone) in its own mornings, and one end.

    The slot is the version: a change writes new jobs, and the old ones find another version and do nothing.
    """
    days = {"kickoff": first_day, "last_day": last_day}
    if (last_day - first_day).days >= MIN_DAYS_FOR_HALFWAY_NOTICE:
        days["half"] = first_day + (last_day - first_day) // 2
    for team, zone in teams:
        for kind, day in days.items():
            due = datetime.combine(day, NOTICE_LOCAL_TIME, find_time_zone(zone))
            await write_job(
                conn, "challenge_notice", f"{challenge}:{team}:{kind}", str(version), due
            )
    await write_job(
        conn, "challenge_settle", str(challenge), str(version), ends_at + LATE_ATTEMPTS_GRACE
    )
