"""Say on phones that challenges have moved and what their teams were told: hints, after the commit."""

from collections.abc import Sequence
from datetime import datetime

from learning.live import Hint
from learning.tables.database import connection

LATELY = "5 seconds"
HINTS = f"""
SELECT 'challenge' AS kind, c.id::text AS id, array_agg(ct.team) || c.team AS teams FROM challenge c
JOIN challenge_team ct ON ct.challenge = c.id WHERE c.id = ANY($1) GROUP BY c.id
UNION ALL
SELECT 'notice', max(n.id)::text, array_agg(n.team) FROM challenge_team ct
JOIN notice n ON n.team = ct.team AND n.challenge = ct.challenge
WHERE ct.challenge = ANY($1) AND n.at > $2::timestamptz - interval '{LATELY}' GROUP BY ct.challenge
"""
SETTLED = "SELECT id FROM challenge WHERE settled_at = $1"


async def settled_at(now: datetime) -> list[int]:
    """Return the challenges that a settling of this instant has closed."""
    async with connection() as at:
        return [row["id"] for row in await at.fetch(SETTLED, now)]


async def challenge_hints(challenges: Sequence[int], now: datetime) -> list[Hint]:
    """Return the hints for challenges that have moved, and for what was told about them just now."""
    if not challenges:
        return []
    async with connection() as at:
        rows = await at.fetch(HINTS, list(challenges), now)
    return [Hint(row["kind"], row["id"], tuple(row["teams"])) for row in rows]
