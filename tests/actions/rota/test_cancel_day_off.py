"""A day off that is not over can be taken back; what is over stays off."""

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


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


async def test_a_day_to_come_is_a_working_day_again(shop: Shop) -> None:
    who, leader = await shop.add_member("Amira"), await shop.add_member("Lea", "leader")
    await record_days_off(who.login, [TODAY, ahead(1)], SHOP_TIME)
    assert not (await load_progress_today(who, SHOP_TIME)).working_today
    await cancel_day_off(who.login, TODAY, SHOP_TIME, actor=leader)
    assert (await load_progress_today(who, SHOP_TIME)).working_today
    assert await RotaDayTable.select(RotaDayTable.day).output(as_list=True) == [ahead(1)]
    entry = await find_audit_entry("cancel_day_off")
    assert (entry.subject, entry.person) == (who.login, leader.id)


async def test_one_that_was_not_noted_changes_nothing(shop: Shop) -> None:
    who = await shop.add_member("Amira")
    await RotaDayTable(person=who.id, day=ahead(1), works=True).save()
    for day in (TODAY, ahead(1)):
        await cancel_day_off(who.login, day, SHOP_TIME, actor=who)
    assert await RotaDayTable.count() == 1
    assert not await AuditEntryTable.exists().where(AuditEntryTable.verb == "cancel_day_off")


async def test_what_is_over_stays_off(shop: Shop) -> None:
    who = await shop.add_member("Amira")
    await record_lesson_reads(who.id, ahead(-2))
    await set_streak(who.id, 1, 1, ahead(-2))
    await record_days_off(who.login, [ahead(-1)], SHOP_TIME)
    with pytest.raises(Conflict, match="day_is_over"):
        await cancel_day_off(who.login, ahead(-1), SHOP_TIME, actor=who)
    assert (await load_progress_today(who, SHOP_TIME)).streak == 1
