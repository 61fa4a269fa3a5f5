"""Insert very many people with points by SQL. Every team has ten teams below it."""

from datetime import date, datetime, timedelta

from learning.actions.people.create_team import create_team
from learning.rules.boards.periods import PERIOD_RULES
from learning.rules.people.join_codes import make_join_code
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, to_local_day
from learning.tables.database import connection

BOARDS_ZONE = "UTC"
INSERT_TEN_TEAMS_BELOW = """
INSERT INTO team (id, parent, path, name, zone, work_days, join_code, created_at)
SELECT id, above, path || id, name, $2, work_days, format('B-%s', id), $3
FROM (SELECT nextval(pg_get_serial_sequence('team', 'id')) AS id, t.id AS above, t.path,
             format('%s.%s', t.name, n) AS name, t.work_days
      FROM team t CROSS JOIN generate_series(1, 10) AS n WHERE cardinality(t.path) = $1) AS new
"""
"""Inserts ten teams below each team of a level."""
INSERT_BOARD_PEOPLE = """
INSERT INTO person (login, name, role, team, secret, created_at)
SELECT 'p' || n, 'Person ' || n, 'learner',
       ($1::bigint[])[1 + (n - 1) / $2 % cardinality($1)], '', $3
FROM generate_series($4::int, $5::int) AS n
"""
POINTS_OF_EARLIER_PERIODS = 100
"""By how many points each period exceeds the one before it in `PERIOD_RULES`."""
PERIOD_COLUMNS_SQL = ", ".join(f"{period}, {period}_points" for period in PERIOD_RULES)
PERIOD_VALUES_SQL = ", ".join(
    f"${number + 4}, points + {number * POINTS_OF_EARLIER_PERIODS}"
    for number in range(len(PERIOD_RULES))
)
INSERT_BOARD_PROGRESS = f"""
INSERT INTO progress (person, points, scored_at, last_day, {PERIOD_COLUMNS_SQL})
SELECT id, points + {len(PERIOD_RULES) * POINTS_OF_EARLIER_PERIODS},
       $1::timestamptz - interval '1 day' * random(), $2, {PERIOD_VALUES_SQL}
FROM (SELECT id, 5 + floor(600 * random() ^ 2) AS points FROM person WHERE id > $3) AS new
"""  # noqa: S608 - made of constants
"""$1 is the instant, $2 the day, $3 the last person before. The first days of the periods
follow."""


def get_population_day(now: datetime) -> date:
    """Give the local day of the people."""
    return to_local_day(now, BOARDS_ZONE)


def list_board_sizes(people: int, least: int) -> list[int]:
    """List the sizes of boards: the smallest team, ten times that, and so on up to all people."""
    found = [least]
    while found[-1] * 10 <= people:
        found.append(found[-1] * 10)
    return found


async def create_team_levels(people: int, least: int, now: datetime) -> list[int]:
    """Create the tree of teams. Give the first team of each level, the smallest first."""
    await create_team(
        "Bench",
        None,
        BOARDS_ZONE,
        ALL_ISO_WEEKDAYS,
        make_join_code(bytes(5)),
        now - timedelta(days=400),
    )
    levels = len(list_board_sizes(people, least))
    async with connection() as conn:
        for depth in range(1, levels):
            await conn.execute(INSERT_TEN_TEAMS_BELOW, depth, BOARDS_ZONE, now)
        rows = await conn.fetch(
            "SELECT min(id) FROM team GROUP BY cardinality(path) ORDER BY 1 DESC"
        )
    return [row[0] for row in rows]


async def insert_people(levels: int, least: int, after: int, people: int, now: datetime) -> None:
    """Insert people `after` + 1 to `people` in teams of `least`.

    Each has points of every period of today.
    """
    day = get_population_day(now)
    starts = [rule.find_start(day) for rule in PERIOD_RULES.values()]
    async with connection() as conn:
        leaves = [
            row[0]
            for row in await conn.fetch(
                "SELECT id FROM team WHERE cardinality(path) = $1 ORDER BY id", levels
            )
        ]
        last = await conn.fetchval("SELECT COALESCE(max(id), 0) FROM person")
        await conn.execute(
            INSERT_BOARD_PEOPLE, leaves, least, now - timedelta(days=300), after + 1, people
        )
        await conn.execute(INSERT_BOARD_PROGRESS, now, day, last, *starts)
        for table in ("person", "progress", "team"):
            await conn.execute(f"VACUUM ANALYZE {table}")
