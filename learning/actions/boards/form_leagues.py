"""Form the leagues of an organisation, once a day.

It settles the leagues of past weeks, forms those of this week, and adds newcomers. It may be
stopped at any point and run again.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from itertools import accumulate

from asyncpg import Connection

from learning.actions.boards.settle_leagues import settle_finished_leagues
from learning.actions.jobs.job_queue import extend_job_lease
from learning.queries.boards.board_scores import (
    BOARD_PEOPLE_SQL,
    IS_ON_BOARDS_SQL,
    PERIOD_POINTS_SQL,
    VISIBLE_FROM_DEPTH_SQL,
)
from learning.rules.boards.leagues import OpenLeague, calculate_league_sizes, place_newcomers
from learning.rules.rota.days import find_day_start, find_week_start, to_local_day
from learning.steps.boards.write_league_job import FORM_LEAGUES_JOB
from learning.steps.jobs.bulk_statements import use_bulk_options
from learning.steps.jobs.job_rows import Job, finish_job, write_job
from learning.tables.database import transaction

LEAGUE_ACTIVITY_DAYS = 28
"""Only people who practised in so many days before the week are placed in a league."""

IS_UNPLACED_SQL = f"""
t.path[1] = $1 AND {IS_ON_BOARDS_SQL} AND {VISIBLE_FROM_DEPTH_SQL} = 1
AND g.last_day >= $3::date - {LEAGUE_ACTIVITY_DAYS}
AND NOT EXISTS (SELECT FROM league_member WHERE person = p.id AND week = $3)
"""
SELECT_UNPLACED_PEOPLE = f"""
SELECT p.id AS person, GREATEST(COALESCE(last.tier + COALESCE(last.moved, 0), 1), 1) AS tier,
       COALESCE(earned.points, 0) AS activity
FROM {BOARD_PEOPLE_SQL}
LEFT JOIN LATERAL (
  SELECT tier, moved FROM league_member WHERE person = p.id AND week < $3
  ORDER BY week DESC LIMIT 1
) AS last ON true
LEFT JOIN {PERIOD_POINTS_SQL.format(period="week")} ON true
WHERE {IS_UNPLACED_SQL}
"""
"""The people of organisation $1 without a league in the week $3. The week before is $2."""
COUNT_UNPLACED_PEOPLE = f"""
SELECT count(*) FROM {BOARD_PEOPLE_SQL} WHERE {IS_UNPLACED_SQL} AND $2::date IS NOT NULL
"""
INSERT_LEAGUES_WITH_MEMBERS = f"""
WITH dealt AS (
  SELECT person, tier,
         width_bucket(row_number() OVER (ORDER BY tier DESC, activity DESC, person), $4::bigint[])
           AS number
  FROM ({SELECT_UNPLACED_PEOPLE}) AS waiting
), made AS (
  INSERT INTO league (organisation, week, tier, number)
  SELECT $1, $3, percentile_disc(0.5) WITHIN GROUP (ORDER BY tier), number
  FROM dealt GROUP BY number
  RETURNING id, number
)
INSERT INTO league_member (league, person, week, tier)
SELECT (SELECT array_agg(id ORDER BY number) FROM made)[number], person, $3, tier FROM dealt
"""
"""Cuts the people, in the order of tier and activity, into leagues that begin at the places $4."""
SELECT_LEAGUE_SIZES = """
SELECT l.id, l.tier, count(m.id) AS size FROM league l LEFT JOIN league_member m ON m.league = l.id
WHERE l.organisation = $1 AND l.week = $2 GROUP BY l.id ORDER BY l.id
"""
INSERT_LEAGUE = """
INSERT INTO league (organisation, week, tier, number)
SELECT $1, $2, $3, COALESCE(max(number), 0) + 1 FROM league WHERE organisation = $1 AND week = $2
RETURNING id
"""
INSERT_LEAGUE_MEMBERS = """
INSERT INTO league_member (league, person, week, tier)
SELECT $1, person, $2, tier FROM unnest($3::bigint[], $4::smallint[]) AS new (person, tier)
"""
SELECT_ORGANISATION_ZONES = "SELECT DISTINCT zone FROM team WHERE path[1] = $1"


async def form_leagues(job: Job, now: datetime) -> None:
    """Settle past weeks, place people without a league this week, and write tomorrow's job.

    The job is due when the day has begun in all time zones of the organisation. So a week is
    settled when it is over everywhere.
    """
    root = int(job.subject)
    async with transaction() as conn:
        zone = await conn.fetchval("SELECT zone FROM team WHERE id = $1", root)
    day = max(date.fromisoformat(job.slot), to_local_day(now, zone))
    while await settle_finished_leagues(root, find_week_start(day), now):
        await extend_job_lease(job)
    async with transaction() as conn:
        if not await finish_job(conn, job, now):
            return
        await use_bulk_options(conn)
        await _place_people_in_leagues(conn, root, find_week_start(day))
        tomorrow = day + timedelta(days=1)
        zones = [row["zone"] for row in await conn.fetch(SELECT_ORGANISATION_ZONES, root)]
        due = max(find_day_start(tomorrow, zone) for zone in zones)
        await write_job(conn, FORM_LEAGUES_JOB, job.subject, tomorrow.isoformat(), due)


async def _place_people_in_leagues(conn: Connection, root: int, week: date) -> None:
    """Form the leagues of the week if there are none; otherwise add newcomers to them."""
    week_before = week - timedelta(days=7)
    leagues = [OpenLeague(*row) for row in await conn.fetch(SELECT_LEAGUE_SIZES, root, week)]
    if not leagues:
        league_sizes = calculate_league_sizes(
            await conn.fetchval(COUNT_UNPLACED_PEOPLE, root, week_before, week)
        )
        if league_sizes:
            await conn.execute(
                INSERT_LEAGUES_WITH_MEMBERS,
                root,
                week_before,
                week,
                [
                    1 + end - size
                    for end, size in zip(accumulate(league_sizes), league_sizes, strict=True)
                ],
            )
        return
    newcomers = {
        row["person"]: row["tier"]
        for row in await conn.fetch(
            f"{SELECT_UNPLACED_PEOPLE} ORDER BY p.id", root, week_before, week
        )
    }
    joined = place_newcomers(newcomers, leagues)
    for league, people in joined.people_by_league.items():
        await _add_league_members(conn, league, week, people, newcomers)
    for people in joined.new_leagues:
        middle = sorted(newcomers[person] for person in people)[len(people) // 2]
        await _add_league_members(
            conn, await conn.fetchval(INSERT_LEAGUE, root, week, middle), week, people, newcomers
        )


async def _add_league_members(
    conn: Connection, league: int, week: date, people: Collection[int], tiers: dict[int, int]
) -> None:
    await conn.execute(
        INSERT_LEAGUE_MEMBERS, league, week, list(people), [tiers[person] for person in people]
    )
