"""Leagues, day by day: settle what is over, form this week's, and let newcomers in. Killed anywhere, it goes on."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from itertools import accumulate

from asyncpg import Connection

from learning.actions.due_jobs import Job, extend_lease, finish_job, write_job
from learning.actions.settle_leagues import settle_some
from learning.queries.scores import EARNED, PEOPLE, SEEN_FROM, SHOWN
from learning.rules.days import day_start, local_day, week_of
from learning.rules.leagues import Open, join, sizes
from learning.tables.database import transaction

KIND = "form_leagues"
RECENT = 28
"""Days before the week in which somebody has practised who is placed in a league."""

WAITING = f"""
SELECT p.id AS person, GREATEST(COALESCE(last.tier + COALESCE(last.moved, 0), 1), 1) AS tier,
       COALESCE(earned.points, 0) AS activity
FROM {PEOPLE}
LEFT JOIN LATERAL (
  SELECT tier, moved FROM league_member WHERE person = p.id AND week < $3 ORDER BY week DESC LIMIT 1
) AS last ON true
LEFT JOIN {EARNED.format(period="week")} ON true
WHERE t.path[1] = $1 AND {SHOWN} AND {SEEN_FROM} = 1 AND g.last_day >= $3::date - {RECENT}
  AND NOT EXISTS (SELECT FROM league_member WHERE person = p.id AND week = $3)
"""
"""Who of the organisation $1 is to be placed in a league of the week $3, after the week $2."""
COUNT = f"SELECT count(*) FROM ({WAITING}) AS waiting"
DEAL = f"""
WITH dealt AS (
  SELECT person, tier, width_bucket(row_number() OVER (ORDER BY tier DESC, activity DESC, person), $4::bigint[]) AS number
  FROM ({WAITING}) AS waiting
), made AS (
  INSERT INTO league (organisation, week, tier, number)
  SELECT $1, $3, percentile_disc(0.5) WITHIN GROUP (ORDER BY tier), number FROM dealt GROUP BY number
  RETURNING id, number
)
INSERT INTO league_member (league, person, week, tier)
SELECT (SELECT array_agg(id ORDER BY number) FROM made)[number], person, $3, tier FROM dealt
"""
"""Deals people in order of tier and activity; $4 are the places at which leagues begin."""
OPEN = """
SELECT l.id, l.tier, count(m.id) AS size FROM league l LEFT JOIN league_member m ON m.league = l.id
WHERE l.organisation = $1 AND l.week = $2 GROUP BY l.id ORDER BY l.id
"""
ADD_LEAGUE = """
INSERT INTO league (organisation, week, tier, number)
SELECT $1, $2, $3, COALESCE(max(number), 0) + 1 FROM league WHERE organisation = $1 AND week = $2 RETURNING id
"""
ADD_MEMBERS = """
INSERT INTO league_member (league, person, week, tier)
SELECT $1, person, $2, tier FROM unnest($3::bigint[], $4::smallint[]) AS new (person, tier)
"""
ZONES = "SELECT DISTINCT zone FROM team WHERE path[1] = $1"


async def begin_leagues(conn: Connection, root: int, zone: str, now: datetime) -> None:
    """Write the first job of an organisation, in the transaction that makes it."""
    first = local_day(now, zone) + timedelta(days=1)
    await write_job(conn, KIND, str(root), first.isoformat(), day_start(first, zone))


async def form_leagues(job: Job, now: datetime) -> None:
    """Settle the weeks that are over, place whoever has no league this week, and write tomorrow's job.

    A day begins when it has begun for every team, so that a week is settled when it is over everywhere.
    """
    root = int(job.subject)
    async with transaction() as conn:
        zone = await conn.fetchval("SELECT zone FROM team WHERE id = $1", root)
    day = max(date.fromisoformat(job.slot), local_day(now, zone))
    while await settle_some(root, week_of(day), now):
        await extend_lease(job)
    async with transaction() as conn:
        if not await finish_job(conn, job, now):
            return
        await _place(conn, root, week_of(day))
        tomorrow = day + timedelta(days=1)
        zones = [row["zone"] for row in await conn.fetch(ZONES, root)]
        due = max(day_start(tomorrow, zone) for zone in zones)
        await write_job(conn, KIND, job.subject, tomorrow.isoformat(), due)


async def _place(conn: Connection, root: int, week: date) -> None:
    """Form the week's leagues if there are none, else let newcomers in."""
    before = week - timedelta(days=7)
    leagues = [Open(*row) for row in await conn.fetch(OPEN, root, week)]
    if not leagues:
        cut = sizes(await conn.fetchval(COUNT, root, before, week))
        if cut:
            await conn.execute(
                DEAL, root, before, week, [1 + end - size for end, size in zip(accumulate(cut), cut, strict=True)]
            )
        return
    newcomers = {row["person"]: row["tier"] for row in await conn.fetch(f"{WAITING} ORDER BY p.id", root, before, week)}
    joined = join(newcomers, leagues)
    for league, people in joined.leagues.items():
        await _add(conn, league, week, people, newcomers)
    for people in joined.opened:
        middle = sorted(newcomers[person] for person in people)[len(people) // 2]
        await _add(conn, await conn.fetchval(ADD_LEAGUE, root, week, middle), week, people, newcomers)


async def _add(conn: Connection, league: int, week: date, people: Collection[int], tiers: dict[int, int]) -> None:
    await conn.execute(ADD_MEMBERS, league, week, list(people), [tiers[person] for person in people])
