"""Remember what a leader said about the columns of a rota, for the next file of the same kind."""

from collections.abc import Sequence
from datetime import datetime

from asyncpg import Connection

MAX_REMEMBERED_PER_TEAM = 20
UPSERT_COLUMNS = """
INSERT INTO rota_columns (team, headers, fields, dates, changed_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (team, headers) DO UPDATE
SET fields = EXCLUDED.fields, dates = EXCLUDED.dates, changed_at = EXCLUDED.changed_at
"""
DELETE_OLDEST_COLUMNS = """
DELETE FROM rota_columns WHERE team = $1 AND id NOT IN (
  SELECT id FROM rota_columns WHERE team = $1 ORDER BY changed_at DESC, id DESC LIMIT $2
)
"""


async def remember_columns(
    conn: Connection,
    team: int,
    headers: str,
    fields: Sequence[str | None],
    dates: str | None,
    now: datetime,
) -> None:
    """Keep the fields of the columns of files with these headers, and the order of their days.

    The oldest of more than `MAX_REMEMBERED_PER_TEAM` kinds of files is forgotten.
    """
    await conn.execute(UPSERT_COLUMNS, team, headers, [name or "" for name in fields], dates, now)
    await conn.execute(DELETE_OLDEST_COLUMNS, team, MAX_REMEMBERED_PER_TEAM)
