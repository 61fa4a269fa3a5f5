"""Tell everybody of a team something about a challenge, once."""

from datetime import datetime

from learning.steps.jobs.job_rows import Job, finish_job
from learning.steps.notices.insert_notices import OPEN_CHALLENGE_STATUSES, insert_notices
from learning.tables.database import transaction

SELECT_CHALLENGE_FOR_NOTICE = """
SELECT c.status, c.version, c.title, c.message, c.vision, ct.value, c.target FROM challenge c
JOIN challenge_team ct ON ct.challenge = c.id AND ct.team = $2 WHERE c.id = $1
"""


async def send_notices(job: Job, now: datetime) -> None:
    """Tell a team what its morning has come for: the kick-off, half way, the last day. Late is better than not at all.

    The job of an older version of the challenge, or of one that is over, tells nothing.
    """
    challenge, team, kind = job.subject.split(":")
    async with transaction() as conn:
        if not await finish_job(conn, job, now):
            return
        row = await conn.fetchrow(SELECT_CHALLENGE_FOR_NOTICE, int(challenge), int(team))
        if row and row["status"] in OPEN_CHALLENGE_STATUSES and str(row["version"]) == job.slot:
            body = {"title": row["title"], "value": row["value"], "target": row["target"]}
            if kind == "kickoff":
                body |= {"vision": row["vision"], "message": row["message"]}
            await insert_notices(conn, kind, [(int(team), int(challenge), "", body)], now)
