"""Where people stand on boards, by PostgreSQL: for telling Redis, for mending it, and instead of it.

A person is on the boards of the teams on their path. Who is in a hidden team, or below one, is seen on the boards of
that team and those below it alone, and in no league. Who has opted out or was erased is on none.

Totals are `progress`; where somebody has begun a newer period already, as those do for whom Monday comes first, those of
the older one are summed from the ledger.
"""

from collections.abc import Collection, Sequence
from datetime import date

from learning.leaderboards import PATIENCE, Boards, Line, key
from learning.rules.boards import HEAD_START, SCALE, View, Window, ranked, view
from learning.rules.periods import STARTS, Period, following
from learning.tables.database import connection

PEOPLE = "person p JOIN team t ON t.id = p.team JOIN progress g ON g.person = p.id"
SEEN_FROM = """
COALESCE((SELECT max(array_position(t.path, h)) FROM unnest((SELECT array_agg(id) FROM team WHERE hidden)) AS h), 1)
"""
"""The place on a person's path of the first team that sees them; the hidden teams are looked up once a statement."""
SHOWN = "p.on_boards AND p.erased_at IS NULL"

NEWEST = """
LATERAL (SELECT g.{period} AS start, g.{period}_points AS points, g.scored_at AS at WHERE g.{period} IS NOT NULL) AS earned
"""
"""A person's points in the newest period of theirs."""
EARNED = """
LATERAL (
  SELECT $2::date AS start, g.{period}_points AS points, g.scored_at AS at WHERE g.{period} = $2
  UNION ALL SELECT $2, sum(e.points), max(e.earned_at) FROM ledger_entry e
  WHERE g.{period} > $2 AND e.person = p.id AND e.day >= $2 AND e.day < $3 HAVING count(*) > 0
) AS earned
"""
"""A person's points in the period from the day $2 to the day before $3. The ledger is read for the few who are beyond it."""

SCORE = f"""
earned.points::bigint * {SCALE} + {SCALE - 1} - LEAST({SCALE - 1}, GREATEST(0, COALESCE(
  floor(date_part('epoch', earned.at) - date_part('epoch', earned.start) + {HEAD_START.total_seconds()}), 0)))::bigint
"""

LINES = f"""
SELECT '{{period}}' AS period, kind, subject, start, people, scores FROM (
  WITH scored AS (
    SELECT p.id AS person, t.path, {SEEN_FROM} AS seen_from, earned.start,
           CASE WHEN {SHOWN} AND earned.points > 0 THEN {SCORE} END AS score
    FROM {PEOPLE} CROSS JOIN {{earned}} WHERE p.id = ANY($1)
  )
  SELECT 'team' AS kind, b.team AS subject, start, array_agg(person) AS people,
         array_agg(CASE WHEN b.depth >= seen_from THEN score END) AS scores
  FROM scored CROSS JOIN unnest(path) WITH ORDINALITY AS b (team, depth) GROUP BY b.team, start
  UNION ALL
  SELECT 'league', m.league, m.week, array_agg(m.person), array_agg(CASE WHEN seen_from = 1 THEN score END)
  FROM scored JOIN league_member m ON m.person = scored.person AND m.week = start AND '{{period}}' = 'week'
  GROUP BY m.league, m.week
) AS {{period}}
"""
TOLD = " UNION ALL ".join(LINES.format(period=period, earned=NEWEST.format(period=period)) for period in STARTS)
IN = {period: LINES.format(period=period, earned=EARNED.format(period=period)) for period in STARTS}

BOARD = f"""
SELECT member, score, row_number() OVER (ORDER BY score DESC, member::text COLLATE "C" DESC) AS rank,
       count(*) OVER () AS size
FROM (SELECT p.id AS member, {SCORE} AS score FROM {PEOPLE} CROSS JOIN {{earned}}
      WHERE {SHOWN} AND earned.points > 0 AND {{on_board}}) AS scored
"""
"""A whole board in the order that Redis has: of the team or league $1, in the period from $2 to before $3."""
TRUTH = f"""
WITH board AS ({BOARD}), mine AS MATERIALIZED (SELECT rank FROM board WHERE member = $4)
SELECT size, (SELECT rank FROM mine) AS mine, rank, member, score FROM board
WHERE rank <= $5 OR rank BETWEEN (SELECT rank FROM mine) - $6 AND (SELECT rank FROM mine) + $7 ORDER BY rank
"""
ON_BOARD = {
    "team": f"$1 = ANY(t.path[{SEEN_FROM}:])",
    "league": f"p.id IN (SELECT person FROM league_member WHERE league = $1) AND {SEEN_FROM} = 1",
}


def boards_at(url: str, patience: float = PATIENCE) -> Boards:
    """Open the boards at an address; what they are told of is read from here. `patience` is in seconds."""
    return Boards(url, standings, patience)


async def standings(people: Collection[int]) -> list[Line]:
    """Return where people stand on all boards of their newest week, month and season."""
    async with connection() as conn:
        rows = await conn.fetch(TOLD, list(people))
    return [Line(key(row["kind"], row["subject"], row["period"], row["start"]), *row[4:]) for row in rows]


async def standings_in(period: Period, start: date, people: Sequence[int]) -> list[Line]:
    """Return where people stand on the boards of one period, over or not."""
    async with connection() as conn:
        rows = await conn.fetch(IN[period], people, start, following(period, start))
    return [Line(key(row["kind"], row["subject"], period, start), *row[4:]) for row in rows]


async def true_view(kind: str, subject: int, period: Period, start: date, member: int, window: Window) -> View:
    """Return what a person sees of a team's or league's board, in the order that Redis would have it."""
    statement = TRUTH.format(earned=EARNED.format(period=period), on_board=ON_BOARD[kind])
    until = following(period, start)
    async with connection() as conn:
        rows = await conn.fetch(statement, subject, start, until, member, window.top, window.above, window.below)
    if not rows:
        return View(0, None, ())
    seen = (place for row in rows for place in ranked(row["rank"], [(row["member"], row["score"])]))
    return view(rows[0]["size"], rows[0]["mine"], seen)
