"""A new week holds for the days to come: what is over never becomes a missed day, and no streak gets shorter."""

import asyncio
from collections.abc import Collection
from contextvars import Context
from datetime import date, timedelta

import pytest
from support.people import find_audit_entry, find_person
from support.practice import record_lesson_reads, set_streak
from support.shop import SHOP_TIME, Shop

from learning.actions.people.change_profile import ProfileChanges, change_profile
from learning.actions.people.change_team import TeamChanges, change_team
from learning.actions.rota.record_days_off import record_days_off
from learning.actions.rota.set_work_days import set_work_days
from learning.queries.people.current_user import CurrentUser, find_user_by_login
from learning.queries.people.progress_today import load_progress_today
from learning.rules.refusals import Invalid, NotFound
from learning.steps.practice.load_learner_state import lock_learner_state
from learning.steps.rota.update_work_days import update_work_days
from learning.tables.database import connection, transaction
from learning.tables.people import PersonTable, RotaDayTable, TeamTable

TODAY = SHOP_TIME.date()
MONDAY_TO_FRIDAY = [1, 2, 3, 4, 5]
assert TODAY.isoweekday() == 1


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


async def seen(who: CurrentUser) -> CurrentUser:
    """Who they are now, the week too."""
    found = await find_user_by_login(who.login)
    assert found is not None
    return found


async def office(shop: Shop, name: str, role: str = "learner") -> CurrentUser:
    """Somebody with a week of their own, from Monday to Friday."""
    who = await shop.add_member(name, role)
    await PersonTable.update({PersonTable.work_days: MONDAY_TO_FRIDAY}).where(
        PersonTable.id == who.id
    )
    return await seen(who)


async def streak(who: CurrentUser) -> int:
    return (await load_progress_today(await seen(who), SHOP_TIME)).streak


async def worked(who: CurrentUser, days: Collection[int] | None) -> None:
    await set_work_days(who.login, days, SHOP_TIME, actor=who)


async def test_it_is_kept_in_order_and_written_down(shop: Shop) -> None:
    who, leader = await shop.add_member("Amira"), await shop.add_member("Lea", "leader")
    await set_work_days("AMIRA", [6, 3, 3], SHOP_TIME, actor=leader)
    assert (await seen(who)).work_days == (3, 6)
    entry = await find_audit_entry("set_week")
    assert (entry.subject, entry.person, entry.at) == ("amira", leader.id, SHOP_TIME)
    await set_work_days("amira", None, SHOP_TIME, actor=leader)
    assert (await seen(who)).work_days == (1, 2, 3, 4, 5, 6, 7)


async def test_a_weekend_that_was_free_stays_free(shop: Shop) -> None:
    who = await office(shop, "Amira")
    await record_lesson_reads(who.id, ago(4), ago(3))
    await set_streak(who.id, 2, 2, ago(3))
    assert await streak(who) == 2
    for days in (None, [1, 5, 6, 7], [6, 7]):
        await worked(who, days)
        assert await streak(who) == 2, days


async def test_what_the_new_week_says_was_off_was_off(shop: Shop) -> None:
    who = await shop.add_member("Amira")
    await record_lesson_reads(who.id, ago(4), ago(3))
    await set_streak(who.id, 2, 2, ago(3))
    assert await streak(who) == 0, "the weekend was missed"
    await worked(who, MONDAY_TO_FRIDAY)
    assert await streak(who) == 2


async def test_days_to_come_are_working_days(shop: Shop) -> None:
    who = await office(shop, "Amira")
    await worked(who, [1, 6])
    assert not await RotaDayTable.exists().where(
        RotaDayTable.person == who.id, RotaDayTable.day >= TODAY
    )
    assert await RotaDayTable.exists().where(
        RotaDayTable.person == who.id, RotaDayTable.day == ago(2)
    )


async def test_a_shift_that_was_known_stays_one(shop: Shop) -> None:
    who = await office(shop, "Amira")
    await RotaDayTable(person=who.id, day=ago(2), works=True).save()
    await worked(who, None)
    assert await RotaDayTable.exists().where(
        RotaDayTable.person == who.id, RotaDayTable.day == ago(2), RotaDayTable.works.eq(True)
    )


async def test_a_teams_week_is_that_of_those_without_their_own(shop: Shop) -> None:
    leader, own, none = (
        await shop.add_member("Lea", "leader"),
        await office(shop, "Amira"),
        await shop.add_member("Bo"),
    )
    await TeamTable.update({TeamTable.work_days: MONDAY_TO_FRIDAY}).where(TeamTable.id == shop.shop)
    for who in (own, none):
        await record_lesson_reads(who.id, ago(4), ago(3))
        await set_streak(who.id, 2, 2, ago(3))
    await change_team(leader, shop.shop, TeamChanges(work_days=[7, 6]), shop.boards, SHOP_TIME)
    assert ((await seen(none)).work_days, (await seen(own)).work_days) == ((6, 7), (1, 2, 3, 4, 5))
    assert [await streak(none), await streak(own)] == [2, 2], "the free weekend stays free"
    assert not await RotaDayTable.exists().where(RotaDayTable.person == own.id)
    assert (await find_audit_entry("set_team_week")).subject == str(shop.shop)


async def test_what_cannot_be_changes_nothing(shop: Shop) -> None:
    leader, who = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    elsewhere = await shop.add_member("Nora", "leader", shop.root)
    for days in ([], [0], [8]):
        with pytest.raises(Invalid):
            await set_work_days(who.login, days, SHOP_TIME, actor=leader)
    with pytest.raises(NotFound, match="in your teams"):
        await set_work_days(elsewhere.login, [1], SHOP_TIME, actor=leader)
    with pytest.raises(NotFound):
        await change_team(leader, shop.root, TeamChanges(work_days=[1]), shop.boards, SHOP_TIME)
    assert (await seen(who)).work_days == (1, 2, 3, 4, 5, 6, 7)


async def test_two_who_change_a_week_at_once_wait_for_each_other_in_one_order(shop: Shop) -> None:
    """One names something else of the same person as well."""
    who, leader = await office(shop, "Amira"), await shop.add_member("Lea", "leader")
    for days in [[1], [2]] * 15:
        changes = ProfileChanges(minutes=2 + days[0], work_days=days)
        await asyncio.gather(
            change_profile(who, changes, "", SHOP_TIME),
            set_work_days(who.login, [5], SHOP_TIME, actor=leader),
            worked(who, [1, 2]),
        )
    assert (await seen(who)).work_days in {(2,), (5,), (1, 2)}
    assert (await find_person(who.login)).minutes == 4
    assert await streak(who) == 0


async def test_a_day_off_is_folded_by_the_week_that_holds_when_it_is_noted(shop: Shop) -> None:
    """The week is set after somebody has asked for a day off, and before it is noted."""
    who, leader = await shop.add_member("Amira"), await shop.add_member("Lea", "leader")
    await record_lesson_reads(who.id, ago(4), ago(3), TODAY)
    await set_streak(who.id, 1, 2, TODAY)
    async with transaction() as conn:
        await lock_learner_state(conn, who.id)
        noting = asyncio.create_task(
            record_days_off(who.login, [ago(-1)], SHOP_TIME, actor=leader), context=Context()
        )
        await waiting()
        await update_work_days(conn, who, MONDAY_TO_FRIDAY, SHOP_TIME, actor=leader)
    await noting
    assert await streak(who) == 3


async def waiting() -> None:
    """Wait until somebody waits for a lock."""
    async with connection() as conn:
        for _ in range(1000):
            if await conn.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                return
            await asyncio.sleep(0.01)
    raise AssertionError("nobody waits")
