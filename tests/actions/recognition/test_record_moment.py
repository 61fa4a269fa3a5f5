"""Recording moments: who may give them, the daily limits, and private notes."""

from datetime import datetime, timedelta

import msgspec
import pytest
from support.moments import (
    Crew,
    answer_concept,
    gather_errors,
    give_moment,
    list_moments,
    make_draft,
    read_status,
    read_totals,
    show_moments_at_once,
)
from support.shop import SHOP_TIME, Shop

from learning.actions.people.create_team import create_team
from learning.actions.people.erase_person import erase_person
from learning.actions.recognition.record_moment import NewMoment, record_moment
from learning.actions.recognition.settle_moment import settle_moment
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.queries.practice.todays_break import load_day, make_todays_break
from learning.rules.refusals import Conflict, Forbidden, Invalid, NotFound, Refused, TooManyRequests
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection


async def test_a_moment_by_a_leader_of_the_receiver_is_confirmed_at_once(crew: Crew) -> None:
    await give_moment(crew.lea, crew.anna)
    assert (await list_moments(), (await read_totals(crew.anna))[0]) == (
        [("seen", "confirmed", True)],
        20,
    )


async def test_a_moment_between_leaders_of_one_team_waits_for_the_leader_above(
    shop: Shop, crew: Crew
) -> None:
    leo = await shop.add_member("Leo", "leader")
    key = await give_moment(crew.lea, leo)
    assert await read_status(key) == "waiting"
    await settle_moment(crew.nora, key, "confirm", SHOP_TIME)
    assert (await read_totals(leo))[0] == 20


async def test_kudos_of_colleagues_wait_and_those_of_a_leader_do_not(crew: Crew) -> None:
    await give_moment(crew.ben, crew.anna, "kudos")
    await give_moment(crew.lea, crew.anna, "kudos")
    assert [status for _, status, _ in await list_moments()] == ["waiting", "confirmed"]


async def test_kudos_are_confirmed_at_once_in_a_team_that_says_so_and_pay_nothing(
    crew: Crew,
) -> None:
    await show_moments_at_once()
    await give_moment(crew.ben, crew.anna, "kudos")
    assert (await list_moments(), await read_totals(crew.anna)) == (
        [("kudos", "confirmed", False)],
        (0, 0, 0, 0, 0),
    )


async def test_twenty_concurrent_repeats_record_one_moment(crew: Crew) -> None:
    one = make_draft(crew.anna)
    assert (
        await gather_errors(record_moment(crew.lea, one, SHOP_TIME) for _ in range(20))
        == [None] * 20
    )
    assert (await list_moments(), (await read_totals(crew.anna))[0]) == (
        [("seen", "confirmed", True)],
        20,
    )


async def test_a_repeat_changes_nothing_after_the_receiver_was_erased(crew: Crew) -> None:
    one = make_draft(crew.anna)
    await record_moment(crew.ben, one, SHOP_TIME)
    await erase_person(crew.anna.login, SHOP_TIME)
    assert await record_moment(crew.ben, one, SHOP_TIME) is None


async def test_a_key_of_somebody_else_is_refused(crew: Crew) -> None:
    key = await give_moment(crew.ben, crew.anna)
    with pytest.raises(Conflict):
        await give_moment(crew.lea, crew.anna, key=key)
    one = make_draft(crew.anna)
    found = await gather_errors(
        record_moment(giver, one, SHOP_TIME) for giver in (crew.lea, crew.nora)
    )
    assert set(found) == {None, Conflict}


async def test_of_twenty_concurrent_moments_for_one_person_one_is_recorded(crew: Crew) -> None:
    found = await gather_errors(give_moment(crew.ben, crew.anna) for _ in range(20))
    assert (found.count(None), found.count(TooManyRequests)) == (1, 19)


async def test_of_eight_concurrent_moments_for_eight_people_five_are_recorded(
    shop: Shop, crew: Crew
) -> None:
    team = [await shop.add_member(f"Person {number}") for number in range(8)]
    found = await gather_errors(give_moment(crew.ben, one, "kudos") for one in team)
    assert (found.count(None), found.count(TooManyRequests)) == (5, 3)


async def test_the_refusal_says_how_long_the_daily_limit_lasts(crew: Crew) -> None:
    await give_moment(crew.ben, crew.anna)
    with pytest.raises(TooManyRequests, match=r"moment\.same_person_today") as refused:
        await give_moment(crew.ben, crew.anna, "kudos")
    assert refused.value.wait == 16 * 3600  # from noon to four
    await give_moment(crew.ben, crew.anna, now=SHOP_TIME + timedelta(seconds=refused.value.wait))


async def test_a_removed_moment_still_counts_for_the_daily_limit(crew: Crew) -> None:
    await settle_moment(crew.ben, await give_moment(crew.ben, crew.anna), "remove", SHOP_TIME)
    with pytest.raises(TooManyRequests):
        await give_moment(crew.ben, crew.anna)


async def test_the_same_giver_is_paid_for_once_a_week(crew: Crew) -> None:
    for day, points in ((0, 20), (1, 20), (6, 20), (7, 40)):
        await give_moment(crew.lea, crew.anna, now=SHOP_TIME + timedelta(days=day))
        assert (await read_totals(crew.anna))[0] == points
    assert (await read_totals(crew.anna))[3] == 4


async def test_invalid_receivers_traits_and_sentences_are_refused(shop: Shop, crew: Crew) -> None:
    south = await create_team("South", shop.root, "UTC", range(1, 8), "CCCC4444", SHOP_TIME)
    sam = await shop.add_member("Sam", zone_team=south)
    refused: list[tuple[CurrentUser, NewMoment, type[Refused]]] = [
        (crew.anna, make_draft(crew.anna), Forbidden),
        (crew.anna, make_draft(sam), NotFound),
        (crew.lea, make_draft(sam), NotFound),
        (crew.anna, make_draft(crew.nora), NotFound),
        (crew.anna, make_draft(crew.ben, receiver="nobody\0"), NotFound),
        (crew.anna, make_draft(crew.ben, "missed"), Forbidden),
        (crew.anna, make_draft(crew.ben, trait="pack.lesson-9"), Invalid),
        (crew.anna, make_draft(crew.ben, sentence=" \n "), Invalid),
        (crew.anna, make_draft(crew.ben, sentence="x" * 281), Invalid),
        (crew.anna, make_draft(crew.ben, sentence="a\u202eb"), Invalid),
    ]
    for giver, one, kind in refused:
        with pytest.raises(kind):
            await record_moment(giver, one, SHOP_TIME)
    await give_moment(crew.nora, sam)
    assert len(await list_moments()) == 1


async def test_no_moment_of_an_erased_person_remains_under_concurrency(crew: Crew) -> None:
    waiting = await give_moment(crew.ben, crew.anna)
    await gather_errors(
        [
            give_moment(crew.lea, crew.anna),
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
        await give_moment(crew.nora, crew.anna)
    with pytest.raises(NotFound):
        await give_moment(crew.nora, crew.anna, receiver=f"left-{crew.anna.id}")


async def read_reasons(user: CurrentUser, shop: Shop, now: datetime) -> dict[str, str]:
    """Return the reason of each question in the planned break, by concept."""
    day = await load_day(user, to_local_day(now, user.zone))
    catalogue = await load_team_catalogue(user.path, user.catalogue_revision)
    items = [msgspec.json.decode(item) for item in make_todays_break(user, day, catalogue).items]
    return {item["concept_id"]: item["why"]["code"] for item in items if item["kind"] == "question"}


async def test_a_private_note_makes_the_concepts_due_and_takes_no_points(
    shop: Shop, crew: Crew
) -> None:
    for concept in range(6):
        await answer_concept(crew.anna, shop, concept, SHOP_TIME)
    before, later = await read_totals(crew.anna), SHOP_TIME + timedelta(days=1)
    await give_moment(crew.lea, crew.anna, "missed", later)
    async with connection() as conn:
        rows = await conn.fetch("SELECT concept, due FROM memory WHERE person = $1", crew.anna.id)
    due = {row["concept"] for row in rows if row["due"] <= later.date()}
    assert due >= {"pack.idea-0", "pack.idea-1"}
    found = await read_reasons(crew.anna, shop, later)
    nudged_concepts = {concept for concept, reason in found.items() if reason == "nudge"}
    assert nudged_concepts
    assert nudged_concepts <= {"pack.idea-0", "pack.idea-1"}
    assert (await read_totals(crew.anna), await list_moments()) == (
        before,
        [("missed", "noted", False)],
    )


async def test_a_concept_practised_today_is_due_tomorrow_after_a_private_note(
    shop: Shop, crew: Crew
) -> None:
    await answer_concept(crew.anna, shop, 0, SHOP_TIME)
    await give_moment(crew.lea, crew.anna, "missed")
    async with connection() as conn:
        due = await conn.fetchval("SELECT due FROM memory WHERE person = $1", crew.anna.id)
    assert due == SHOP_TIME.date() + timedelta(days=1)


async def test_a_private_note_during_attempts_loses_no_memory(shop: Shop, crew: Crew) -> None:
    await answer_concept(crew.anna, shop, 0, SHOP_TIME)
    later = SHOP_TIME + timedelta(days=3)
    calls = [
        *(answer_concept(crew.anna, shop, number, later) for number in range(6)),
        give_moment(crew.lea, crew.anna, "missed", later),
    ]
    assert await gather_errors(calls) == [None] * 7
    async with connection() as conn:
        assert (
            await conn.fetchval("SELECT count(*) FROM memory WHERE person = $1", crew.anna.id) == 6
        )
