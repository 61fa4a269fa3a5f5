"""The notices in the app: rows that phones and displays fetch. They are also the record of all."""

from collections.abc import Sequence

import msgspec
from asyncpg import Connection

from learning.rules.notices.notices import Notice

INSERT_NOTICES = """
INSERT INTO notice (team, challenge, kind, slot, body, at)
SELECT team, challenge, kind, slot, body::jsonb, at
FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
  AS new (team, challenge, kind, slot, body, at)
ON CONFLICT (team, challenge, kind, slot) DO NOTHING
"""


async def store_app_notices(conn: Connection, notices: Sequence[Notice]) -> None:
    """Insert a row for each notice. One that is there already stays as it is."""
    await conn.execute(
        INSERT_NOTICES,
        [notice.team for notice in notices],
        [notice.challenge for notice in notices],
        [notice.kind for notice in notices],
        [notice.slot for notice in notices],
        [msgspec.json.encode(notice.body).decode() for notice in notices],
        [notice.at for notice in notices],
    )
