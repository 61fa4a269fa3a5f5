"""The recorded days off of a person, in the span in which days can be recorded."""

from datetime import date, timedelta

from support.shop import SHOP_TIME, Shop

from learning.queries.rota.days_off import DaysOff, load_days_off
from learning.tables.people import PersonTable, RotaDayTable

TODAY = SHOP_TIME.date()


def find_day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


async def test_days_off_come_in_order_without_shifts_and_days_far_away(shop: Shop) -> None:
    amira, bo = await shop.add_member("Amira"), await shop.add_member("Bo")
    for ahead in (3, -60, -61, 366, 367, 0):
        await RotaDayTable(person=amira.id, day=find_day(ahead)).save()
    await RotaDayTable(person=amira.id, day=find_day(1), works=True).save()
    await PersonTable.update({PersonTable.work_days: [1, 2]}).where(PersonTable.id == amira.id)
    every_day = [1, 2, 3, 4, 5, 6, 7]
    span = (TODAY, find_day(-60), find_day(366))
    days = [find_day(ahead) for ahead in (-60, 0, 3, 366)]
    assert await load_days_off(amira, SHOP_TIME) == DaysOff(*span, days, [1, 2], every_day)
    assert await load_days_off(bo, SHOP_TIME) == DaysOff(*span, [], None, every_day)


async def test_today_is_the_local_day_of_the_team(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    before_four = SHOP_TIME.replace(hour=3)
    assert (await load_days_off(amira, before_four)).today == find_day(-1)
