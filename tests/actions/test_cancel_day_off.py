"""A day off that is not over can be taken back; what is over stays off."""

from datetime import date, timedelta

import pytest
from support.people import audited
from support.practice import practised, stands_at
from support.shop import NOW, Shop

from learning.actions.cancel_day_off import cancel_day_off
from learning.actions.take_days_off import record_days_off
from learning.queries.me import load_progress_today
from learning.rules.problems import Conflict
from learning.tables.audit import AuditEntryTable
from learning.tables.people import RotaDayTable

TODAY = NOW.date()


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


async def test_a_day_to_come_is_a_working_day_again(shop: Shop) -> None:
    who, leader = await shop.hire("Amira"), await shop.hire("Lea", "leader")
    await record_days_off(who.login, [TODAY, ahead(1)], NOW)
    assert not (await load_progress_today(who, NOW)).working_today
    await cancel_day_off(who.login, TODAY, NOW, actor=leader)
    assert (await load_progress_today(who, NOW)).working_today
    assert await RotaDayTable.select(RotaDayTable.day).output(as_list=True) == [ahead(1)]
    entry = await audited("cancel_day_off")
    assert (entry.subject, entry.person) == (who.login, leader.id)


async def test_one_that_was_not_noted_changes_nothing(shop: Shop) -> None:
    who = await shop.hire("Amira")
    await RotaDayTable(person=who.id, day=ahead(1), works=True).save()
    for day in (TODAY, ahead(1)):
        await cancel_day_off(who.login, day, NOW, actor=who)
    assert await RotaDayTable.count() == 1
    assert not await AuditEntryTable.exists().where(AuditEntryTable.verb == "cancel_day_off")


async def test_what_is_over_stays_off(shop: Shop) -> None:
    who = await shop.hire("Amira")
    await practised(who.id, ahead(-2))
    await stands_at(who.id, 1, 1, ahead(-2))
    await record_days_off(who.login, [ahead(-1)], NOW)
    with pytest.raises(Conflict, match="over"):
        await cancel_day_off(who.login, ahead(-1), NOW, actor=who)
    assert (await load_progress_today(who, NOW)).streak == 1
