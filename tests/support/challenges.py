"""Challenges for tests: plans, launches, practice that counts, and what is stored."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from learning.actions.challenges.launch_challenge import launch_challenge
from learning.actions.challenges.record_figures import record_figures
from learning.actions.jobs.job_queue import claim_due_jobs, find_job
from learning.queries.people.current_user import CurrentUser
from learning.rules.challenges.challenges import (
    LATE_ATTEMPTS_GRACE,
    ChallengePlan,
    ChallengeStagePlan,
)
from learning.rules.challenges.figure_entries import Figure
from learning.rules.recognition.points import PointsEntry, make_attempt_cause
from learning.steps.jobs.job_rows import Job
from learning.steps.recognition.post_ledger_entries import post_ledger_entries
from learning.tables.database import connection, transaction
from support.shop import SHOP_TIME, Shop

Entered = float | tuple[float, float]
"""The number of a figure: an amount, or a pair (amount, out of)."""
CHALLENGE_FIRST_DAY = SHOP_TIME.date()
SATISFACTION: dict[str, Any] = {
    "form": "team",
    "measure": "figure",
    "unit": "% satisfied",
    "unit_type": "percentage",
    "target": 95,
    "stages": (ChallengeStagePlan("A good week", "", 80), ChallengeStagePlan("The month", "", 95)),
    "last_day": CHALLENGE_FIRST_DAY + timedelta(days=6),
}
"""A challenge of a week: 95 % of customers are satisfied."""
TEAM_END = datetime(2026, 3, 9, 4, tzinfo=SHOP_TIME.tzinfo)
"""The shop's first instant after the last day of `make_plan`."""
SETTLED_AT = TEAM_END + LATE_ATTEMPTS_GRACE
"""When a challenge of `make_plan` is settled."""
SELECT_OPEN_JOBS_OF_CHALLENGE = """
SELECT kind, subject, due_at FROM due_job
WHERE split_part(subject, ':', 1) = $1 AND kind LIKE 'challenge%' AND done_at IS NULL
ORDER BY due_at, subject
"""
INSERT_MEMORY = """
INSERT INTO memory (person, concept, stability, difficulty, due, last_day, last_at, last_grade,
  reviews, lapses, question, right_days)
VALUES ($1, $2, 20, 5, $3, $3, $3::date, 3, 1, 0, '', 2)
"""


def make_plan(shop: Shop, **changes: Any) -> ChallengePlan:
    """Make a quest of a week for the shop: four breaks, with a stage at half way."""
    base = ChallengePlan(
        id=UUID(int=1),
        team=shop.shop,
        teams=(shop.shop,),
        leaders=(),
        template="national-award",
        form="quest",
        title="Chase the award",
        vision="There is an award next month, and we will stand on that stage.",
        message="Five minutes each.",
        reward="An evening out",
        measure="breaks",
        trait=None,
        unit="breaks",
        target=4,
        per_person=False,
        first_day=CHALLENGE_FIRST_DAY,
        last_day=CHALLENGE_FIRST_DAY + timedelta(days=6),
        stages=(
            ChallengeStagePlan("Entry", "We said it aloud.", 2),
            ChallengeStagePlan("Ceremony", "Tonight.", 4),
        ),
    )
    return replace(base, **changes)


async def launch_plan(
    shop: Shop, leader: CurrentUser, now: datetime = SHOP_TIME, **changes: Any
) -> int:
    """Launch a plan of `make_plan` with changes; return the id."""
    return await launch_challenge(leader, make_plan(shop, **changes), now)


async def record_practice(
    user: CurrentUser, practised_at: datetime, concept: str = "pack.c0", day: date | None = None
) -> None:
    """Post the ledger entry of an attempt."""
    day = day or practised_at.date()
    async with transaction() as conn:
        await post_ledger_entries(
            conn,
            user.id,
            [PointsEntry(make_attempt_cause(concept, day), 10, day, practised_at)],
            {},
            practised_at,
        )


async def read_challenge_row(challenge: int) -> dict[str, Any]:
    """Read a row of the table `challenge`."""
    async with connection() as conn:
        return dict(await conn.fetchrow("SELECT * FROM challenge WHERE id = $1", challenge))


async def read_notices(challenge: int) -> list[tuple[int, str, str]]:
    """Read team, kind and slot of the notices of a challenge."""
    async with connection() as conn:
        rows = await conn.fetch(
            "SELECT team, kind, slot FROM notice WHERE challenge = $1 ORDER BY id", challenge
        )
    return [tuple(row) for row in rows]


async def read_team_value(challenge: int) -> float:
    """Read the value of a challenge of one team."""
    async with connection() as conn:
        return float(
            await conn.fetchval("SELECT value FROM challenge_team WHERE challenge = $1", challenge)
        )


async def list_open_jobs(challenge: int) -> list[tuple[str, str, datetime]]:
    """List kind, subject and due time of the jobs of a challenge that are not done."""
    async with connection() as conn:
        rows = await conn.fetch(SELECT_OPEN_JOBS_OF_CHALLENGE, str(challenge))
    return [tuple(row) for row in rows]


async def claim_jobs(kind: str, now: datetime) -> list[Job]:
    """Claim the due jobs of a kind, as the sweep does."""
    await claim_due_jobs(now, 1000)
    async with connection() as conn:
        rows = await conn.fetch(
            "SELECT id FROM due_job WHERE kind = $1 AND done_at IS NULL AND due_at <= $2", kind, now
        )
    return [job for row in rows if (job := await find_job(row["id"]))]


async def store_memory(user: CurrentUser, concept: str, last_day: date) -> None:
    """Store the memory of a concept that was answered on a day."""
    async with connection() as conn:
        await conn.execute(INSERT_MEMORY, user.id, concept, last_day)


async def enter_figures(
    leader: CurrentUser, challenge: int, team: int, values: Mapping[int, Entered], now: datetime
) -> None:
    """Enter figures by number of the day, each as an amount or a pair (amount, out of)."""
    figures = [
        Figure(
            uuid4(),
            team,
            CHALLENGE_FIRST_DAY + timedelta(days=day),
            *(value if isinstance(value, tuple) else (value,)),
        )
        for day, value in values.items()
    ]
    await record_figures(leader, challenge, figures, now)
