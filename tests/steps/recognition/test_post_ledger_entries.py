"""Paying: every cause once, whatever is repeated, raced or broken off; totals are the sum of the ledger."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.shop import SHOP_TIME, Shop
from support.statements import collect_statements

from learning.actions.practice.answer_questions import answer_questions
from learning.queries.people.current_user import CurrentUser
from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import Attempt
from learning.rules.recognition.points import PointsEntry
from learning.rules.rota.days import to_local_day
from learning.steps.recognition.post_ledger_entries import (
    Posting,
    PostingResult,
    post_ledger_batch,
    post_ledger_entries,
)
from learning.tables.database import connection, transaction

TODAY = SHOP_TIME.date()


def thanks(number: int = 1, points: int = 20, day: date = TODAY) -> PointsEntry:
    return PointsEntry(f"moment:{number}", points, day, SHOP_TIME, None)


async def paid(who: CurrentUser, *entries: PointsEntry, **counters: int) -> PostingResult:
    async with transaction() as conn:
        return await post_ledger_entries(conn, who.id, entries, counters, SHOP_TIME)


async def paid_together(*dues: Posting) -> list[PostingResult]:
    async with transaction() as conn:
        return await post_ledger_batch(conn, dues, SHOP_TIME)


async def kept(who: CurrentUser) -> tuple[Any, ...]:
    """Points, those of week, month and season, the counters and the badges, as they are stored."""
    async with connection() as conn:
        row = await conn.fetchrow(
            "SELECT points, week_points, month_points, season_points, counters,"
            " ARRAY(SELECT badge::text FROM award WHERE person = $1) FROM progress WHERE person = $1",
            who.id,
        )
    return (*row[:4], msgspec.json.decode(row[4]), row[5])


async def ledger(who: CurrentUser) -> list[tuple[Any, ...]]:
    async with connection() as conn:
        rows = await conn.fetch(
            "SELECT cause, points, team, day, earned_at, note FROM ledger_entry WHERE person = $1 ORDER BY id",
            who.id,
        )
    return [tuple(row) for row in rows]


async def test_it_is_in_the_ledger_in_the_totals_and_in_the_counters(shop: Shop) -> None:
    who = await shop.add_member("Amira")
    found = await paid(
        who, PointsEntry("correction:1", 20, TODAY, SHOP_TIME, "Twice the same question"), moments=1
    )
    assert found.person == who.id
    assert (found.totals.points, found.totals.week, found.totals.season) == (
        20,
        TODAY,
        date(2026, 1, 1),
    )
    assert await ledger(who) == [
        ("correction:1", 20, shop.shop, TODAY, SHOP_TIME, "Twice the same question")
    ]
    assert await kept(who) == (20, 20, 20, 20, {"lessons.pack": 3, "moments": 1}, [])


async def test_a_cause_is_paid_and_counted_once(shop: Shop) -> None:
    who = await shop.add_member("Amira")
    await paid(who, thanks(), moments=1)
    again = await paid(who, thanks(points=99), moments=1)
    assert (again.entries, again.totals.points) == ((), 20)
    assert await kept(who) == (20, 20, 20, 20, {"lessons.pack": 3, "moments": 1}, [])


async def test_only_what_is_new_of_several_is_added(shop: Shop) -> None:
    who = await shop.add_member("Amira")
    await paid(who, thanks(1))
    assert (await paid(who, thanks(1), thanks(2), thanks(2))).entries == (thanks(2),)
    assert (await kept(who))[0] == 40


async def test_many_at_once_pay_once(shop: Shop) -> None:
    who = await shop.add_member("Amira")
    found = await asyncio.gather(
        *(paid(who, thanks(number % 3), moments=1) for number in range(12))
    )
    assert sum(len(one.entries) for one in found) == 3
    assert await kept(who) == (60, 60, 60, 60, {"lessons.pack": 3, "moments": 3}, [])


async def test_pay_beside_answers_loses_neither(shop: Shop) -> None:
    who = await shop.add_member("Amira")

    async def answered(number: int) -> None:
        day = to_local_day(SHOP_TIME, "UTC")
        one = Attempt(
            UUID(int=number), f"pack.q{number % 6}-0", Response(("a",)), True, SHOP_TIME, day, 9
        )
        await answer_questions(who, [one], shop.boards, SHOP_TIME)

    await asyncio.gather(
        *(answered(number) for number in range(6)), *(paid(who, thanks(one)) for one in range(6))
    )
    assert sum(row[1] for row in await ledger(who)) == (await kept(who))[0] == 180


async def test_an_entry_of_nothing_counts_and_one_below_takes_away(shop: Shop) -> None:
    who = await shop.add_member("Amira")
    await paid(who, thanks(1, 0), moments=1)
    await paid(who, thanks(2, 30), moments=1)
    found = await paid(who, thanks(3, -20), moments=-5)
    assert found.totals.points == 10
    assert await kept(who) == (10, 10, 10, 10, {"lessons.pack": 3, "moments": 0}, [])


async def test_a_badge_comes_with_the_counter_that_it_asks_for_and_once(shop: Shop) -> None:
    who = await shop.add_member("Amira")
    found = await asyncio.gather(*(paid(who, thanks(one), unsure=5) for one in range(4)))
    assert [badge.id for one in found for badge in one.awards] == ["honest"]
    assert (await kept(who))[-1] == ["honest"]


async def test_points_for_an_earlier_day_belong_to_its_periods(shop: Shop) -> None:
    who = await shop.add_member("Amira")
    await paid(who, thanks(1))
    await paid(who, thanks(2, day=TODAY - timedelta(days=2)))
    assert (await kept(who))[:4] == (40, 20, 20, 40)


async def test_nothing_stays_of_what_the_caller_breaks_off(shop: Shop) -> None:
    who = await shop.add_member("Amira")

    async def broken() -> None:
        async with transaction() as conn:
            await post_ledger_entries(conn, who.id, [thanks()], {"unsure": 10}, SHOP_TIME)
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        await broken()
    assert await ledger(who) == []
    assert await kept(who) == (0, 0, 0, 0, {"lessons.pack": 3}, [])
    assert (await paid(who, thanks())).totals.points == 20


async def test_of_two_things_due_with_one_cause_the_first_is_paid_and_counted(shop: Shop) -> None:
    who = await shop.add_member("Amira")
    same = [
        Posting(who.id, [thanks()], {"moments": 1}),
        Posting(who.id, [thanks(points=99)], {"moments": 10}),
    ]
    (found,) = await paid_together(*same, Posting(who.id, [thanks(2)], {"moments": 100}))
    assert found.entries == (thanks(), thanks(2))
    assert await kept(who) == (40, 40, 40, 40, {"lessons.pack": 3, "moments": 101}, [])


async def test_whoever_are_paid_together_in_whatever_order_wait_for_nobody_for_ever(
    shop: Shop,
) -> None:
    crew = [await shop.add_member(name) for name in ("Amira", "Ben", "Chloe", "Dan")]
    orders = [crew[number:] + crew[:number] for number in range(4)] * 3

    async def payday(number: int, order: list[CurrentUser]) -> list[PostingResult]:
        return await paid_together(
            *(Posting(who.id, [thanks(number % 6)], {"unsure": 5}) for who in order)
        )

    found = [one for paid in await asyncio.gather(*map(payday, range(12), orders)) for one in paid]
    assert sorted(badge.id for one in found for badge in one.awards) == ["honest"] * 4
    assert [await kept(who) for who in crew] == [
        (120, 120, 120, 120, {"lessons.pack": 3, "unsure": 30}, ["honest"])
    ] * 4


async def test_many_are_paid_in_as_many_statements_as_one(shop: Shop) -> None:
    crew = [await shop.add_member(f"Person {number}") for number in range(30)]
    await paid(crew[0], thanks(2))  # so that the shelf is known
    for some in (crew[:1], crew[1:]):
        async with collect_statements() as statements:
            await paid_together(*(Posting(who.id, [thanks()], {"unsure": 10}) for who in some))
        assert len(statements) == 2 + 5, (
            statements
        )  # nobody is near a badge that asks what they remember


dues = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.lists(
            st.builds(
                thanks, st.integers(1, 5), st.integers(0, 30), st.dates(date(2026, 2, 20), TODAY)
            )
        ),
        st.dictionaries(st.sampled_from(("unsure", "challenge.won", "moments")), st.integers(1, 6)),
    ),
    max_size=9,
)


@pytest.mark.parametrize("examples", [40])
async def test_paying_many_together_is_paying_each_by_themself(shop: Shop, examples: int) -> None:
    loop, number = asyncio.get_running_loop(), iter(range(10_000))

    async def outcome(crew: list[CurrentUser]) -> list[Any]:
        return [(await kept(who), [row[:2] + row[3:] for row in await ledger(who)]) for who in crew]

    async def check(found: list[tuple[int, list[PointsEntry], dict[str, int]]], cut: int) -> None:
        apart = [await shop.add_member(f"Person {next(number)}") for _ in range(3)]
        for place, entries, counters in found:
            await paid(apart[place], *entries, **counters)
        crew = [await shop.add_member(f"Person {next(number)}") for _ in range(3)]
        owed = [Posting(crew[place].id, entries, counters) for place, entries, counters in found]
        await paid_together(*owed[:cut])
        await paid_together(*owed)
        assert await outcome(crew) == await outcome(apart)

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(dues, st.integers(0, 9))
    def examples_of(found: list[tuple[int, list[PointsEntry], dict[str, int]]], cut: int) -> None:
        asyncio.run_coroutine_threadsafe(check(found, cut), loop).result()

    await asyncio.to_thread(examples_of)
