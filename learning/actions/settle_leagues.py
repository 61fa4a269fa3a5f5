"""Settle leagues whose week is over: places as on the board, and who moves up or down."""

from datetime import date, datetime

from asyncpg import Connection

from learning.leaderboards import key
from learning.queries.scores import standings_in
from learning.rules.boards import SCALE
from learning.rules.leagues import Member, Result, settle
from learning.tables.database import transaction

CHUNK = 100
"""Leagues settled in one transaction."""

TAKE = """
UPDATE league SET settled_at = $3 WHERE id IN (
  SELECT id FROM league WHERE organisation = $1 AND week < $2 AND settled_at IS NULL ORDER BY week, id LIMIT $4 FOR UPDATE
) AND settled_at IS NULL RETURNING id, week
"""
MEMBERS = "SELECT league, person, tier FROM league_member WHERE league = ANY($1)"
WRITE = """
UPDATE league_member m SET points = r.points, place = r.place, moved = r.moved
FROM unnest($2::bigint[], $3::integer[], $4::smallint[], $5::smallint[]) AS r (person, points, place, moved)
WHERE m.person = r.person AND m.week = $1
"""


async def settle_some(root: int, week: date, now: datetime) -> bool:
    """Settle some of an organisation's leagues of the weeks before this one; say whether there were any.

    Points are those of the week's days. A league is settled once: what comes later counts for its person, not for it.
    """
    async with transaction() as conn:
        taken: dict[date, list[int]] = {}
        for row in await conn.fetch(TAKE, root, week, now, CHUNK):
            taken.setdefault(row["week"], []).append(row["id"])
        for over, leagues in taken.items():
            await _settle(conn, over, leagues)
    return bool(taken)


async def _settle(conn: Connection, week: date, leagues: list[int]) -> None:
    members = await conn.fetch(MEMBERS, leagues)
    lines = {line.board: line for line in await standings_in("week", week, [row["person"] for row in members])}
    results: list[Result] = []
    points: dict[int, int] = {}
    for league in leagues:
        line = lines.get(key("league", league, "week", week))
        scores = dict(zip(line.people, line.scores, strict=True)) if line else {}
        own = [row for row in members if row["league"] == league]
        results += settle([Member(row["person"], row["tier"], scores.get(row["person"])) for row in own])
        points |= {person: score // SCALE for person, score in scores.items() if score is not None}
    await _write(conn, week, results, points)


async def _write(conn: Connection, week: date, results: list[Result], points: dict[int, int]) -> None:
    await conn.execute(
        WRITE,
        week,
        [result.person for result in results],
        [points.get(result.person, 0) for result in results],
        [result.place for result in results],
        [result.moved for result in results],
    )
