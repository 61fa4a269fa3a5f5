"""Insert notices for the teams of challenges."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from asyncpg import Connection

INSERT_NOTICES = """
INSERT INTO notice (team, challenge, kind, slot, body, at)
SELECT team, challenge, $3, slot, body::jsonb, $6 FROM unnest($1::bigint[], $2::bigint[], $4::text[], $5::text[])
  AS told (team, challenge, slot, body)
ON CONFLICT (team, challenge, kind, slot) DO NOTHING
"""


OPEN_CHALLENGE_STATUSES = ("scheduled", "running")


async def insert_notices(
    conn: Connection,
    kind: str,
    notices: Sequence[tuple[int, int, str, Mapping[str, object]]],
    now: datetime,
) -> None:
    """Write notices of one kind: (team, challenge, slot, body) each. One that is there already stays as it is."""
    teams, challenges, slots, bodies = (
        (list(column) for column in zip(*notices, strict=True)) if notices else ([],) * 4
    )
    texts = [msgspec.json.encode(body).decode() for body in bodies]
    await conn.execute(INSERT_NOTICES, teams, challenges, kind, slots, texts, now)
