"""Close a season: store the final places of all team boards. They never change afterwards."""

from datetime import date, datetime

from learning.actions.jobs.job_queue import extend_job_lease
from learning.queries.boards.board_scores import (
    BOARD_PEOPLE_SQL,
    BOARD_SCORE_SQL,
    IS_ON_BOARDS_SQL,
    PERIOD_POINTS_SQL,
    VISIBLE_FROM_DEPTH_SQL,
)
from learning.rules.boards.boards import BOARD_SCORE_SCALE
from learning.rules.boards.periods import find_next_period_start
from learning.steps.boards.write_season_job import write_season_job
from learning.steps.jobs.bulk_statements import use_bulk_options
from learning.steps.jobs.job_rows import Job, finish_job
from learning.tables.database import transaction

TEAMS_PER_SEASON_CHUNK = 200
"""Teams whose boards are stored in one transaction."""

SELECT_NEXT_UNARCHIVED_TEAMS = """
SELECT id FROM team WHERE path[1] = $1 AND id > $3
  AND NOT EXISTS (SELECT FROM season_result WHERE team = team.id AND season = $2)
ORDER BY id LIMIT $4
"""
INSERT_SEASON_RESULTS = f"""
INSERT INTO season_result (team, season, person, points, place, closed_at)
SELECT team, $2, member, score / {BOARD_SCORE_SCALE},
  row_number() OVER (PARTITION BY team ORDER BY score DESC, member::text COLLATE "C" DESC), $4
FROM (
  SELECT b.team, p.id AS member, {BOARD_SCORE_SQL} AS score
  FROM {BOARD_PEOPLE_SQL} CROSS JOIN {PERIOD_POINTS_SQL.format(period="season")}
  CROSS JOIN unnest(t.path) WITH ORDINALITY AS b (team, depth)
  WHERE t.path && $1 AND b.team = ANY($1) AND {IS_ON_BOARDS_SQL} AND earned.points > 0
    AND b.depth >= {VISIBLE_FROM_DEPTH_SQL}
) AS scored
ON CONFLICT (team, season, person) DO NOTHING
"""
"""The boards of the teams $1, each in the order of Redis. A person's points are read once for all
boards of the chunk that the person is on, and never for the boards of other teams."""


async def close_season(job: Job, now: datetime) -> None:
    """Store the season that the slot names, in chunks of teams, and write the next season's job.

    After a crash it goes on with the teams that are missing: a team is stored as a whole.
    """
    root, season, after = int(job.subject), date.fromisoformat(job.slot), 0
    while teams := await _archive_next_teams(root, season, after, now):
        await extend_job_lease(job)
        after = teams[-1]
    async with transaction() as conn:
        if await finish_job(conn, job, now):
            zone = await conn.fetchval("SELECT zone FROM team WHERE id = $1", root)
            await write_season_job(
                conn, job.subject, find_next_period_start("season", season), zone
            )


async def _archive_next_teams(root: int, season: date, after: int, now: datetime) -> list[int]:
    async with transaction() as conn:
        await use_bulk_options(conn)
        rows = await conn.fetch(
            SELECT_NEXT_UNARCHIVED_TEAMS, root, season, after, TEAMS_PER_SEASON_CHUNK
        )
        teams = [row["id"] for row in rows]
        if teams:
            await conn.execute(
                INSERT_SEASON_RESULTS, teams, season, find_next_period_start("season", season), now
            )
    return teams
