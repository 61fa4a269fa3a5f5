"""Posting ledger entries: each cause once, also under repeats, concurrency and rollbacks."""

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


def make_entry(number: int = 1, points: int = 20, day: date = TODAY) -> PointsEntry:
    return PointsEntry(f"moment:{number}", points, day, SHOP_TIME, None)


async def post_entries(user: CurrentUser, *entries: PointsEntry, **counters: int) -> PostingResult:
    async with transaction() as conn:
        return await post_ledger_entries(conn, user.id, entries, counters, SHOP_TIME)


async def post_batch(*postings: Posting) -> list[PostingResult]:
    async with transaction() as conn:
        return await post_ledger_batch(conn, postings, SHOP_TIME)


async def read_progress(user: CurrentUser) -> tuple[Any, ...]:
    """Points in all, of week, month and season; the counters; the badges."""
    async with connection() as conn:
        row = await conn.fetchrow(
            "SELECT points, week_points, month_points, season_points, counters,"
            " ARRAY(SELECT badge::text FROM award WHERE person = $1)"
            " FROM progress WHERE person = $1",
            user.id,
        )
    return (*row[:4], msgspec.json.decode(row[4]), row[5])


async def read_ledger(user: CurrentUser) -> list[tuple[Any, ...]]:
    async with connection() as conn:
        rows = await conn.fetch(
            "SELECT cause, points, team, day, earned_at, note"
            " FROM ledger_entry WHERE person = $1 ORDER BY id",
            user.id,
        )
    return [tuple(row) for row in rows]


async def test_a_posting_changes_ledger_totals_and_counters(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    found = await post_entries(
        user,
        PointsEntry("correction:1", 20, TODAY, SHOP_TIME, "Twice the same question"),
        moments=1,
    )
    assert found.person == user.id
    assert (found.totals.points, found.totals.week, found.totals.season) == (
        20,
        TODAY,
        date(2026, 1, 1),
    )
    assert await read_ledger(user) == [
        ("correction:1", 20, shop.shop, TODAY, SHOP_TIME, "Twice the same question")
    ]
    assert await read_progress(user) == (20, 20, 20, 20, {"lessons.pack": 3, "moments": 1}, [])


async def test_a_repeated_cause_is_paid_and_counted_once(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    await post_entries(user, make_entry(), moments=1)
    again = await post_entries(user, make_entry(points=99), moments=1)
    assert (again.entries, again.totals.points) == ((), 20)
    assert await read_progress(user) == (20, 20, 20, 20, {"lessons.pack": 3, "moments": 1}, [])


async def test_only_new_entries_are_added(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    await post_entries(user, make_entry(1))
    assert (await post_entries(user, make_entry(1), make_entry(2), make_entry(2))).entries == (
        make_entry(2),
    )
    assert (await read_progress(user))[0] == 40


async def test_concurrent_postings_pay_each_cause_once(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    found = await asyncio.gather(
        *(post_entries(user, make_entry(number % 3), moments=1) for number in range(12))
    )
    assert sum(len(one.entries) for one in found) == 3
    assert await read_progress(user) == (60, 60, 60, 60, {"lessons.pack": 3, "moments": 3}, [])


async def test_concurrent_postings_and_attempts_lose_nothing(shop: Shop) -> None:
    user = await shop.add_member("Amira")

    async def answer_question(number: int) -> None:
        day = to_local_day(SHOP_TIME, "UTC")
        one = Attempt(
            UUID(int=number), f"pack.q{number % 6}-0", Response(("a",)), True, SHOP_TIME, day, 9
        )
        await answer_questions(user, [one], shop.boards, SHOP_TIME)

    await asyncio.gather(
        *(answer_question(number) for number in range(6)),
        *(post_entries(user, make_entry(one)) for one in range(6)),
    )
    assert sum(row[1] for row in await read_ledger(user)) == (await read_progress(user))[0] == 180


async def test_an_entry_of_no_points_counts_and_a_negative_one_takes_points(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    await post_entries(user, make_entry(1, 0), moments=1)
    await post_entries(user, make_entry(2, 30), moments=1)
    found = await post_entries(user, make_entry(3, -20), moments=-5)
    assert found.totals.points == 10
    assert await read_progress(user) == (10, 10, 10, 10, {"lessons.pack": 3, "moments": 0}, [])


async def test_a_badge_is_awarded_once_when_its_counter_is_reached(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    found = await asyncio.gather(
        *(post_entries(user, make_entry(one), unsure=5) for one in range(4))
    )
    assert [badge.id for one in found for badge in one.awards] == ["honest"]
    assert (await read_progress(user))[-1] == ["honest"]


async def test_points_of_an_earlier_day_belong_to_its_periods(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    await post_entries(user, make_entry(1))
    await post_entries(user, make_entry(2, day=TODAY - timedelta(days=2)))
    assert (await read_progress(user))[:4] == (40, 20, 20, 40)


async def test_a_rolled_back_posting_leaves_nothing(shop: Shop) -> None:
    user = await shop.add_member("Amira")

    async def post_and_fail() -> None:
        async with transaction() as conn:
            await post_ledger_entries(conn, user.id, [make_entry()], {"unsure": 10}, SHOP_TIME)
            raise RuntimeError("the caller fails")

    with pytest.raises(RuntimeError):
        await post_and_fail()
    assert await read_ledger(user) == []
    assert await read_progress(user) == (0, 0, 0, 0, {"lessons.pack": 3}, [])
    assert (await post_entries(user, make_entry())).totals.points == 20


async def test_of_two_postings_with_one_cause_the_first_is_paid(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    same = [
        Posting(user.id, [make_entry()], {"moments": 1}),
        Posting(user.id, [make_entry(points=99)], {"moments": 10}),
    ]
    (found,) = await post_batch(*same, Posting(user.id, [make_entry(2)], {"moments": 100}))
    assert found.entries == (make_entry(), make_entry(2))
    assert await read_progress(user) == (40, 40, 40, 40, {"lessons.pack": 3, "moments": 101}, [])


async def test_concurrent_batches_in_any_order_do_not_deadlock(
    shop: Shop,
) -> None:
    people = [await shop.add_member(name) for name in ("Amira", "Ben", "Chloe", "Dan")]
    orders = [people[number:] + people[:number] for number in range(4)] * 3

    async def post_for_all(number: int, order: list[CurrentUser]) -> list[PostingResult]:
        return await post_batch(
            *(Posting(user.id, [make_entry(number % 6)], {"unsure": 5}) for user in order)
        )

    found = [
        one for paid in await asyncio.gather(*map(post_for_all, range(12), orders)) for one in paid
    ]
    assert sorted(badge.id for one in found for badge in one.awards) == ["honest"] * 4
    assert [await read_progress(user) for user in people] == [
        (120, 120, 120, 120, {"lessons.pack": 3, "unsure": 30}, ["honest"])
    ] * 4


async def test_a_batch_takes_as_many_statements_as_one_posting(shop: Shop) -> None:
    people = [await shop.add_member(f"Person {number}") for number in range(30)]
    await post_entries(people[0], make_entry(2))  # loads the catalogue into the cache
    for some in (people[:1], people[1:]):
        async with collect_statements() as statements:
            await post_batch(*(Posting(user.id, [make_entry()], {"unsure": 10}) for user in some))
        # No badge that asks for memories is near, so no memory is read.
        assert len(statements) == 2 + 5, statements


postings = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.lists(
            st.builds(
                make_entry,
                st.integers(1, 5),
                st.integers(0, 30),
                st.dates(date(2026, 2, 20), TODAY),
            )
        ),
        st.dictionaries(st.sampled_from(("unsure", "challenge.won", "moments")), st.integers(1, 6)),
    ),
    max_size=9,
)


@pytest.mark.parametrize("examples", [40])
async def test_a_batch_equals_its_postings_one_by_one(shop: Shop, examples: int) -> None:
    loop, number = asyncio.get_running_loop(), iter(range(10_000))

    async def read_outcome(people: list[CurrentUser]) -> list[Any]:
        return [
            (await read_progress(user), [row[:2] + row[3:] for row in await read_ledger(user)])
            for user in people
        ]

    async def check(found: list[tuple[int, list[PointsEntry], dict[str, int]]], cut: int) -> None:
        single = [await shop.add_member(f"Person {next(number)}") for _ in range(3)]
        for index, entries, counters in found:
            await post_entries(single[index], *entries, **counters)
        people = [await shop.add_member(f"Person {next(number)}") for _ in range(3)]
        batch = [Posting(people[index].id, entries, counters) for index, entries, counters in found]
        await post_batch(*batch[:cut])
        await post_batch(*batch)
        assert await read_outcome(people) == await read_outcome(single)

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(postings, st.integers(0, 9))
    def examples_of(found: list[tuple[int, list[PointsEntry], dict[str, int]]], cut: int) -> None:
        asyncio.run_coroutine_threadsafe(check(found, cut), loop).result()

    await asyncio.to_thread(examples_of)
