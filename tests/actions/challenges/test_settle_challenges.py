"""Settle challenges on real PostgreSQL: once, from the ledger."""

import asyncio
from datetime import timedelta
from uuid import UUID

import msgspec
from support.challenges import (
    CHALLENGE_FIRST_DAY,
    SETTLED_AT,
    TEAM_END,
    launch_plan,
    make_plan,
    read_challenge_row,
    read_notices,
    record_practice,
)
from support.shop import SHOP_TIME, Shop
from support.statements import collect_statements

from learning.actions.challenges.launch_challenge import launch_challenge
from learning.actions.challenges.measure_challenges import measure_challenges
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.queries.notices.notices import list_notices_of_teams
from learning.tables.database import connection


async def test_four_workers_settle_it_once_and_later_entries_change_nothing(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    challenge = await launch_plan(shop, leader)
    for day in range(4):
        await record_practice(amira, SHOP_TIME + timedelta(days=day))
    await record_practice(
        amira, TEAM_END - timedelta(seconds=1), day=CHALLENGE_FIRST_DAY + timedelta(days=6)
    )
    settled = await asyncio.gather(*(settle_challenges(None, SETTLED_AT) for _ in range(4)))
    assert sum(settled) == 1
    result = msgspec.json.decode((await read_challenge_row(challenge))["result"])
    assert (result["value"], result["reached"], result["stages"]) == (5, True, 2)
    await record_practice(amira, SHOP_TIME + timedelta(days=5))
    assert await settle_challenges(None, SETTLED_AT) == 0
    assert await measure_challenges(SETTLED_AT) == []
    assert msgspec.json.decode((await read_challenge_row(challenge))["result"]) == result
    assert [kind for _, kind, _ in await read_notices(challenge)] == ["settled"]
    (notice,) = await list_notices_of_teams([shop.shop])
    assert msgspec.to_builtins(notice.body) == {
        "title": "Chase the award",
        "unit": "breaks",
        "reward": "An evening out",
        "value": 5,
        "target": 4,
        "reached": True,
    }


async def test_late_offline_attempts_count_within_the_grace_period(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    challenge = await launch_plan(shop, leader)
    assert await settle_challenges(None, SETTLED_AT - timedelta(seconds=1)) == 0
    # offline within the last day, sent a day later
    await record_practice(
        amira, TEAM_END - timedelta(hours=2), day=CHALLENGE_FIRST_DAY + timedelta(days=6)
    )
    assert await settle_challenges(None, SETTLED_AT) == 1
    assert msgspec.json.decode((await read_challenge_row(challenge))["result"])["value"] == 1


async def test_many_challenges_need_a_bounded_number_of_statements(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    for number in range(2, 60):
        await launch_challenge(leader, make_plan(shop, id=UUID(int=number)), SHOP_TIME)
    async with collect_statements() as statements:
        assert await settle_challenges(None, SETTLED_AT) == 58
    assert len(statements) < 40


async def test_a_challenge_that_cannot_be_settled_delays_no_other(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenges = [await launch_plan(shop, leader, id=UUID(int=number)) for number in range(1, 6)]
    async with connection() as conn:
        await conn.execute("UPDATE challenge SET measure = 'none' WHERE id = $1", challenges[2])
    assert await settle_challenges(None, SETTLED_AT) == 4
    assert [(await read_challenge_row(one))["status"] for one in challenges] == [
        *["settled"] * 2,
        "scheduled",
        *["settled"] * 2,
    ]
    assert await settle_challenges(None, SETTLED_AT) == 0
