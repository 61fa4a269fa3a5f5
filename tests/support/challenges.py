"""Challenges for tests: make a plan, launch it, and record practice that it counts."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from learning.actions.challenges.launch_challenge import launch_challenge
from learning.queries.people.current_user import CurrentUser
from learning.rules.challenges.challenges import ChallengePlan, ChallengeStagePlan
from learning.rules.recognition.points import PointsEntry, make_attempt_cause
from learning.steps.recognition.post_ledger_entries import post_ledger_entries
from learning.tables.database import connection, transaction
from support.shop import SHOP_TIME, Shop

CHALLENGE_FIRST_DAY = SHOP_TIME.date()


def make_plan(shop: Shop, **changes: Any) -> ChallengePlan:
    """Make a quest of one week for the shop: four breaks, with a milestone at half of them."""
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
    """Launch a challenge and give its id. `changes` replace fields of `make_plan`."""
    return await launch_challenge(leader, make_plan(shop, **changes), now)


async def record_practice(
    user: CurrentUser, practised_at: datetime, concept: str = "pack.c0", day: date | None = None
) -> None:
    """Post the ledger entry of one answer."""
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
    """Read the stored row of a challenge."""
    async with connection() as conn:
        return dict(await conn.fetchrow("SELECT * FROM challenge WHERE id = $1", challenge))


async def read_notices(challenge: int) -> list[tuple[int, str, str]]:
    """Read team, kind and slot of a challenge's notices, the oldest first."""
    async with connection() as conn:
        rows = await conn.fetch(
            "SELECT team, kind, slot FROM notice WHERE challenge = $1 ORDER BY id", challenge
        )
    return [tuple(row) for row in rows]
