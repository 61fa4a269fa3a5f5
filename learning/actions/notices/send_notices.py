"""Post the notice of a challenge for which a team's morning has come."""

from datetime import datetime

import msgspec

from learning.rules.notices.notices import NoticeBody, NoticeKind
from learning.steps.jobs.job_rows import Job, finish_job
from learning.steps.notices.post_notices import OPEN_CHALLENGE_STATUSES, post_notices
from learning.tables.database import transaction

SELECT_CHALLENGE_FOR_NOTICE = """
SELECT c.status, c.version, c.title, c.message, c.vision, ct.value, c.target FROM challenge c
JOIN challenge_team ct ON ct.challenge = c.id AND ct.team = $2 WHERE c.id = $1
"""


async def send_notices(job: Job, now: datetime) -> None:
    """Post the notice that the job names: `kickoff`, `half` or `last_day`, even when it is late.

    The job of an older version of the challenge, or of one that is over, posts nothing.
    """
    challenge, team, kind_text = job.subject.split(":")
    kind = msgspec.convert(kind_text, NoticeKind)
    async with transaction() as conn:
        if not await finish_job(conn, job, now):
            return
        row = await conn.fetchrow(SELECT_CHALLENGE_FOR_NOTICE, int(challenge), int(team))
        if row and row["status"] in OPEN_CHALLENGE_STATUSES and str(row["version"]) == job.slot:
            body = NoticeBody(row["title"], value=row["value"], target=row["target"])
            if kind == "kickoff":
                body = msgspec.structs.replace(body, vision=row["vision"], message=row["message"])
            await post_notices(conn, kind, [(int(team), int(challenge), "", body)], now)
