"""Challenges for tests: a plan, its launch, and practice that counts."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from support.shop import NOW, Shop

from learning.actions.launch_challenge import launch_challenge
from learning.actions.pay import post_ledger_entries
from learning.queries.who import CurrentUser
from learning.rules.challenges import ChallengePlan, ChallengeStagePlan
from learning.rules.points import PointsEntry, make_attempt_cause
from learning.tables.database import connection, transaction

TODAY = NOW.date()


def plan(shop: Shop, **changes: Any) -> ChallengePlan:
    """A quest of a week for the shop: ten breaks, with a stage at half way."""
    made = ChallengePlan(
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
        first_day=TODAY,
        last_day=TODAY + timedelta(days=6),
        stages=(ChallengeStagePlan("Entry", "We said it aloud.", 2), ChallengeStagePlan("Ceremony", "Tonight.", 4)),
    )
    return replace(made, **changes)


async def launched(shop: Shop, leader: CurrentUser, now: datetime = NOW, **changes: Any) -> int:
    """Launch it."""
    return await launch_challenge(leader, plan(shop, **changes), now)


async def practised(who: CurrentUser, at: datetime, concept: str = "pack.c0", day: date | None = None) -> None:
    """A line of the ledger, as an answer leaves it."""
    day = day or at.date()
    async with transaction() as opened:
        await post_ledger_entries(opened, who.id, [PointsEntry(make_attempt_cause(concept, day), 10, day, at)], {}, at)


async def row(challenge: int) -> dict[str, Any]:
    """A challenge as it is stored."""
    async with connection() as conn:
        return dict(await conn.fetchrow("SELECT * FROM challenge WHERE id = $1", challenge))


async def told(challenge: int) -> list[tuple[int, str, str]]:
    """Team, kind and slot of what was told."""
    async with connection() as conn:
        rows = await conn.fetch("SELECT team, kind, slot FROM notice WHERE challenge = $1 ORDER BY id", challenge)
    return [tuple(row) for row in rows]
