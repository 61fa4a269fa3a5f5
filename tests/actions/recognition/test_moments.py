"""Moments: limits and pay under any race, who may settle what, and notes that bring ideas forward in silence."""

import asyncio
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import msgspec
import pytest
from support.shop import SHOP_TIME, Shop

from learning.actions.people.create_team import create_team
from learning.actions.people.erase_person import erase_person
from learning.actions.practice.answer_questions import answer_questions
from learning.actions.recognition.correct_points import correct_points
from learning.actions.recognition.record_moment import NewMoment, record_moment
from learning.actions.recognition.report_moment import report_moment
from learning.actions.recognition.settle_moment import settle_moment
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.queries.practice.todays_break import load_day, make_todays_break
from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import Attempt
from learning.rules.recognition.moments import MomentAction, MomentKind
from learning.rules.refusals import Conflict, Forbidden, Invalid, NotFound, Refused, TooManyRequests
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection

TRAIT = "pack.lesson-0"
numbers = count(1)


@dataclass
class Crew:
    """The people of a shop, its leader, and the leader above."""

    anna: CurrentUser
    ben: CurrentUser
    lea: CurrentUser
    nora: CurrentUser


@pytest.fixture
async def crew(shop: Shop) -> Crew:
    nora = (await shop.add_member("Nora", "leader", shop.root))._replace(path=(shop.root,))
    return Crew(
        await shop.add_member("Anna"),
        await shop.add_member("Ben"),
        await shop.add_member("Lea", "leader"),
        nora,
    )


def draft(whom: CurrentUser, kind: MomentKind = "seen", **changes: Any) -> NewMoment:
    made = NewMoment(UUID(int=next(numbers)), kind, whom.login, TRAIT, f"{whom.name} stayed calm.")
    return replace(made, **changes)


async def record(
    giver: CurrentUser,
    whom: CurrentUser,
    kind: MomentKind = "seen",
    now: datetime = SHOP_TIME,
    **changes: Any,
) -> UUID:
    one = draft(whom, kind, **changes)
    await record_moment(giver, one, now)
    return one.key


async def moments() -> list[tuple[Any, ...]]:
    async with connection() as conn:
        rows = await conn.fetch("SELECT kind, status, paid FROM moment ORDER BY id")
    return [tuple(row) for row in rows]


async def status(key: UUID) -> str:
    async with connection() as conn:
        return str(await conn.fetchval("SELECT status FROM moment WHERE key = $1", key))


async def standing(who: CurrentUser) -> tuple[int, int, int, int, int]:
    """Points, and those of the week; the ledger's sum; moments, and those of the trait."""
    async with connection() as conn:
        row = await conn.fetchrow(
            "SELECT points, week_points, counters,"
            " (SELECT COALESCE(sum(points), 0) FROM ledger_entry WHERE person = $1) AS ledger"
            " FROM progress WHERE person = $1",
            who.id,
        )
    counters = msgspec.json.decode(row["counters"])
    return (
        row["points"],
        row["week_points"],
        row["ledger"],
        counters.get("moments", 0),
        counters.get(f"moment.{TRAIT}", 0),
    )


async def tried(calls: Iterable[Awaitable[object]]) -> list[type[BaseException] | None]:
    """What each of many at once raised."""
    done = await asyncio.gather(*calls, return_exceptions=True)
    return [type(one) if isinstance(one, BaseException) else None for one in done]


async def test_a_leader_confirms_and_it_counts(crew: Crew) -> None:
    key = await record(crew.ben, crew.anna)
    assert (await moments(), await standing(crew.anna)) == (
        [("seen", "waiting", False)],
        (0, 0, 0, 0, 0),
    )
    paid = await settle_moment(crew.lea, key, "confirm", SHOP_TIME)
    assert paid is not None
    assert (await moments(), await standing(crew.anna)) == (
        [("seen", "confirmed", True)],
        (20, 20, 20, 1, 1),
    )


async def test_what_is_taken_back_leaves_nobody_in_debt(crew: Crew) -> None:
    key = await record(crew.lea, crew.anna)
    await correct_points(None, crew.anna.login, UUID(int=7), -15, "Counted twice", SHOP_TIME)
    await settle_moment(crew.lea, key, "remove", SHOP_TIME)
    assert await standing(crew.anna) == (0, 0, 0, 0, 0)


async def test_what_a_leader_saw_in_somebody_below_is_confirmed_at_once(crew: Crew) -> None:
    await record(crew.lea, crew.anna)
    assert (await moments(), (await standing(crew.anna))[0]) == ([("seen", "confirmed", True)], 20)


async def test_what_a_leader_saw_in_an_equal_waits_for_the_leader_above(
    shop: Shop, crew: Crew
) -> None:
    leo = await shop.add_member("Leo", "leader")
    key = await record(crew.lea, leo)
    assert await status(key) == "waiting"
    await settle_moment(crew.nora, key, "confirm", SHOP_TIME)
    assert (await standing(leo))[0] == 20


async def test_kudos_need_nobody_and_pay_nothing(crew: Crew) -> None:
    await record(crew.ben, crew.anna, "kudos")
    assert (await moments(), await standing(crew.anna)) == (
        [("kudos", "confirmed", False)],
        (0, 0, 0, 0, 0),
    )


async def test_a_repeat_changes_nothing_however_many_at_once(crew: Crew) -> None:
    one = draft(crew.anna)
    assert await tried(record_moment(crew.lea, one, SHOP_TIME) for _ in range(20)) == [None] * 20
    assert (await moments(), (await standing(crew.anna))[0]) == ([("seen", "confirmed", True)], 20)


async def test_a_repeat_is_harmless_when_the_day_is_full_or_the_person_gone(crew: Crew) -> None:
    one = draft(crew.anna)
    await record_moment(crew.ben, one, SHOP_TIME)
    await erase_person(crew.anna.login, SHOP_TIME)
    assert await record_moment(crew.ben, one, SHOP_TIME) is None


async def test_an_id_of_somebody_elses_is_refused(crew: Crew) -> None:
    key = await record(crew.ben, crew.anna)
    with pytest.raises(Conflict):
        await record(crew.lea, crew.anna, key=key)
    one = draft(crew.anna)
    found = await tried(record_moment(giver, one, SHOP_TIME) for giver in (crew.lea, crew.nora))
    assert set(found) == {None, Conflict}


async def test_twenty_at_once_for_one_person_are_one(crew: Crew) -> None:
    found = await tried(record(crew.ben, crew.anna) for _ in range(20))
    assert (found.count(None), found.count(TooManyRequests)) == (1, 19)


async def test_many_at_once_for_many_people_are_five(shop: Shop, crew: Crew) -> None:
    team = [await shop.add_member(f"Person {number}") for number in range(8)]
    found = await tried(record(crew.ben, one, "kudos") for one in team)
    assert (found.count(None), found.count(TooManyRequests)) == (5, 3)


async def test_tomorrow_there_are_more_and_the_refusal_says_when(crew: Crew) -> None:
    await record(crew.ben, crew.anna)
    with pytest.raises(TooManyRequests, match="tomorrow") as refused:
        await record(crew.ben, crew.anna, "kudos")
    assert refused.value.wait == 16 * 3600  # from noon to four
    await record(crew.ben, crew.anna, now=SHOP_TIME + timedelta(seconds=refused.value.wait))


async def test_what_was_removed_still_counts_for_the_day(crew: Crew) -> None:
    await settle_moment(crew.ben, await record(crew.ben, crew.anna), "remove", SHOP_TIME)
    with pytest.raises(TooManyRequests):
        await record(crew.ben, crew.anna)


async def test_confirming_many_times_at_once_pays_once(crew: Crew) -> None:
    key = await record(crew.ben, crew.anna)
    leaders = [crew.lea, crew.nora] * 10
    assert (
        await tried(settle_moment(one, key, "confirm", SHOP_TIME) for one in leaders) == [None] * 20
    )
    assert await standing(crew.anna) == (20, 20, 20, 1, 1)


async def test_confirming_and_declining_at_once_is_one_of_them(crew: Crew) -> None:
    key = await record(crew.ben, crew.anna)
    verbs: list[MomentAction] = ["confirm", "decline"] * 5
    await tried(settle_moment(crew.lea, key, verb, SHOP_TIME) for verb in verbs)
    counted = await status(key) == "confirmed"
    assert await standing(crew.anna) == ((20, 20, 20, 1, 1) if counted else (0, 0, 0, 0, 0))


async def test_a_week_pays_three_also_when_all_are_confirmed_at_once(
    shop: Shop, crew: Crew
) -> None:
    team = [await shop.add_member(f"Person {number}") for number in range(6)]
    keys = [await record(one, crew.anna) for one in team]
    await tried(settle_moment(crew.lea, key, "confirm", SHOP_TIME) for key in keys)
    assert await standing(crew.anna) == (60, 60, 60, 6, 6)
    assert sum(paid for _, _, paid in await moments()) == 3


async def test_a_week_pays_one_from_the_same_giver_and_the_next_week_again(crew: Crew) -> None:
    for day, points in ((0, 20), (1, 20), (6, 20), (7, 40)):
        await record(crew.lea, crew.anna, now=SHOP_TIME + timedelta(days=day))
        assert (await standing(crew.anna))[0] == points
    assert (await standing(crew.anna))[3] == 4


async def test_of_two_who_praise_each_other_on_a_day_the_second_is_not_paid(crew: Crew) -> None:
    first, second = await record(crew.ben, crew.anna), await record(crew.anna, crew.ben)
    for key in (second, first):
        await settle_moment(crew.lea, key, "confirm", SHOP_TIME)
    assert (await standing(crew.anna))[0] == 20
    assert await standing(crew.ben) == (0, 0, 0, 1, 1)


async def test_praise_that_was_declined_does_not_stand_against_another(crew: Crew) -> None:
    first, second = await record(crew.ben, crew.anna), await record(crew.anna, crew.ben)
    await settle_moment(crew.lea, first, "decline", SHOP_TIME)
    await settle_moment(crew.lea, second, "confirm", SHOP_TIME)
    assert (await standing(crew.ben))[0] == 20


async def test_removing_takes_back_what_it_paid_once_and_where_it_was_paid(crew: Crew) -> None:
    key = await record(crew.lea, crew.anna)
    later = SHOP_TIME + timedelta(days=7)
    await record(crew.lea, crew.anna, now=later)
    takers = [crew.anna, crew.lea, crew.nora] * 5
    assert await tried(settle_moment(one, key, "remove", later) for one in takers) == [None] * 15
    assert await standing(crew.anna) == (20, 20, 20, 1, 1)


async def test_removing_what_was_not_paid_costs_nothing(crew: Crew) -> None:
    waiting, kudos = await record(crew.ben, crew.anna), await record(crew.lea, crew.anna, "kudos")
    for key in (waiting, kudos):
        await settle_moment(crew.anna, key, "remove", SHOP_TIME)
    assert await standing(crew.anna) == (0, 0, 0, 0, 0)


async def test_a_badge_that_is_held_stays(crew: Crew) -> None:
    key = await record(crew.lea, crew.anna)
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


async def test_pay_and_removal_beside_answers_lose_nothing(shop: Shop, crew: Crew) -> None:
    key = await record(crew.ben, crew.anna)

    calls = [
        *(answer(crew.anna, shop, number, SHOP_TIME) for number in range(6)),
        *(settle_moment(crew.lea, key, "confirm", SHOP_TIME) for _ in range(3)),
    ]
    assert await tried(calls) == [None] * 9
    await tried(
        [
            settle_moment(crew.anna, key, "remove", SHOP_TIME),
            *(answer(crew.anna, shop, number, SHOP_TIME) for number in range(6)),
        ]
    )
    points, _, ledger, seen, _ = await standing(crew.anna)
    assert points == ledger == 60
    assert seen == 0


async def test_a_report_hides_it_until_a_leader_puts_it_back(crew: Crew) -> None:
    key = await record(crew.lea, crew.anna)
    await tried(
        report_moment(one, key, "Unkind", SHOP_TIME) for one in (crew.ben, crew.anna, crew.ben)
    )
    assert await status(key) == "reported"
    with pytest.raises(Conflict, match="Put it back"):
        await settle_moment(crew.nora, key, "confirm", SHOP_TIME)
    await settle_moment(crew.nora, key, "restore", SHOP_TIME)
    await report_moment(crew.ben, key, "Still", SHOP_TIME)
    assert (await status(key), (await standing(crew.anna))[0]) == ("confirmed", 20)


async def test_removed_is_for_good(crew: Crew) -> None:
    key = await record(crew.lea, crew.anna)
    await settle_moment(crew.anna, key, "remove", SHOP_TIME)
    for verb in ("confirm", "decline", "restore"):
        with pytest.raises(Conflict):
            await settle_moment(crew.nora, key, verb, SHOP_TIME)
    assert (await standing(crew.anna))[0] == 0


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("confirm", (Forbidden, NotFound, NotFound, None, None, NotFound)),
        ("decline", (Forbidden, NotFound, NotFound, None, None, NotFound)),
        ("remove", (None, None, NotFound, None, None, NotFound)),
    ],
)
async def test_only_leaders_of_whoever_did_it_settle_it(
    shop: Shop, crew: Crew, verb: MomentAction, expected: tuple[type[Refused] | None, ...]
) -> None:
    """Ben gave it, Anna got it, Carl is their colleague; Lea and Leo lead them, Sue leads another shop."""
    south = await create_team("South", shop.root, "UTC", range(1, 8), "CCCC4444", SHOP_TIME)
    sue = await shop.add_member("Sue", "leader", south)
    carl, leo = await shop.add_member("Carl"), await shop.add_member("Leo", "leader")
    people = (crew.ben, crew.anna, carl, crew.lea, leo, sue)
    for number, (who, outcome) in enumerate(zip(people, expected, strict=True)):
        key = await record(crew.ben, crew.anna, now=SHOP_TIME + timedelta(days=number))
        assert await tried([settle_moment(who, key, verb, SHOP_TIME)]) == [outcome], who.name


async def test_a_leader_settles_nothing_of_their_own(shop: Shop, crew: Crew) -> None:
    leo = await shop.add_member("Leo", "leader")
    key = await record(crew.anna, crew.lea)
    assert await tried([settle_moment(crew.lea, key, "confirm", SHOP_TIME)]) == [NotFound]
    given = await record(crew.lea, leo)
    assert await tried([settle_moment(crew.lea, given, "confirm", SHOP_TIME)]) == [Forbidden]
    await settle_moment(crew.nora, key, "confirm", SHOP_TIME)
    assert (await standing(crew.lea))[0] == 20


async def test_whom_one_cannot_choose(shop: Shop, crew: Crew) -> None:
    south = await create_team("South", shop.root, "UTC", range(1, 8), "CCCC4444", SHOP_TIME)
    sam = await shop.add_member("Sam", zone_team=south)
    refused: list[tuple[CurrentUser, NewMoment, type[Refused]]] = [
        (crew.anna, draft(crew.anna), Forbidden),
        (crew.anna, draft(sam), NotFound),
        (crew.lea, draft(sam), NotFound),
        (crew.anna, draft(crew.nora), NotFound),
        (crew.anna, draft(crew.ben, to="nobody\0"), NotFound),
        (crew.anna, draft(crew.ben, "missed"), Forbidden),
        (crew.anna, draft(crew.ben, trait="pack.lesson-9"), Invalid),
        (crew.anna, draft(crew.ben, sentence=" \n "), Invalid),
        (crew.anna, draft(crew.ben, sentence="x" * 281), Invalid),
        (crew.anna, draft(crew.ben, sentence="a\u202eb"), Invalid),
    ]
    for giver, one, kind in refused:
        with pytest.raises(kind):
            await record_moment(giver, one, SHOP_TIME)
    await record(crew.nora, sam)
    assert len(await moments()) == 1


async def test_nothing_is_said_of_who_was_erased_whoever_is_first(crew: Crew) -> None:
    waiting = await record(crew.ben, crew.anna)
    await tried(
        [
            record(crew.lea, crew.anna),
            erase_person(crew.anna.login, SHOP_TIME),
            settle_moment(crew.lea, waiting, "confirm", SHOP_TIME),
        ]
    )
    async with connection() as conn:
        assert (
            await conn.fetchval(
                "SELECT count(*) FROM moment WHERE sentence <> '' OR status <> 'removed'"
            )
            == 0
        )
    with pytest.raises(NotFound):
        await record(crew.nora, crew.anna)
    with pytest.raises(NotFound):
        await record(crew.nora, crew.anna, to=f"left-{crew.anna.id}")


async def answer(who: CurrentUser, shop: Shop, concept: int, now: datetime) -> None:
    one = Attempt(
        UUID(int=next(numbers)),
        f"pack.q{concept}-0",
        Response(("a",)),
        True,
        now,
        to_local_day(now, who.zone),
        9,
    )
    await answer_questions(who, [one], shop.boards, now)


async def why(who: CurrentUser, shop: Shop, now: datetime) -> dict[str, str]:
    """Return the reason code of each question in the planned break, by concept."""
    opened, shelf = (
        await load_day(who, to_local_day(now, who.zone)),
        await load_team_catalogue(who.path, who.catalogue_revision),
    )
    seen = [msgspec.json.decode(item) for item in make_todays_break(who, opened, shelf).items]
    return {item["concept_id"]: item["why"]["code"] for item in seen if item["kind"] == "question"}


async def test_what_was_missed_comes_forward_with_kind_words_and_costs_nothing(
    shop: Shop, crew: Crew
) -> None:
    for concept in range(6):
        await answer(crew.anna, shop, concept, SHOP_TIME)
    before, later = await standing(crew.anna), SHOP_TIME + timedelta(days=1)
    await record(crew.lea, crew.anna, "missed", later)
    async with connection() as conn:
        rows = await conn.fetch("SELECT concept, due FROM memory WHERE person = $1", crew.anna.id)
    due = {row["concept"] for row in rows if row["due"] <= later.date()}
    assert due >= {"pack.idea-0", "pack.idea-1"}
    found = await why(crew.anna, shop, later)
    nudged = {concept for concept, said in found.items() if said == "nudge"}
    assert nudged
    assert nudged <= {"pack.idea-0", "pack.idea-1"}
    assert (await standing(crew.anna), await moments()) == (before, [("missed", "noted", False)])


async def test_an_idea_practised_today_waits_for_tomorrow(shop: Shop, crew: Crew) -> None:
    await answer(crew.anna, shop, 0, SHOP_TIME)
    await record(crew.lea, crew.anna, "missed")
    async with connection() as conn:
        due = await conn.fetchval("SELECT due FROM memory WHERE person = $1", crew.anna.id)
    assert due == SHOP_TIME.date() + timedelta(days=1)


async def test_notes_beside_answers_lose_neither(shop: Shop, crew: Crew) -> None:
    await answer(crew.anna, shop, 0, SHOP_TIME)
    later = SHOP_TIME + timedelta(days=3)
    calls = [
        *(answer(crew.anna, shop, number, later) for number in range(6)),
        record(crew.lea, crew.anna, "missed", later),
    ]
    assert await tried(calls) == [None] * 7
    async with connection() as conn:
        assert (
            await conn.fetchval("SELECT count(*) FROM memory WHERE person = $1", crew.anna.id) == 6
        )
