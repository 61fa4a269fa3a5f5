"""A board as a person sees it: the top, and the people around them. Nobody is shown the bottom."""

from datetime import date

import msgspec
import structlog
from redis.exceptions import RedisError

from learning.leaderboards import Boards, Place, Window
from learning.queries.who import Who
from learning.tables.database import connection

WINDOW = Window()

NAMES = """
SELECT p.id, COALESCE(NULLIF(p.alias, ''), p.name) AS name FROM person p JOIN team t ON t.id = p.team
WHERE p.id = ANY($1) AND p.on_boards AND $2 = ANY(t.path)
"""
TRUTH = """
WITH board AS (
  SELECT row_number() OVER (ORDER BY g.week_points DESC, g.person::text DESC)::int AS position,
         rank() OVER (ORDER BY g.week_points DESC)::int AS rank, g.person, g.week_points AS score,
         count(*) OVER () AS size
  FROM progress g JOIN person p ON p.id = g.person JOIN team t ON t.id = p.team
  WHERE g.week = $2 AND g.week_points > 0 AND p.on_boards AND $1 = ANY(t.path)
), mine AS (SELECT position FROM board WHERE person = $3)
SELECT board.position, rank, person, score FROM board LEFT JOIN mine ON true
WHERE (board.position <= $4 OR board.position BETWEEN mine.position - $5 AND mine.position + $6)
  AND (board.position < size OR person = $3) ORDER BY board.position
"""

log = structlog.get_logger("herobreak.boards")


class Entry(msgspec.Struct, frozen=True):
    """A row of a board. `name` is the alias where there is one."""

    rank: int
    name: str
    points: int
    me: bool


async def board(who: Who, team: int, week: date, boards: Boards) -> list[Entry]:
    """Return the first rows and the person's neighbourhood; from PostgreSQL while Redis is away."""
    try:
        await boards.settle()
        places = await boards.view(team, week, who.id, WINDOW)
    except RedisError as error:
        log.warning("board read from PostgreSQL", error=type(error).__name__)
        places = await _truth(who, team, week)
    return await _named(who, team, places)


async def _truth(who: Who, team: int, week: date) -> list[Place]:
    async with connection() as at:
        rows = await at.fetch(TRUTH, team, week, who.id, WINDOW.top, WINDOW.above, WINDOW.below)
    return [Place(*row) for row in rows]


async def _named(who: Who, team: int, places: list[Place]) -> list[Entry]:
    """Give names, asking the database who may be shown at this moment."""
    async with connection() as at:
        names: dict[int, str] = dict(await at.fetch(NAMES, [place.person for place in places], team))
    return [
        Entry(place.rank, names[place.person], place.score, place.person == who.id)
        for place in places
        if place.person in names
    ]
