"""The scenario of every run: the people, the requests of their phones, and the final rows."""

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

LESSON_COUNT = 3
QUESTION_IDS = [f"pack.q{concept}-0" for concept in range(2 * LESSON_COUNT)] + [
    "pack.c0-0",
    "pack.c1-0",
]
QUESTIONS_PER_BATCH = 3
LEADER_LOGIN = "p0"

INSERT_LEARNERS = """
INSERT INTO person (login, name, role, team, secret, created_at)
SELECT 'p' || n, 'P ' || n, CASE n WHEN 0 THEN 'leader' ELSE 'learner' END, $1, '', $2
FROM generate_series(0, $3::int) AS n
"""
SET_CHALLENGE_START = "UPDATE challenge_team SET starts_at = $2 WHERE challenge = $1"
SET_CHALLENGE_END = "UPDATE challenge_team SET ends_at = $2 WHERE challenge = $1"
SET_SETTLE_TIME = "UPDATE due_job SET due_at = $2 WHERE kind = 'challenge_settle' AND subject = $1"
SELECT_CEREMONY_RUNNING = """
SELECT EXISTS (
  SELECT FROM pg_locks
  WHERE relation = to_regclass('ledger_entry') AND mode = 'RowExclusiveLock'
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
)
"""
"""When the phones have finished, only a ceremony writes to the ledger."""

SELECT_FINAL_ROWS = {
    "ledger": """
SELECT p.login, split_part(l.cause, ':', 1) AS kind,
  CASE WHEN l.cause LIKE 'challenge:%' THEN '' ELSE l.cause END, l.points, l.day
FROM ledger_entry l JOIN person p ON p.id = l.person""",
    "awards": "SELECT p.login, a.badge FROM award a JOIN person p ON p.id = a.person",
    "totals": """
SELECT p.login, g.points, g.week_points, g.month_points, g.season_points, g.streak,
  g.longest_streak, g.counters::text
FROM progress g JOIN person p ON p.id = g.person""",
    "attempts": """
SELECT p.login, a.key, a.correct, a.points
FROM attempt a JOIN person p ON p.id = a.person""",
    "readings": """
SELECT p.login, r.key, r.points FROM lesson_read r JOIN person p ON p.id = r.person""",
    "moments": """
SELECT p.login, m.key, m.status, m.paid FROM moment m JOIN person p ON p.id = m.receiver""",
    "challenge": "SELECT status, (result - 'teams')::text FROM challenge",
}
"""The rows that are compared: everything that was awarded, without row ids and times."""
FinalRows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class PhoneRequest:
    """A request that a phone sends again until it is answered."""

    method: str
    path: str
    body: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Learners:
    """The session tokens of all people, the leader's first, and their challenge."""

    team: int
    tokens: list[str]
    challenge: int
    started_at: datetime


async def create_learners(people: int, now: datetime) -> Learners:
    """Create an organisation of a leader and `people` learners, with a running challenge."""
    clear_catalogue_cache()
    long_ago = now - timedelta(days=90)
    team = await create_team("Everybody", None, "UTC", ALL_ISO_WEEKDAYS, "CCCC4444", long_ago)
    await publish_to_team(
        replace(make_pack(lessons=LESSON_COUNT), badges=(make_hero_badge(lesson=0),)),
        team,
        long_ago,
    )
    async with connection() as conn:
        await conn.execute(INSERT_LEARNERS, team, long_ago, people)
        await conn.execute("INSERT INTO progress (person) SELECT id FROM person")
    tokens = [
        await create_session((await find_person(f"p{number}")).id) for number in range(people + 1)
    ]
    leader = await find_user_by_login(LEADER_LOGIN)
    assert leader is not None
    challenge = await launch_challenge(leader, make_challenge_plan(team, people, now), now)
    async with connection() as conn:
        await conn.execute(SET_CHALLENGE_START, challenge, long_ago)
    return Learners(team, tokens, challenge, now)


def make_challenge_plan(team: int, people: int, now: datetime) -> ChallengePlan:
    """Make a challenge that the people will win."""
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


def iterate_requests(number: int, people: int, started_at: datetime) -> Iterator[PhoneRequest]:
    """Give the requests of one person: all lessons, all questions in batches, and one moment.

    Every fifth answer is wrong.
    """
    read_at = started_at - timedelta(hours=2)
    for lesson in range(LESSON_COUNT):
        body = {
            "id": str(_make_id(number, 100 + lesson)),
            "read_at": read_at.isoformat(),
            "seconds": 60,
        }
        yield PhoneRequest("POST", f"/api/lessons/pack.lesson-{lesson}/read", body)
    for start in range(0, len(QUESTION_IDS), QUESTIONS_PER_BATCH):
        answers = [
            _make_answer(number, position, started_at)
            for position in range(start, min(start + QUESTIONS_PER_BATCH, len(QUESTION_IDS)))
        ]
        yield PhoneRequest("POST", "/api/attempts", {"attempts": answers})
    receiver = f"p{number % people + 1}"
    moment = {
        "id": str(make_moment_id(number)),
        "kind": "seen",
        "to": receiver,
        "trait": "pack.lesson-0",
        "sentence": "Calm.",
    }
    yield PhoneRequest("POST", "/api/moments", moment)


def make_confirmation(number: int) -> PhoneRequest:
    """Make the request by which the leader confirms the person's moment."""
    return PhoneRequest("POST", f"/api/moments/{make_moment_id(number)}/confirm")


def make_moment_id(number: int) -> UUID:
    """Make the id of the moment that a person records."""
    return _make_id(number, 200)


async def end_challenge(learners: Learners, now: datetime) -> None:
    """End the challenge and make its settling due."""
    async with connection() as conn:
        await conn.execute(SET_CHALLENGE_END, learners.challenge, now)
        await conn.execute(SET_SETTLE_TIME, str(learners.challenge), now - timedelta(seconds=1))


async def read_ceremony_state() -> tuple[bool, bool]:
    """Return whether the ceremony is posting points at this moment, and whether it is over."""
    async with connection() as conn:
        is_paying = await conn.fetchval(SELECT_CEREMONY_RUNNING)
        is_over = await conn.fetchval(
            "SELECT bool_or(done_at IS NOT NULL) FROM due_job WHERE kind = 'challenge_ceremony'"
        )
    return bool(is_paying), bool(is_over)


async def read_final_rows() -> FinalRows:
    """Read the rows that are compared."""
    async with connection() as conn:
        return {
            name: sorted(tuple(row) for row in await conn.fetch(query))
            for name, query in SELECT_FINAL_ROWS.items()
        }


def _make_answer(number: int, position: int, started_at: datetime) -> dict[str, Any]:
    right = (number + position) % 5 > 0
    return {
        "id": str(_make_id(number, position)),
        "question_id": QUESTION_IDS[position],
        "response": {"choices": ["a" if right else "b"]},
        "confidence": "sure",
        "answered_at": (started_at - timedelta(minutes=90 - position)).isoformat(),
        "seconds": 12,
    }


def _make_id(number: int, position: int) -> UUID:
    return UUID(int=(number << 32) + position + 1)
