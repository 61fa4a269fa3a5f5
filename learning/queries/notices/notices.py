"""The notices of a team, as phones and displays fetch them, and one of them as channels need it."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from asyncpg import Connection, Record

from learning.messages import render_message
from learning.rules.notices.notices import Notice, NoticeBody, NoticeKind
from learning.tables.database import connection

MAX_NOTICES_LISTED = 20
MAX_TEAMS_NAMED = 5
SELECT_NOTICES = """
SELECT once.id::text, kind, challenge::text, at, body, ARRAY(
  SELECT t.name FROM challenge_team ct JOIN team t ON t.id = ct.team
  WHERE ct.challenge = once.challenge ORDER BY t.name LIMIT $5
) AS teams,
(SELECT count(*) FROM challenge_team ct WHERE ct.challenge = once.challenge) AS team_count
FROM (
  SELECT DISTINCT ON (challenge, kind, slot) id, kind, challenge, at, body FROM (
    (SELECT * FROM notice WHERE team = ANY($1) AND id > $2 ORDER BY id DESC LIMIT 8 * $3)
    UNION ALL
    (SELECT n.* FROM challenge c JOIN challenge_team ct ON ct.challenge = c.id
     JOIN notice n ON n.team = ct.team AND n.challenge = c.id
     WHERE (c.owner = $4 OR $4 = ANY(c.leaders)) AND n.id > $2 ORDER BY n.id DESC LIMIT 8 * $3)
  ) AS newest ORDER BY challenge, kind, slot, id DESC
) AS once ORDER BY once.id DESC LIMIT $3
"""
"""Notices of the teams $1, and of the challenges that the person $4 leads.

A person whom a notice reaches in several ways gets it once."""
SELECT_NOTICE = """
SELECT team, challenge, kind, slot, body, at FROM notice
WHERE team = $1 AND challenge = $2 AND kind = $3 AND slot = $4
"""

_body_decoder = msgspec.json.Decoder(NoticeBody)


class NoticeView(msgspec.Struct, frozen=True):
    """A notice to everybody of a team about a challenge. The values of `body` depend on `kind`.

    `teams` are names of the teams that take part, for challenges of one title: the first of
    `team_count`.
    """

    id: str
    kind: NoticeKind
    challenge: str
    at: datetime
    body: NoticeBody
    teams: list[str]
    team_count: int


async def list_notices_of_teams(
    path: Sequence[int],
    after_id: int = 0,
    limit: int = MAX_NOTICES_LISTED,
    leader: int | None = None,
) -> list[NoticeView]:
    """List the newest notices of some teams with an id above `after_id`, the newest first.

    With `leader`, those of the challenges that this person launched or leads with others, too: the
    teams of these can be below the person's own.
    """
    async with connection() as conn:
        rows = await conn.fetch(
            SELECT_NOTICES, list(path), after_id, limit, leader, MAX_TEAMS_NAMED
        )
    return [
        NoticeView(
            row["id"],
            row["kind"],
            row["challenge"],
            row["at"],
            _decode_body(row),
            list(row["teams"]),
            row["team_count"],
        )
        for row in rows
    ]


async def load_notice(
    conn: Connection, team: int, challenge: int, kind: str, slot: str
) -> Notice | None:
    """Load one notice by what makes it unique."""
    row = await conn.fetchrow(SELECT_NOTICE, team, challenge, kind, slot)
    if row is None:
        return None
    return Notice(team, challenge, row["kind"], slot, _decode_body(row), row["at"])


def render_notice(notice: Notice, language: str) -> str:
    """Give the sentence of a notice, for channels that send text. Its code is `notice.<kind>`."""
    values = msgspec.to_builtins(notice.body)
    return render_message(f"notice.{notice.kind}", values, language)


def _decode_body(row: Record) -> NoticeBody:
    return _body_decoder.decode(row["body"])
