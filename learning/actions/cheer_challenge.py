"""Cheer a challenge on: once a day, by whoever takes part."""

from datetime import datetime

from learning.queries.who import Who
from learning.rules.days import local_day
from learning.rules.problems import Unknown
from learning.tables.database import connection

INSERT = """
WITH open AS (
  SELECT c.id FROM challenge c JOIN challenge_team ct ON ct.challenge = c.id
  WHERE c.id = $1 AND c.status = 'running' AND ct.team = ANY($2) LIMIT 1
), new AS (
  INSERT INTO challenge_cheer (challenge, person, day, at) SELECT id, $3, $4, $5 FROM open
  ON CONFLICT (challenge, person, day) DO NOTHING
) SELECT id FROM open
"""


async def cheer_challenge(who: Who, challenge: int, now: datetime) -> None:
    """Cheer; a second time on a day changes nothing.

    Raises:
        Unknown: no such challenge is running in the person's teams.
    """
    async with connection() as conn:
        found = await conn.fetchval(INSERT, challenge, list(who.path), who.id, local_day(now, who.zone), now)
    if found is None:
        raise Unknown("No such challenge is running in your team.")
