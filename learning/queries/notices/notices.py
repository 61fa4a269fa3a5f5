"""What a person's teams were told."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from learning.tables.database import connection

MAX_NOTICES_LISTED = 20
SELECT_NOTICES = """
SELECT id::text, kind, challenge::text, at, body FROM (
  SELECT DISTINCT ON (challenge, kind, slot) id, kind, challenge, at, body FROM (
    SELECT * FROM notice WHERE team = ANY($1) AND id > $2 ORDER BY id DESC LIMIT 8 * $3
  ) AS newest ORDER BY challenge, kind, slot, id DESC
) AS once ORDER BY once.id DESC LIMIT $3
"""
"""Somebody whose team and the one above both take part is told once."""


class NoticeView(msgspec.Struct, frozen=True):
    """Something that everybody of a team is told about a challenge; `body` holds the words' values, by kind."""

    id: str
    kind: str
    challenge: str
    at: datetime
    body: msgspec.Raw


async def list_notices_of_teams(
    path: Sequence[int], after_id: int = 0, limit: int = MAX_NOTICES_LISTED
) -> list[NoticeView]:
    """List the newest notices of some teams, those after an id, newest first."""
    async with connection() as conn:
        rows = await conn.fetch(SELECT_NOTICES, list(path), after_id, limit)
    return [
        NoticeView(row[0], row[1], row[2], row[3], msgspec.Raw(row["body"].encode()))
        for row in rows
    ]
