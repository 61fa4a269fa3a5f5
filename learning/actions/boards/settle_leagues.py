"""Settle leagues whose week is over: store the places, and who moves up or down."""

from datetime import date, datetime

from asyncpg import Connection

from learning.leaderboards import make_board_key
from learning.queries.boards.board_scores import load_board_lines_of_period
from learning.rules.boards.boards import BOARD_SCORE_SCALE
from learning.rules.boards.leagues import LeagueMemberScore, LeagueResult, rank_league
from learning.steps.jobs.bulk_statements import use_bulk_options
from learning.tables.database import transaction

LEAGUES_PER_SETTLE_CHUNK = 100
"""Leagues settled in one transaction."""

CLAIM_FINISHED_LEAGUES = """
UPDATE league SET settled_at = $3 WHERE id IN (
  SELECT id FROM league WHERE organisation = $1 AND week < $2 AND settled_at IS NULL
  ORDER BY week, id LIMIT $4 FOR UPDATE
) AND settled_at IS NULL RETURNING id, week
"""
SELECT_MEMBERS_OF_LEAGUES = "SELECT league, person, tier FROM league_member WHERE league = ANY($1)"
UPDATE_LEAGUE_RESULTS = """
UPDATE league_member m SET points = r.points, place = r.place, moved = r.moved
FROM unnest($2::bigint[], $3::integer[], $4::smallint[], $5::smallint[])
  AS r (person, points, place, moved)
WHERE m.person = r.person AND m.week = $1
"""


async def settle_finished_leagues(root: int, week: date, now: datetime) -> bool:
    """Settle some leagues of an organisation of past weeks; return whether there were any.

    Points are those of the days of the week. A league is settled once. Points that arrive later
    count for the person, not for the league.
    """
    async with transaction() as conn:
        await use_bulk_options(conn)
        leagues_by_week: dict[date, list[int]] = {}
        for row in await conn.fetch(
            CLAIM_FINISHED_LEAGUES, root, week, now, LEAGUES_PER_SETTLE_CHUNK
        ):
            leagues_by_week.setdefault(row["week"], []).append(row["id"])
        for finished_week, leagues in leagues_by_week.items():
            await _settle_leagues_of_week(conn, finished_week, leagues)
    return bool(leagues_by_week)


async def _settle_leagues_of_week(conn: Connection, week: date, leagues: list[int]) -> None:
    members = await conn.fetch(SELECT_MEMBERS_OF_LEAGUES, leagues)
    lines = {
        line.board: line
        for line in await load_board_lines_of_period(
            "week", week, [row["person"] for row in members]
        )
    }
    results: list[LeagueResult] = []
    points: dict[int, int] = {}
    for league in leagues:
        line = lines.get(make_board_key("league", league, "week", week))
        scores = dict(zip(line.people, line.scores, strict=True)) if line else {}
        own = [row for row in members if row["league"] == league]
        results += rank_league(
            [
                LeagueMemberScore(row["person"], row["tier"], scores.get(row["person"]))
                for row in own
            ]
        )
        points |= {
            person: score // BOARD_SCORE_SCALE
            for person, score in scores.items()
            if score is not None
        }
    await _write_league_results(conn, week, results, points)


async def _write_league_results(
    conn: Connection, week: date, results: list[LeagueResult], points: dict[int, int]
) -> None:
    await conn.execute(
        UPDATE_LEAGUE_RESULTS,
        week,
        [result.person for result in results],
        [points.get(result.person, 0) for result in results],
        [result.place for result in results],
        [result.moved for result in results],
    )
