"""A shop with a hundred colleagues, and what one hostile phone in it can attack."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from httpx import AsyncClient
from support import transport
from support.api_client import URL, create_session
from support.catalogues import make_pack, publish_to_team
from support.challenges import record_practice
from support.organisation import Organisation, add_member, create_organisation
from support.people import find_person
from support.practice import issue_breaks

from learning.actions.challenges.settle_challenges import settle_challenges
from learning.queries.people.current_user import find_user_by_login
from learning.tables.database import connection

COLLEAGUES = 100
INSERT_STORED_ANSWERS = """
INSERT INTO attempt (person, key, question, concept, pack_version, response, sure, correct, grade,
  answered_at, received_at, day, seconds, guess)
SELECT $1, gen_random_uuid(), 'pack.q0-' || n % 3, 'pack.idea-0',
  (SELECT max(id) FROM pack_version), '{"choices": ["a"]}', true, true, 3, at, at, at::date, 9, 0.25
FROM generate_series(1, $2::int) AS n,
  LATERAL (SELECT now() - interval '20 days' * n / $2::int AS at) AS placed
"""
"""Answers to one concept over twenty days, the newest first."""
INSERT_MEMORY = """
INSERT INTO memory (person, concept, stability, difficulty, due, last_day, last_at, last_grade,
  reviews, lapses, question, right_days)
SELECT person, concept, 20, 5, max(day) + 9, max(day), max(answered_at), 3, count(*), 0,
  'pack.q0-0', 20
FROM attempt WHERE person = $1 GROUP BY person, concept
"""


@dataclass(frozen=True, slots=True)
class FairnessWorld:
    """Tokens of the colleagues, of a hostile learner and of a hostile leader; what they attack."""

    colleagues: list[str]
    learner: str
    leader: str
    moment: UUID
    challenge: int


async def create_fairness_world(stored: int) -> FairnessWorld:
    """Create everything, with so many stored answers of the learner. The pool must be open."""
    now = datetime.now(UTC)
    organisation = await create_organisation()
    await publish_to_team(make_pack(lessons=12), organisation.root, now - timedelta(days=60))
    learner = (await find_person("anna-lee")).id
    await issue_breaks(learner, (now - timedelta(days=40)).date(), now.date())
    async with connection() as conn:
        await conn.execute(INSERT_STORED_ANSWERS, learner, stored)
        await conn.execute(INSERT_MEMORY, learner)
        await conn.execute(
            "UPDATE progress SET last_day = $2 WHERE person = $1", learner, now.date()
        )
    tokens = [
        await create_session((await find_person(login)).id) for login in ("anna-lee", "lea-leader")
    ]
    colleagues = [
        await create_session(
            (await find_person(await add_member(organisation.shop, f"Colleague {n}"))).id
        )
        for n in range(COLLEAGUES)
    ]
    async with transport.open_app(HEROBREAK_URL=URL) as app:
        clients = [
            AsyncClient(
                transport=transport.make_transport(app), base_url=URL, cookies={"herobreak": one}
            )
            for one in tokens
        ]
        moment = await _give_moment(clients[0])
        challenge = await _settle_challenge(clients[1], organisation, now)
        for client in clients:
            await client.aclose()
    return FairnessWorld(colleagues, tokens[0], tokens[1], moment, challenge)


async def _give_moment(client: AsyncClient) -> UUID:
    key = uuid4()
    value = {
        "id": str(key),
        "kind": "seen",
        "to": "colleague-1",
        "trait": "pack.lesson-0",
        "sentence": "Calm.",
    }
    made = await client.post("/api/moments", json=value)
    assert made.status_code == 201, made.text
    return key


async def _settle_challenge(leader: AsyncClient, organisation: Organisation, now: datetime) -> int:
    value = {
        "id": str(uuid4()),
        "team": str(organisation.shop),
        "form": "team",
        "title": "Chase the award",
        "vision": "We stand on that stage. " * 15,
        "measure": "breaks",
        "unit": "breaks",
        "target": 2,
        "first_day": now.date().isoformat(),
        "last_day": (now.date() + timedelta(days=6)).isoformat(),
    }
    made = await leader.post("/api/challenges", json=value)
    assert made.status_code == 201, made.text
    person = await find_user_by_login("anna-lee")
    assert person is not None
    await record_practice(person, now + timedelta(hours=28))
    await settle_challenges(None, now + timedelta(days=40))
    return int(made.json()["id"])
