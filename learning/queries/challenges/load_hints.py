"""Load hints for phones after a commit: challenges, notices and boards that changed."""

from collections.abc import Collection, Sequence
from datetime import datetime

from learning.live_hints import LiveHint
from learning.tables.database import connection

NOTICE_HINT_INTERVAL = "5 seconds"
TEAMS_OF_LEADERS_SQL = """
ARRAY(SELECT team FROM person WHERE id = c.owner OR id = ANY(c.leaders))
"""
"""The leaders of a challenge can be outside its teams."""
SELECT_CHALLENGE_HINTS = f"""
SELECT 'challenge' AS kind, c.id::text AS id,
  array_agg(ct.team) || c.team || {TEAMS_OF_LEADERS_SQL} AS teams
FROM challenge c JOIN challenge_team ct ON ct.challenge = c.id
WHERE c.id = ANY($1) GROUP BY c.id
UNION ALL
SELECT 'notice', max(n.id)::text, array_agg(n.team) || {TEAMS_OF_LEADERS_SQL}
FROM challenge c JOIN challenge_team ct ON ct.challenge = c.id
JOIN notice n ON n.team = ct.team AND n.challenge = ct.challenge
WHERE ct.challenge = ANY($1) AND n.at > $2::timestamptz - interval '{NOTICE_HINT_INTERVAL}'
GROUP BY c.id
"""
SELECT_TEAMS_OF_PEOPLE = "SELECT DISTINCT team FROM person WHERE id = ANY($1)"
SELECT_CHALLENGES_SETTLED_AT = "SELECT id FROM challenge WHERE settled_at = $1"


async def find_challenges_settled_at(now: datetime) -> list[int]:
    """Return the challenges that were settled at an instant."""
    async with connection() as conn:
        return [row["id"] for row in await conn.fetch(SELECT_CHALLENGES_SETTLED_AT, now)]


async def load_challenge_hints(challenges: Sequence[int], now: datetime) -> list[LiveHint]:
    """Return the hints for challenges that changed, and for their newest notices."""
    if not challenges:
        return []
    async with connection() as conn:
        rows = await conn.fetch(SELECT_CHALLENGE_HINTS, list(challenges), now)
    return [LiveHint(row["kind"], row["id"], tuple(sorted(set(row["teams"])))) for row in rows]


async def load_board_hints(people: Collection[int]) -> list[LiveHint]:
    """Return the hints for the boards of the teams of people who earned points."""
    if not people:
        return []
    async with connection() as conn:
        rows = await conn.fetch(SELECT_TEAMS_OF_PEOPLE, list(people))
    return [LiveHint("board", str(row["team"]), (row["team"],)) for row in rows]
