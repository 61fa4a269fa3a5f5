"""Close a season: where everybody stood on every team's board is written down, once and for good."""

from datetime import date, datetime, timedelta

from asyncpg import Connection

from learning.actions.due_jobs import Job, extend_lease, finish_job, write_job
from learning.queries.scores import BOARD, EARNED, ON_BOARD
from learning.rules.boards import SCALE
from learning.rules.days import day_start, local_day
from learning.rules.periods import following, season_of
from learning.tables.database import connection, transaction

KIND = "close_season"
LATE = timedelta(days=2)
"""How long answers of phones without a signal may still come for a season that is over."""

NEXT_TEAM = """
SELECT id FROM team WHERE path[1] = $1 AND id > $3
  AND NOT EXISTS (SELECT FROM season_result WHERE team = team.id AND season = $2) ORDER BY id LIMIT 1
"""
ARCHIVE = f"""
INSERT INTO season_result (team, season, person, points, place, closed_at)
SELECT $1, $2, member, score / {SCALE}, rank, $4
FROM ({BOARD.format(earned=EARNED.format(period="season"), on_board=ON_BOARD["team"])}) AS board
ON CONFLICT (team, season, person) DO NOTHING
"""


async def begin_seasons(conn: Connection, root: int, zone: str, now: datetime) -> None:
    """Write the first job of an organisation, in the transaction that makes it."""
    await _write(conn, str(root), season_of(local_day(now, zone)), zone)


async def close_season(job: Job, now: datetime) -> None:
    """Archive the season that the slot names, team by team, and write the job of the next.

    Killed on the way, it finds what is done already: a team's board is written as a whole.
    """
    root, season, after = int(job.subject), date.fromisoformat(job.slot), 0
    while (team := await _archive_next(root, season, after, now)) is not None:
        await extend_lease(job)
        after = team
    async with transaction() as conn:
        if await finish_job(conn, job, now):
            zone = await conn.fetchval("SELECT zone FROM team WHERE id = $1", root)
            await _write(conn, job.subject, following("season", season), zone)


async def _archive_next(root: int, season: date, after: int, now: datetime) -> int | None:
    async with connection() as conn:
        team: int | None = await conn.fetchval(NEXT_TEAM, root, season, after)
        if team is not None:
            await conn.execute(ARCHIVE, team, season, following("season", season), now)
    return team


async def _write(conn: Connection, root: str, season: date, zone: str) -> None:
    """Write the job that closes a season when its answers have come."""
    await write_job(conn, KIND, root, season.isoformat(), day_start(following("season", season) + LATE, zone))
