"""Cheer for a challenge, once a day and person."""

from datetime import datetime

from learning.queries.people.current_user import CurrentUser
from learning.rules.refusals import NotFound
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection

INSERT_CHEER = """
WITH open AS (
  SELECT c.id FROM challenge c JOIN challenge_team ct ON ct.challenge = c.id
  WHERE c.id = $1 AND c.status = 'running' AND ct.team = ANY($2) LIMIT 1
), new AS (
  INSERT INTO challenge_cheer (challenge, person, day, at)
  SELECT id, $3, $4, $5 FROM open
  ON CONFLICT (challenge, person, day) DO NOTHING
) SELECT id FROM open
"""


async def cheer_challenge(user: CurrentUser, challenge: int, now: datetime) -> None:
    """Store a cheer. A second one on the same day changes nothing.

    Raises:
        NotFound: no such challenge is running in the person's teams.
    """
    async with connection() as conn:
        found = await conn.fetchval(
            INSERT_CHEER, challenge, list(user.path), user.id, to_local_day(now, user.zone), now
        )
    if found is None:
        raise NotFound("challenge.not_running")
