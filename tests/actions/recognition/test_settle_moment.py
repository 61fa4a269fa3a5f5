"""Settling moments: who may do it, and what it pays, also under concurrency."""

from datetime import timedelta
from uuid import UUID

import pytest
from support.moments import (
    Crew,
    answer_concept,
    gather_errors,
    give_moment,
    list_moments,
    read_status,
    read_totals,
)
from support.shop import SHOP_TIME, Shop

from learning.actions.people.create_team import create_team
from learning.actions.recognition.correct_points import correct_points
from learning.actions.recognition.settle_moment import settle_moment
from learning.rules.recognition.moments import MomentAction
from learning.rules.refusals import Conflict, Forbidden, NotFound, Refused
from learning.tables.database import connection


async def test_a_moment_counts_when_a_leader_confirms_it(crew: Crew) -> None:
    key = await give_moment(crew.ben, crew.anna)
    assert (await list_moments(), await read_totals(crew.anna)) == (
        [("seen", "waiting", False)],
        (0, 0, 0, 0, 0),
    )
    paid = await settle_moment(crew.lea, key, "confirm", SHOP_TIME)
    assert paid is not None
    assert (await list_moments(), await read_totals(crew.anna)) == (
        [("seen", "confirmed", True)],
        (20, 20, 20, 1, 1),
    )


async def test_a_removal_takes_no_more_points_than_the_person_has(crew: Crew) -> None:
    key = await give_moment(crew.lea, crew.anna)
    await correct_points(None, crew.anna.login, UUID(int=7), -15, "Counted twice", SHOP_TIME)
    await settle_moment(crew.lea, key, "remove", SHOP_TIME)
    assert await read_totals(crew.anna) == (0, 0, 0, 0, 0)


async def test_twenty_concurrent_confirmations_pay_once(crew: Crew) -> None:
    key = await give_moment(crew.ben, crew.anna)
    leaders = [crew.lea, crew.nora] * 10
    assert (
        await gather_errors(settle_moment(one, key, "confirm", SHOP_TIME) for one in leaders)
        == [None] * 20
    )
    assert await read_totals(crew.anna) == (20, 20, 20, 1, 1)


async def test_of_concurrent_confirmations_and_refusals_one_wins(crew: Crew) -> None:
    key = await give_moment(crew.ben, crew.anna)
    actions: list[MomentAction] = ["confirm", "decline"] * 5
    await gather_errors(settle_moment(crew.lea, key, action, SHOP_TIME) for action in actions)
    counted = await read_status(key) == "confirmed"
    assert await read_totals(crew.anna) == ((20, 20, 20, 1, 1) if counted else (0, 0, 0, 0, 0))


async def test_three_moments_a_week_are_paid_when_six_are_confirmed_at_once(
    shop: Shop, crew: Crew
) -> None:
    team = [await shop.add_member(f"Person {number}") for number in range(6)]
    keys = [await give_moment(one, crew.anna) for one in team]
    await gather_errors(settle_moment(crew.lea, key, "confirm", SHOP_TIME) for key in keys)
    assert await read_totals(crew.anna) == (60, 60, 60, 6, 6)
    assert sum(paid for _, _, paid in await list_moments()) == 3


async def test_a_moment_returned_on_the_same_day_is_not_paid(crew: Crew) -> None:
    first, second = await give_moment(crew.ben, crew.anna), await give_moment(crew.anna, crew.ben)
    for key in (second, first):
        await settle_moment(crew.lea, key, "confirm", SHOP_TIME)
    assert (await read_totals(crew.anna))[0] == 20
    assert await read_totals(crew.ben) == (0, 0, 0, 1, 1)


async def test_a_declined_moment_does_not_make_the_next_one_a_returned_one(crew: Crew) -> None:
    first, second = await give_moment(crew.ben, crew.anna), await give_moment(crew.anna, crew.ben)
    await settle_moment(crew.lea, first, "decline", SHOP_TIME)
    await settle_moment(crew.lea, second, "confirm", SHOP_TIME)
    assert (await read_totals(crew.ben))[0] == 20


async def test_concurrent_removals_take_the_points_back_once_from_the_day_of_payment(
    crew: Crew,
) -> None:
    key = await give_moment(crew.lea, crew.anna)
    later = SHOP_TIME + timedelta(days=7)
    await give_moment(crew.lea, crew.anna, now=later)
    removers = [crew.anna, crew.lea, crew.nora] * 5
    assert (
        await gather_errors(settle_moment(one, key, "remove", later) for one in removers)
        == [None] * 15
    )
    assert await read_totals(crew.anna) == (20, 20, 20, 1, 1)


async def test_removing_an_unpaid_moment_takes_no_points(crew: Crew) -> None:
    waiting, kudos = (
        await give_moment(crew.ben, crew.anna),
        await give_moment(crew.lea, crew.anna, "kudos"),
    )
    for key in (waiting, kudos):
        await settle_moment(crew.anna, key, "remove", SHOP_TIME)
    assert await read_totals(crew.anna) == (0, 0, 0, 0, 0)


async def test_an_award_stays_when_its_moment_is_removed(crew: Crew) -> None:
    key = await give_moment(crew.lea, crew.anna)
    async with connection() as conn:
        await conn.execute(
            "INSERT INTO award (person, badge, earned_at) VALUES ($1, 'pack.hero', $2)",
            crew.anna.id,
            SHOP_TIME,
        )
        await settle_moment(crew.anna, key, "remove", SHOP_TIME)
        assert (
            await conn.fetchval("SELECT count(*) FROM award WHERE person = $1", crew.anna.id) == 1
        )


async def test_points_add_up_when_moments_and_attempts_are_concurrent(
    shop: Shop, crew: Crew
) -> None:
    key = await give_moment(crew.ben, crew.anna)

    calls = [
        *(answer_concept(crew.anna, shop, number, SHOP_TIME) for number in range(6)),
        *(settle_moment(crew.lea, key, "confirm", SHOP_TIME) for _ in range(3)),
    ]
    assert await gather_errors(calls) == [None] * 9
    await gather_errors(
        [
            settle_moment(crew.anna, key, "remove", SHOP_TIME),
            *(answer_concept(crew.anna, shop, number, SHOP_TIME) for number in range(6)),
        ]
    )
    points, _, ledger, seen, _ = await read_totals(crew.anna)
    assert points == ledger == 60
    assert seen == 0


async def test_a_removed_moment_cannot_be_settled_again(crew: Crew) -> None:
    key = await give_moment(crew.lea, crew.anna)
    await settle_moment(crew.anna, key, "remove", SHOP_TIME)
    for action in ("confirm", "decline", "restore"):
        with pytest.raises(Conflict):
            await settle_moment(crew.nora, key, action, SHOP_TIME)
    assert (await read_totals(crew.anna))[0] == 0


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("confirm", (Forbidden, NotFound, NotFound, None, None, NotFound)),
        ("decline", (Forbidden, NotFound, NotFound, None, None, NotFound)),
        ("remove", (None, None, NotFound, None, None, NotFound)),
    ],
)
async def test_only_leaders_of_the_receiver_settle_a_moment(
    shop: Shop, crew: Crew, action: MomentAction, expected: tuple[type[Refused] | None, ...]
) -> None:
    """Ben gave it, Anna got it, Carl is a colleague. Lea and Leo lead them, Sue leads elsewhere."""
    south = await create_team("South", shop.root, "UTC", range(1, 8), "CCCC4444", SHOP_TIME)
    sue = await shop.add_member("Sue", "leader", south)
    carl, leo = await shop.add_member("Carl"), await shop.add_member("Leo", "leader")
    people = (crew.ben, crew.anna, carl, crew.lea, leo, sue)
    for number, (user, outcome) in enumerate(zip(people, expected, strict=True)):
        key = await give_moment(crew.ben, crew.anna, now=SHOP_TIME + timedelta(days=number))
        assert await gather_errors([settle_moment(user, key, action, SHOP_TIME)]) == [outcome], (
            user.name
        )


async def test_leaders_do_not_settle_moments_that_they_gave_or_got(shop: Shop, crew: Crew) -> None:
    leo = await shop.add_member("Leo", "leader")
    key = await give_moment(crew.anna, crew.lea)
    assert await gather_errors([settle_moment(crew.lea, key, "confirm", SHOP_TIME)]) == [NotFound]
    given = await give_moment(crew.lea, leo)
    assert await gather_errors([settle_moment(crew.lea, given, "confirm", SHOP_TIME)]) == [
        Forbidden
    ]
    await settle_moment(crew.nora, key, "confirm", SHOP_TIME)
    assert (await read_totals(crew.lea))[0] == 20
