"""The join code of a team, and the end of join codes in SQL."""

from datetime import datetime

from learning.queries.people.current_user import CurrentUser
from learning.rules.people.join_codes import JOIN_CODE_LIFETIME
from learning.rules.refusals import NotFound
from learning.tables.database import connection


def write_join_code_end_sql(team: str) -> str:
    """Return the SQL of the end of a join code. One that was stored without an end has one too."""
    lifetime = f"interval '{JOIN_CODE_LIFETIME.days} days'"
    return f"COALESCE({team}.join_code_expires_at, {team}.created_at + {lifetime})"


SELECT_JOIN_CODE = f"""
SELECT join_code, {write_join_code_end_sql("team")} FROM team
WHERE id = $1 AND ($2 OR path @> ARRAY[$3::bigint])
"""


async def load_join_code(leader: CurrentUser, team: int) -> tuple[str, datetime]:
    """Read the join code of a team that a leader leads, and when it ends.

    Raises:
        NotFound: the leader does not lead this team.
    """
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_JOIN_CODE, team, leader.role == "admin", leader.team)
    if row is None:
        raise NotFound("team.not_led")
    return row[0], row[1]
