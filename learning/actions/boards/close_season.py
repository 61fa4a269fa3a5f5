"""Close a season: store the final places of all team boards. They never change afterwards."""

from datetime import date, datetime

from learning.actions.jobs.job_queue import extend_job_lease
from learning.queries.boards.board_scores import (
    ON_BOARD_SQL_BY_KIND,
    PERIOD_POINTS_SQL,
    WHOLE_BOARD_SQL,
)
from learning.rules.boards.boards import BOARD_SCORE_SCALE
from learning.rules.boards.periods import find_next_period_start
from learning.steps.boards.write_season_job import write_season_job
from learning.steps.jobs.job_rows import Job, finish_job
from learning.tables.database import connection, transaction

SELECT_NEXT_UNARCHIVED_TEAM = """
SELECT id FROM team WHERE path[1] = $1 AND id > $3
  AND NOT EXISTS (SELECT FROM season_result WHERE team = team.id AND season = $2)
ORDER BY id LIMIT 1
"""
SEASON_BOARD_SQL = WHOLE_BOARD_SQL.format(
    earned=PERIOD_POINTS_SQL.format(period="season"), on_board=ON_BOARD_SQL_BY_KIND["team"]
)
INSERT_SEASON_RESULTS = f"""
INSERT INTO season_result (team, season, person, points, place, closed_at)
SELECT $1, $2, member, score / {BOARD_SCORE_SCALE}, rank, $4
FROM ({SEASON_BOARD_SQL}) AS board
ON CONFLICT (team, season, person) DO NOTHING
"""


async def close_season(job: Job, now: datetime) -> None:
    """Store the season that the slot names, team by team, and write the job of the next season.

    After a crash it goes on with the teams that are missing: a team is stored as a whole.
    """
    root, season, after = int(job.subject), date.fromisoformat(job.slot), 0
    while (team := await _archive_next_team(root, season, after, now)) is not None:
        await extend_job_lease(job)
        after = team
    async with transaction() as conn:
        if await finish_job(conn, job, now):
            zone = await conn.fetchval("SELECT zone FROM team WHERE id = $1", root)
            await write_season_job(
                conn, job.subject, find_next_period_start("season", season), zone
            )


async def _archive_next_team(root: int, season: date, after: int, now: datetime) -> int | None:
    async with connection() as conn:
        team: int | None = await conn.fetchval(SELECT_NEXT_UNARCHIVED_TEAM, root, season, after)
        if team is not None:
            await conn.execute(
                INSERT_SEASON_RESULTS, team, season, find_next_period_start("season", season), now
            )
    return team
