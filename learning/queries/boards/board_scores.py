"""The scores of people on boards, from PostgreSQL: to write Redis, to repair it, and to replace it.

A person is on the boards of all teams on their path. A person in a hidden team, or below one, is
only on the boards of that team and of those below it, and in no league. A person who has opted out
or was erased is on no board.

Totals are read from `progress`. Where a person has points in a newer period already, because Monday
began earlier in their time zone, those of the older period are summed from the ledger.
"""

from collections.abc import Collection, Sequence
from datetime import date

from learning.leaderboards import BoardLine, make_board_key
from learning.rules.boards.boards import (
    BOARD_SCORE_SCALE,
    MAX_UTC_LEAD,
    BoardView,
    BoardWindow,
    make_board_view,
    number_board_rows,
)
from learning.rules.boards.periods import PERIOD_RULES, Period, find_next_period_start
from learning.tables.database import connection

BOARD_PEOPLE_SQL = "person p JOIN team t ON t.id = p.team JOIN progress g ON g.person = p.id"
VISIBLE_FROM_DEPTH_SQL = """
COALESCE((SELECT max(array_position(t.path, h))
          FROM unnest((SELECT array_agg(id) FROM team WHERE hidden)) AS h), 1)
"""
"""The position on a person's path of the first team whose boards show them.

PostgreSQL looks up the hidden teams once per statement.
"""
IS_ON_BOARDS_SQL = "p.on_boards AND p.erased_at IS NULL"

NEWEST_PERIOD_POINTS_SQL = """
LATERAL (SELECT g.{period} AS start, g.{period}_points AS points, g.scored_at AS at
         WHERE g.{period} IS NOT NULL) AS earned
"""
"""The points of a person in their newest period."""
PERIOD_POINTS_SQL = """
LATERAL (
  SELECT $2::date AS start, g.{period}_points AS points, g.scored_at AS at WHERE g.{period} = $2
  UNION ALL SELECT $2, sum(e.points), max(e.earned_at) FROM ledger_entry e
  WHERE g.{period} > $2 AND e.person = p.id AND e.day >= $2 AND e.day < $3 HAVING count(*) > 0
) AS earned
"""
"""The points of a person in the period from the day $2 to the day before $3.

The ledger is only read for the few people who have points in a newer period.
"""

BOARD_SCORE_SQL = f"""
earned.points::bigint * {BOARD_SCORE_SCALE} + {BOARD_SCORE_SCALE - 1}
  - LEAST({BOARD_SCORE_SCALE - 1}, GREATEST(0, COALESCE(
      floor(date_part('epoch', earned.at) - date_part('epoch', earned.start)
            + {MAX_UTC_LEAD.total_seconds()}), 0)))::bigint
"""
"""The score of points, as `rules/boards/boards.py` defines it."""

BOARD_LINES_SQL = f"""
SELECT '{{period}}' AS period, kind, subject, start, people, scores FROM (
  WITH scored AS (
    SELECT p.id AS person, t.path, {VISIBLE_FROM_DEPTH_SQL} AS seen_from, earned.start,
           CASE WHEN {IS_ON_BOARDS_SQL} AND earned.points > 0 THEN {BOARD_SCORE_SQL} END AS score
    FROM {BOARD_PEOPLE_SQL} CROSS JOIN {{earned}} WHERE p.id = ANY($1)
  )
  SELECT 'team' AS kind, b.team AS subject, start, array_agg(person) AS people,
         array_agg(CASE WHEN b.depth >= seen_from THEN score END) AS scores
  FROM scored CROSS JOIN unnest(path) WITH ORDINALITY AS b (team, depth) GROUP BY b.team, start
  UNION ALL
  SELECT 'league', m.league, m.week, array_agg(m.person),
         array_agg(CASE WHEN seen_from = 1 THEN score END)
  FROM scored JOIN league_member m
    ON m.person = scored.person AND m.week = start AND '{{period}}' = 'week'
  GROUP BY m.league, m.week
) AS {{period}}
"""
SELECT_NEWEST_BOARD_LINES = " UNION ALL ".join(
    BOARD_LINES_SQL.format(period=period, earned=NEWEST_PERIOD_POINTS_SQL.format(period=period))
    for period in PERIOD_RULES
)
SELECT_BOARD_LINES_BY_PERIOD = {
    period: BOARD_LINES_SQL.format(period=period, earned=PERIOD_POINTS_SQL.format(period=period))
    for period in PERIOD_RULES
}

WHOLE_BOARD_SQL = f"""
SELECT member, score,
       row_number() OVER (ORDER BY score DESC, member::text COLLATE "C" DESC) AS rank,
       count(*) OVER () AS size
FROM (SELECT p.id AS member, {BOARD_SCORE_SQL} AS score
      FROM {BOARD_PEOPLE_SQL} CROSS JOIN {{earned}}
      WHERE {IS_ON_BOARDS_SQL} AND earned.points > 0 AND {{on_board}}) AS scored
"""
"""The board of the team or league $1, from the day $2 to before $3, in the order of Redis."""
SELECT_BOARD_VIEW = f"""
WITH board AS ({WHOLE_BOARD_SQL}),
     mine AS MATERIALIZED (SELECT rank FROM board WHERE member = $4)
SELECT size, (SELECT rank FROM mine) AS mine, rank, member, score FROM board
WHERE rank <= $5
   OR rank BETWEEN (SELECT rank FROM mine) - $6 AND (SELECT rank FROM mine) + $7
ORDER BY rank
"""
ON_BOARD_SQL_BY_KIND = {
    "team": f"$1 = ANY(t.path[{VISIBLE_FROM_DEPTH_SQL}:])",
    "league": "p.id IN (SELECT person FROM league_member WHERE league = $1)"
    f" AND {VISIBLE_FROM_DEPTH_SQL} = 1",
}


async def load_board_lines(people: Collection[int]) -> list[BoardLine]:
    """Return the scores of people on all boards of their newest week, month and season."""
    async with connection() as conn:
        rows = await conn.fetch(SELECT_NEWEST_BOARD_LINES, list(people))
    return [
        BoardLine(
            make_board_key(row["kind"], row["subject"], row["period"], row["start"]), *row[4:]
        )
        for row in rows
    ]


async def load_board_lines_of_period(
    period: Period, start: date, people: Sequence[int]
) -> list[BoardLine]:
    """Return the scores of people on the boards of one period, which may be over."""
    async with connection() as conn:
        rows = await conn.fetch(
            SELECT_BOARD_LINES_BY_PERIOD[period],
            people,
            start,
            find_next_period_start(period, start),
        )
    return [
        BoardLine(make_board_key(row["kind"], row["subject"], period, start), *row[4:])
        for row in rows
    ]


async def load_board_view(
    kind: str, subject_id: int, period: Period, start: date, member: int, window: BoardWindow
) -> BoardView:
    """Return what a person sees of the board of a team or league, in the order of Redis."""
    statement = SELECT_BOARD_VIEW.format(
        earned=PERIOD_POINTS_SQL.format(period=period), on_board=ON_BOARD_SQL_BY_KIND[kind]
    )
    until = find_next_period_start(period, start)
    async with connection() as conn:
        rows = await conn.fetch(
            statement, subject_id, start, until, member, window.top, window.above, window.below
        )
    if not rows:
        return BoardView(0, None, ())
    board_rows = (
        board_row
        for row in rows
        for board_row in number_board_rows(row["rank"], [(row["member"], row["score"])])
    )
    return make_board_view(rows[0]["size"], rows[0]["mine"], board_rows)
