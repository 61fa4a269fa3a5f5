"""Paying: every cause once, whatever is repeated, raced or broken off; totals are the sum of the ledger."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from support.shop import NOW, Shop

from learning.actions.answer_questions import answer_questions
from learning.actions.pay import Paid, pay
from learning.queries.who import Who
from learning.rules.days import local_day
from learning.rules.grading import Response
from learning.rules.points import Entry
from learning.rules.standing import Answer
from learning.tables.database import connection, transaction

TODAY = NOW.date()


def thanks(number: int = 1, points: int = 20, day: date = TODAY) -> Entry:
    return Entry(f"moment:{number}", points, day, NOW, None)


async def paid(who: Who, *entries: Entry, **counters: int) -> Paid:
    async with transaction() as at:
        return await pay(at, who.id, entries, counters, NOW)


async def kept(who: Who) -> tuple[Any, ...]:
    """Points, those of week, month and season, the counters and the badges, as they are stored."""
    async with connection() as at:
        row = await at.fetchrow(
            "SELECT points, week_points, month_points, season_points, counters,"
            " ARRAY(SELECT badge::text FROM award WHERE person = $1) FROM progress WHERE person = $1",
            who.id,
        )
    return (*row[:4], msgspec.json.decode(row[4]), row[5])


async def ledger(who: Who) -> list[tuple[Any, ...]]:
    async with connection() as at:
        rows = await at.fetch(
            "SELECT cause, points, team, day, earned_at, note FROM ledger_entry WHERE person = $1 ORDER BY id", who.id
        )
    return [tuple(row) for row in rows]


async def test_it_is_in_the_ledger_in_the_totals_and_in_the_counters(shop: Shop) -> None:
    who = await shop.hire("Amira")
    found = await paid(who, Entry("correction:1", 20, TODAY, NOW, "Twice the same question"), moments=1)
    assert found.person == who.id
    assert (found.totals.points, found.totals.week, found.totals.season) == (20, TODAY, date(2026, 1, 1))
    assert await ledger(who) == [("correction:1", 20, shop.shop, TODAY, NOW, "Twice the same question")]
    assert await kept(who) == (20, 20, 20, 20, {"lessons.pack": 3, "moments": 1}, [])


async def test_a_cause_is_paid_and_counted_once(shop: Shop) -> None:
    who = await shop.hire("Amira")
    await paid(who, thanks(), moments=1)
    again = await paid(who, thanks(points=99), moments=1)
    assert (again.entries, again.totals.points) == ((), 20)
    assert await kept(who) == (20, 20, 20, 20, {"lessons.pack": 3, "moments": 1}, [])


async def test_only_what_is_new_of_several_is_added(shop: Shop) -> None:
    who = await shop.hire("Amira")
    await paid(who, thanks(1))
    assert (await paid(who, thanks(1), thanks(2), thanks(2))).entries == (thanks(2),)
    assert (await kept(who))[0] == 40


async def test_many_at_once_pay_once(shop: Shop) -> None:
    who = await shop.hire("Amira")
    found = await asyncio.gather(*(paid(who, thanks(number % 3), moments=1) for number in range(12)))
    assert sum(len(one.entries) for one in found) == 3
    assert await kept(who) == (60, 60, 60, 60, {"lessons.pack": 3, "moments": 3}, [])


async def test_pay_beside_answers_loses_neither(shop: Shop) -> None:
    who = await shop.hire("Amira")

    async def answered(number: int) -> None:
        day = local_day(NOW, "UTC")
        one = Answer(UUID(int=number), f"pack.q{number % 6}-0", Response(("a",)), True, NOW, day, 9)
        await answer_questions(who, [one], shop.boards, NOW)

    await asyncio.gather(*(answered(number) for number in range(6)), *(paid(who, thanks(one)) for one in range(6)))
    assert sum(row[1] for row in await ledger(who)) == (await kept(who))[0] == 180


async def test_an_entry_of_nothing_counts_and_one_below_takes_away(shop: Shop) -> None:
    who = await shop.hire("Amira")
    await paid(who, thanks(1, 0), moments=1)
    await paid(who, thanks(2, 30), moments=1)
    found = await paid(who, thanks(3, -20), moments=-5)
    assert found.totals.points == 10
    assert await kept(who) == (10, 10, 10, 10, {"lessons.pack": 3, "moments": 0}, [])


async def test_a_badge_comes_with_the_counter_that_it_asks_for_and_once(shop: Shop) -> None:
    who = await shop.hire("Amira")
    found = await asyncio.gather(*(paid(who, thanks(one), unsure=5) for one in range(4)))
    assert [badge.id for one in found for badge in one.awards] == ["honest"]
    assert (await kept(who))[-1] == ["honest"]


async def test_points_for_an_earlier_day_belong_to_its_periods(shop: Shop) -> None:
    who = await shop.hire("Amira")
    await paid(who, thanks(1))
    await paid(who, thanks(2, day=TODAY - timedelta(days=2)))
    assert (await kept(who))[:4] == (40, 20, 20, 40)


async def test_nothing_stays_of_what_the_caller_breaks_off(shop: Shop) -> None:
    who = await shop.hire("Amira")

    async def broken() -> None:
        async with transaction() as at:
            await pay(at, who.id, [thanks()], {"unsure": 10}, NOW)
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        await broken()
    assert await ledger(who) == []
    assert await kept(who) == (0, 0, 0, 0, {"lessons.pack": 3}, [])
    assert (await paid(who, thanks())).totals.points == 20
