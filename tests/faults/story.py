"""What happens in a run, the same each time: a crowd, what their phones send, and how all of it must end."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from support.api_client import create_session
from support.catalogues import make_hero_badge, make_pack, publish_to_team
from support.people import find_person

from learning.actions.challenges.launch_challenge import launch_challenge
from learning.actions.people.create_team import create_team
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.queries.people.current_user import find_user_by_login
from learning.rules.challenges.challenges import ChallengePlan, ChallengeStagePlan
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, to_local_day
from learning.tables.database import connection

LESSONS = 3
ASKED = [f"pack.q{concept}-0" for concept in range(2 * LESSONS)] + ["pack.c0-0", "pack.c1-0"]
BATCH = 3
LEADER = "p0"

CROWD = """
INSERT INTO person (login, name, role, team, secret, created_at)
SELECT 'p' || n, 'P ' || n, CASE n WHEN 0 THEN 'leader' ELSE 'learner' END, $1, '', $2 FROM generate_series(0, $3::int) AS n
"""
EARLIER = "UPDATE challenge_team SET starts_at = $2 WHERE challenge = $1"
OVER = "UPDATE challenge_team SET ends_at = $2 WHERE challenge = $1"
SETTLE = "UPDATE due_job SET due_at = $2 WHERE kind = 'challenge_settle' AND subject = $1"
PAYING = """
SELECT EXISTS (
  SELECT FROM pg_locks WHERE relation = to_regclass('ledger_entry') AND mode = 'RowExclusiveLock'
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
)
"""
"""When nobody answers any more, only a ceremony writes into the ledger."""

ENDING = {
    "ledger": """
SELECT p.login, split_part(l.cause, ':', 1) AS kind, CASE WHEN l.cause LIKE 'challenge:%' THEN '' ELSE l.cause END, l.points, l.day
FROM ledger_entry l JOIN person p ON p.id = l.person""",
    "awards": "SELECT p.login, a.badge FROM award a JOIN person p ON p.id = a.person",
    "totals": """
SELECT p.login, g.points, g.week_points, g.month_points, g.season_points, g.streak, g.longest_streak, g.counters::text
FROM progress g JOIN person p ON p.id = g.person""",
    "attempts": "SELECT p.login, a.key, a.correct, a.points FROM attempt a JOIN person p ON p.id = a.person",
    "readings": "SELECT p.login, r.key, r.points FROM lesson_read r JOIN person p ON p.id = r.person",
    "moments": "SELECT p.login, m.key, m.status, m.paid FROM moment m JOIN person p ON p.id = m.receiver",
    "challenge": "SELECT status, (result - 'teams')::text FROM challenge",
}
"""What is compared: everything that was awarded, but for row numbers and the clock."""
Ending = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Request:
    """What a phone sends until it is answered."""

    method: str
    path: str
    body: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Crowd:
    """The sessions of everybody, the leader's first, and the challenge that is theirs."""

    team: int
    tokens: list[str]
    challenge: int
    begun: datetime


async def gather(people: int, now: datetime) -> Crowd:
    """Found an organisation of so many and a leader, in the middle of a challenge."""
    clear_catalogue_cache()
    long_ago = now - timedelta(days=90)
    team = await create_team("Everybody", None, "UTC", ALL_ISO_WEEKDAYS, "CCCC4444", long_ago)
    await publish_to_team(
        replace(make_pack(lessons=LESSONS), badges=(make_hero_badge(lesson=0),)), team, long_ago
    )
    async with connection() as conn:
        await conn.execute(CROWD, team, long_ago, people)
        await conn.execute("INSERT INTO progress (person) SELECT id FROM person")
    tokens = [
        await create_session((await find_person(f"p{number}")).id) for number in range(people + 1)
    ]
    leader = await find_user_by_login(LEADER)
    assert leader is not None
    challenge = await launch_challenge(leader, plan(team, people, now), now)
    async with connection() as conn:
        await conn.execute(EARLIER, challenge, long_ago)
    return Crowd(team, tokens, challenge, now)


def plan(team: int, people: int, now: datetime) -> ChallengePlan:
    """A challenge that this crowd will win."""
    day = to_local_day(now, "UTC")
    return ChallengePlan(
        id=UUID(int=1),
        team=team,
        teams=(team,),
        leaders=(),
        template="national-award",
        form="quest",
        title="Chase the award",
        vision="There is an award next month, and we will stand on that stage.",
        message="",
        reward="",
        measure="breaks",
        trait=None,
        unit="breaks",
        target=people,
        per_person=False,
        first_day=day,
        last_day=day + timedelta(days=6),
        stages=(ChallengeStagePlan("Ceremony", "Tonight.", people),),
    )


def sent_by(number: int, people: int, begun: datetime) -> Iterator[Request]:
    """All lessons, then all questions in batches, every fifth answer wrong; then a colleague is praised."""
    at = begun - timedelta(hours=2)
    for lesson in range(LESSONS):
        body = {"id": str(_id(number, 100 + lesson)), "read_at": at.isoformat(), "seconds": 60}
        yield Request("POST", f"/api/lessons/pack.lesson-{lesson}/read", body)
    for first in range(0, len(ASKED), BATCH):
        answers = [
            _answer(number, place, begun) for place in range(first, min(first + BATCH, len(ASKED)))
        ]
        yield Request("POST", "/api/attempts", {"attempts": answers})
    praised = f"p{number % people + 1}"
    moment = {
        "id": str(moment_of(number)),
        "kind": "seen",
        "to": praised,
        "trait": "pack.lesson-0",
        "sentence": "Calm.",
    }
    yield Request("POST", "/api/moments", moment)


def confirmed(number: int) -> Request:
    """What the leader's phone sends then."""
    return Request("POST", f"/api/moments/{moment_of(number)}/confirm")


def moment_of(number: int) -> UUID:
    """Name what somebody has seen."""
    return _id(number, 200)


async def end_challenge(crowd: Crowd, now: datetime) -> None:
    """Let its last day be over, and all that is late be in: its ceremony is due."""
    async with connection() as conn:
        await conn.execute(OVER, crowd.challenge, now)
        await conn.execute(SETTLE, str(crowd.challenge), now - timedelta(seconds=1))


async def ceremony() -> tuple[bool, bool]:
    """Say whether its ceremony is half done at this instant, that is a transaction pays shares, and whether it is over."""
    async with connection() as conn:
        paying = await conn.fetchval(PAYING)
        over = await conn.fetchval(
            "SELECT bool_or(done_at IS NOT NULL) FROM due_job WHERE kind = 'challenge_ceremony'"
        )
    return bool(paying), bool(over)


async def ending() -> Ending:
    """Read how everything ended."""
    async with connection() as conn:
        return {
            name: sorted(tuple(row) for row in await conn.fetch(query))
            for name, query in ENDING.items()
        }


def _answer(number: int, place: int, begun: datetime) -> dict[str, Any]:
    right = (number + place) % 5 > 0
    return {
        "id": str(_id(number, place)),
        "question_id": ASKED[place],
        "response": {"choices": ["a" if right else "b"]},
        "confidence": "sure",
        "answered_at": (begun - timedelta(minutes=90 - place)).isoformat(),
        "seconds": 12,
    }


def _id(number: int, place: int) -> UUID:
    return UUID(int=(number << 32) + place + 1)
