"""A day off that is not over can be cancelled. A past one stays."""

from datetime import date, timedelta

import pytest
from support.people import find_audit_entry
from support.practice import record_lesson_reads, set_streak
from support.shop import SHOP_TIME, Shop

from learning.actions.rota.cancel_day_off import cancel_day_off
from learning.actions.rota.record_days_off import record_days_off
from learning.queries.people.progress_today import load_progress_today
from learning.rules.refusals import Conflict
from learning.tables.audit import AuditEntryTable
from learning.tables.people import RotaDayTable

TODAY = SHOP_TIME.date()


def find_day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


async def test_a_cancelled_day_is_a_working_day_again(shop: Shop) -> None:
    person, leader = await shop.add_member("Amira"), await shop.add_member("Lea", "leader")
    await record_days_off(person.login, [TODAY, find_day(1)], SHOP_TIME)
    assert not (await load_progress_today(person, SHOP_TIME)).working_today
    await cancel_day_off(person.login, TODAY, SHOP_TIME, actor=leader)
    assert (await load_progress_today(person, SHOP_TIME)).working_today
    assert await RotaDayTable.select(RotaDayTable.day).output(as_list=True) == [find_day(1)]
    entry = await find_audit_entry("cancel_day_off")
    assert (entry.subject, entry.person) == (person.login, leader.id)


async def test_cancelling_a_day_that_is_not_off_changes_nothing(shop: Shop) -> None:
    person = await shop.add_member("Amira")
    await RotaDayTable(person=person.id, day=find_day(1), works=True).save()
    for day in (TODAY, find_day(1)):
        await cancel_day_off(person.login, day, SHOP_TIME, actor=person)
    assert await RotaDayTable.count() == 1
    assert not await AuditEntryTable.exists().where(AuditEntryTable.verb == "cancel_day_off")


async def test_a_past_day_off_stays(shop: Shop) -> None:
    person = await shop.add_member("Amira")
    await record_lesson_reads(person.id, find_day(-2))
    await set_streak(person.id, 1, 1, find_day(-2))
    await record_days_off(person.login, [find_day(-1)], SHOP_TIME)
    with pytest.raises(Conflict, match="day_is_over"):
        await cancel_day_off(person.login, find_day(-1), SHOP_TIME, actor=person)
    assert (await load_progress_today(person, SHOP_TIME)).streak == 1
