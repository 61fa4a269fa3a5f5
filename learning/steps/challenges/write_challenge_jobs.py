"""Write the jobs of a challenge: its notices and its settlement."""

from collections.abc import Sequence
from datetime import date, datetime, time

from asyncpg import Connection

from learning.rules.challenges.challenges import LATE_ATTEMPTS_GRACE
from learning.rules.rota.days import find_time_zone
from learning.steps.jobs.job_rows import write_job

NOTICE_LOCAL_TIME = time(9)
"""The local time of a team at which its notices are sent."""
MIN_DAYS_FOR_HALFWAY_NOTICE = 4
"""From so many days between first and last day on, there is a notice half way."""


async def write_challenge_jobs(
    conn: Connection,
    challenge: int,
    version: int,
    first_day: date,
    last_day: date,
    teams: Sequence[tuple[int, str]],
    ends_at: datetime,
) -> None:
    """Write the notices of each team, on mornings of its own zone, and one settlement.

    `teams` are pairs (team, zone). The slot of a job is the version of the challenge. A change
    writes new jobs; the older jobs find a newer version and do nothing.
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
    await write_settle_job(conn, challenge, version, ends_at + LATE_ATTEMPTS_GRACE)


async def write_settle_job(conn: Connection, challenge: int, version: int, due: datetime) -> None:
    """Write the settlement of a version of a challenge."""
    await write_job(conn, "challenge_settle", str(challenge), str(version), due)
