"""Tell everybody of a team something about a challenge, once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from asyncpg import Connection

from learning.actions.jobs.job_queue import Job, finish_job
from learning.tables.database import transaction

INSERT_NOTICES = """
INSERT INTO notice (team, challenge, kind, slot, body, at)
SELECT team, challenge, $3, slot, body::jsonb, $6 FROM unnest($1::bigint[], $2::bigint[], $4::text[], $5::text[])
  AS told (team, challenge, slot, body)
ON CONFLICT (team, challenge, kind, slot) DO NOTHING
"""
SELECT_CHALLENGE_FOR_NOTICE = """
SELECT c.status, c.version, c.title, c.message, c.vision, ct.value, c.target FROM challenge c
JOIN challenge_team ct ON ct.challenge = c.id AND ct.team = $2 WHERE c.id = $1
"""
OPEN_CHALLENGE_STATUSES = ("scheduled", "running")


async def insert_notices(
    conn: Connection, kind: str, notices: Sequence[tuple[int, int, str, Mapping[str, object]]], now: datetime
) -> None:
    """Write notices of one kind: (team, challenge, slot, body) each. One that is there already stays as it is."""
    teams, challenges, slots, bodies = (list(column) for column in zip(*notices, strict=True)) if notices else ([],) * 4
    texts = [msgspec.json.encode(body).decode() for body in bodies]
    await conn.execute(INSERT_NOTICES, teams, challenges, kind, slots, texts, now)


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
