"""Create an organisation whose people are signed in and take part in one running challenge."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
from bench.servers import open_setup_pool
from support.catalogues import make_pack, publish_to_team

from learning.actions.challenges.launch_challenge import launch_challenge
from learning.actions.challenges.measure_challenges import measure_challenges
from learning.actions.people.create_team import create_team
from learning.queries.people.current_user import find_user_by_login, hash_token
from learning.rules.challenges.challenges import ChallengePlan
from learning.rules.people.join_codes import make_join_code
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, to_local_day
from learning.tables.database import close_pool, connection
from ops.migrate import migrate_database

PEOPLE_PER_SHOP = 20
LIVE_ZONE = "UTC"
INSERT_SHOPS = """
INSERT INTO team (id, parent, path, name, zone, work_days, join_code, created_at)
SELECT id, $1, ARRAY[$1, id], format('Shop %s', n), $2, $3, format('B-%s', id), $4
FROM (
  SELECT nextval(pg_get_serial_sequence('team', 'id')) AS id, n FROM generate_series(1, $5) AS n
) AS new
"""
INSERT_SHOP_PEOPLE = """
INSERT INTO person (login, name, role, team, secret, created_at)
SELECT 'p' || row_number() OVER (), 'Person ' || n || ' of ' || t.id, 'learner', t.id, '', $2
FROM team t CROSS JOIN generate_series(1, $3::int) AS n WHERE t.parent = $1
"""
MAKE_LEADER = "UPDATE person SET role = 'leader', team = $1 WHERE login = 'p1'"
INSERT_READERS_PROGRESS = (
    """INSERT INTO progress (person, counters) SELECT id, '{"lessons.pack": 3}' FROM person"""
)
INSERT_SESSIONS = """
INSERT INTO session (token, person, created_at, expires_at)
SELECT token, person, $3, $4 FROM unnest($1::bytea[], $2::bigint[]) AS new (token, person)
"""


@dataclass(frozen=True, slots=True)
class LivePopulation:
    """The session tokens of all people."""

    tokens: list[str]

    def make_attempt_body(self) -> bytes:
        """Make the request body of a correct answer."""
        attempt = {
            "id": str(uuid4()),
            "question_id": "pack.q0-0",
            "response": {"choices": ["a"]},
            "confidence": "sure",
            "answered_at": datetime.now(UTC).isoformat(),
            "seconds": 5,
        }
        return msgspec.json.encode({"attempts": [attempt]})


async def create_live_population(database_url: str, people: int) -> LivePopulation:
    """Migrate, insert people and their sessions, and launch the challenge."""
    await migrate_database(database_url)
    await open_setup_pool()
    now = datetime.now(UTC)
    created_at = now - timedelta(days=40)
    root = await create_team(
        "Bench", None, LIVE_ZONE, ALL_ISO_WEEKDAYS, make_join_code(bytes(5)), created_at
    )
    await publish_to_team(make_pack(), root, created_at)
    tokens = [secrets.token_urlsafe(32) for _ in range(people)]
    async with connection() as conn:
        await conn.execute(
            INSERT_SHOPS,
            root,
            LIVE_ZONE,
            list(ALL_ISO_WEEKDAYS),
            created_at,
            -(-people // PEOPLE_PER_SHOP),
        )
        await conn.execute(INSERT_SHOP_PEOPLE, root, created_at, PEOPLE_PER_SHOP)
        await conn.execute(MAKE_LEADER, root)
        await conn.execute(INSERT_READERS_PROGRESS)
        ids = [
            row["id"]
            for row in await conn.fetch("SELECT id FROM person ORDER BY id LIMIT $1", people)
        ]
        await conn.execute(
            INSERT_SESSIONS,
            [hash_token(token) for token in tokens],
            ids,
            now,
            now + timedelta(days=1),
        )
        await conn.execute("VACUUM ANALYZE")
    await _launch_challenge(root, now)
    await close_pool()
    return LivePopulation(tokens)


async def _launch_challenge(root: int, now: datetime) -> None:
    leader, today = await find_user_by_login("p1"), to_local_day(now, LIVE_ZONE)
    assert leader is not None
    plan = ChallengePlan(
        id=UUID(int=1),
        team=root,
        teams=(root,),
        leaders=(),
        template="",
        form="together",
        title="All of us",
        vision="On Sunday we stand on that stage, and everybody in the hall rises.",
        message="",
        reward="",
        measure="breaks",
        trait=None,
        unit="breaks",
        target=1000,
        per_person=False,
        first_day=today,
        last_day=today + timedelta(days=20),
        stages=(),
    )
    await launch_challenge(leader, plan, now)
    await measure_challenges(now)
