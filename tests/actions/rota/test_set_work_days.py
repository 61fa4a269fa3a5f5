"""A new week holds for future days. No past day becomes a missed one, no streak gets shorter."""

import asyncio
from collections.abc import Collection
from contextvars import Context
from datetime import date, timedelta

import pytest
from support.people import find_audit_entry, find_person
from support.practice import record_lesson_reads, set_streak
from support.shop import SHOP_TIME, Shop

from learning.actions.people.change_profile import ProfileChanges, change_profile
from learning.actions.people.change_team import change_team
from learning.actions.rota.record_days_off import record_days_off
from learning.actions.rota.set_work_days import set_work_days
from learning.queries.people.current_user import CurrentUser, find_user_by_login
from learning.queries.people.progress_today import load_progress_today
from learning.rules.people.roles import Role
from learning.rules.refusals import Invalid, NotFound
from learning.steps.practice.load_learner_state import lock_learner_state
from learning.steps.rota.update_work_days import update_work_days
from learning.tables.database import connection, transaction
from learning.tables.people import PersonTable, RotaDayTable, TeamTable

TODAY = SHOP_TIME.date()
MONDAY_TO_FRIDAY = [1, 2, 3, 4, 5]
assert TODAY.isoweekday() == 1


def find_day_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


async def reload_user(person: CurrentUser) -> CurrentUser:
    """Load the person again, with the current week."""
    found = await find_user_by_login(person.login)
    assert found is not None
    return found


async def add_office_worker(shop: Shop, name: str, role: Role = "learner") -> CurrentUser:
    """Add a person with a week of their own, from Monday to Friday."""
    person = await shop.add_member(name, role)
    await PersonTable.update({PersonTable.work_days: MONDAY_TO_FRIDAY}).where(
        PersonTable.id == person.id
    )
    return await reload_user(person)


async def load_streak(person: CurrentUser) -> int:
    return (await load_progress_today(await reload_user(person), SHOP_TIME)).streak


async def set_own_week(person: CurrentUser, days: Collection[int] | None) -> None:
    await set_work_days(person.login, days, SHOP_TIME, actor=person)


async def test_work_days_are_stored_in_order_and_in_the_audit_trail(shop: Shop) -> None:
    person, leader = await shop.add_member("Amira"), await shop.add_member("Lea", "leader")
    await set_work_days("AMIRA", [6, 3, 3], SHOP_TIME, actor=leader)
    assert (await reload_user(person)).work_days == (3, 6)
    entry = await find_audit_entry("set_week")
    assert (entry.subject, entry.person, entry.at) == ("amira", leader.id, SHOP_TIME)
    await set_work_days("amira", None, SHOP_TIME, actor=leader)
    assert (await reload_user(person)).work_days == (1, 2, 3, 4, 5, 6, 7)


async def test_a_weekend_that_was_free_stays_free(shop: Shop) -> None:
    person = await add_office_worker(shop, "Amira")
    await record_lesson_reads(person.id, find_day_ago(4), find_day_ago(3))
    await set_streak(person.id, 2, 2, find_day_ago(3))
    assert await load_streak(person) == 2
    for days in (None, [1, 5, 6, 7], [6, 7]):
        await set_own_week(person, days)
        assert await load_streak(person) == 2, days


async def test_past_days_that_the_new_week_frees_become_days_off(shop: Shop) -> None:
    person = await shop.add_member("Amira")
    await record_lesson_reads(person.id, find_day_ago(4), find_day_ago(3))
    await set_streak(person.id, 2, 2, find_day_ago(3))
    assert await load_streak(person) == 0, "the weekend was missed"
    await set_own_week(person, MONDAY_TO_FRIDAY)
    assert await load_streak(person) == 2


async def test_future_days_become_working_days(shop: Shop) -> None:
    person = await add_office_worker(shop, "Amira")
    await set_own_week(person, [1, 6])
    assert not await RotaDayTable.exists().where(
        RotaDayTable.person == person.id, RotaDayTable.day >= TODAY
    )
    assert await RotaDayTable.exists().where(
        RotaDayTable.person == person.id, RotaDayTable.day == find_day_ago(2)
    )


async def test_a_recorded_shift_stays_a_shift(shop: Shop) -> None:
    person = await add_office_worker(shop, "Amira")
    await RotaDayTable(person=person.id, day=find_day_ago(2), works=True).save()
    await set_own_week(person, None)
    assert await RotaDayTable.exists().where(
        RotaDayTable.person == person.id,
        RotaDayTable.day == find_day_ago(2),
        RotaDayTable.works.eq(True),
    )


async def test_a_teams_week_holds_for_members_without_their_own(shop: Shop) -> None:
    leader, own_week, team_week = (
        await shop.add_member("Lea", "leader"),
        await add_office_worker(shop, "Amira"),
        await shop.add_member("Bo"),
    )
    await TeamTable.update({TeamTable.work_days: MONDAY_TO_FRIDAY}).where(TeamTable.id == shop.shop)
    for person in (own_week, team_week):
        await record_lesson_reads(person.id, find_day_ago(4), find_day_ago(3))
        await set_streak(person.id, 2, 2, find_day_ago(3))
    await change_team(leader, shop.shop, shop.boards, SHOP_TIME, work_days=[7, 6])
    assert ((await reload_user(team_week)).work_days, (await reload_user(own_week)).work_days) == (
        (6, 7),
        (1, 2, 3, 4, 5),
    )
    assert [await load_streak(team_week), await load_streak(own_week)] == [2, 2], (
        "the free weekend stays free"
    )
    assert not await RotaDayTable.exists().where(RotaDayTable.person == own_week.id)
    assert (await find_audit_entry("set_team_week")).subject == str(shop.shop)


async def test_refused_changes_change_nothing(shop: Shop) -> None:
    leader, person = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    leader_above = await shop.add_member("Nora", "leader", shop.root)
    for days in ([], [0], [8]):
        with pytest.raises(Invalid):
            await set_work_days(person.login, days, SHOP_TIME, actor=leader)
    with pytest.raises(NotFound, match="login_not_in_your_teams"):
        await set_work_days(leader_above.login, [1], SHOP_TIME, actor=leader)
    with pytest.raises(NotFound):
        await change_team(leader, shop.root, shop.boards, SHOP_TIME, work_days=[1])
    assert (await reload_user(person)).work_days == (1, 2, 3, 4, 5, 6, 7)


async def test_simultaneous_changes_of_a_week_do_not_deadlock(shop: Shop) -> None:
    """One of the changes sets another column of the same person, too."""
    person, leader = await add_office_worker(shop, "Amira"), await shop.add_member("Lea", "leader")
    for days in [[1], [2]] * 15:
        changes = ProfileChanges(minutes=2 + days[0], work_days=days)
        await asyncio.gather(
            change_profile(person, changes, "", SHOP_TIME),
            set_work_days(person.login, [5], SHOP_TIME, actor=leader),
            set_own_week(person, [1, 2]),
        )
    assert (await reload_user(person)).work_days in {(2,), (5,), (1, 2)}
    assert (await find_person(person.login)).minutes == 4
    assert await load_streak(person) == 0


async def test_a_day_off_uses_the_week_that_holds_when_it_is_recorded(shop: Shop) -> None:
    """The week is set after the request for a day off, and before the day is recorded."""
    person, leader = await shop.add_member("Amira"), await shop.add_member("Lea", "leader")
    await record_lesson_reads(person.id, find_day_ago(4), find_day_ago(3), TODAY)
    await set_streak(person.id, 1, 2, TODAY)
    async with transaction() as conn:
        await lock_learner_state(conn, person.id)
        noting = asyncio.create_task(
            record_days_off(person.login, [find_day_ago(-1)], SHOP_TIME, actor=leader),
            context=Context(),
        )
        await wait_for_a_waiting_lock()
        await update_work_days(conn, person, MONDAY_TO_FRIDAY, SHOP_TIME, actor=leader)
    await noting
    assert await load_streak(person) == 3


async def wait_for_a_waiting_lock() -> None:
    """Wait until a transaction waits for a lock."""
    async with connection() as conn:
        for _ in range(1000):
            if await conn.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                return
            await asyncio.sleep(0.01)
    raise AssertionError("nobody waits")
