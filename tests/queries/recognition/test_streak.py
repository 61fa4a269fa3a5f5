"""The page of a streak: the person day by day, the team only as an average."""

from datetime import date, timedelta

import pytest
from support.practice import record_lesson_reads, set_streak
from support.shop import SHOP_TIME, Shop

from learning.queries.people.current_user import CurrentUser
from learning.queries.recognition.streak import (
    MIN_TEAM_SIZE_FOR_AVERAGE,
    StreakDayView,
    StreakPage,
    TeamStreak,
    load_streak_page,
)
from learning.rules.recognition.streaks import replay_streak
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota
from learning.tables.database import connection
from learning.tables.people import RotaDayTable

TODAY = SHOP_TIME.date()
UPDATE_FREEZES = "UPDATE progress SET freezes = $2, lost_streak = $3 WHERE person = $1"
UPDATE_COUNTERS = "UPDATE progress SET counters = $2 WHERE person = $1"


@pytest.fixture
async def amira(shop: Shop) -> CurrentUser:
    return await shop.add_member("Amira")


def days_ago(count: int) -> date:
    return TODAY - timedelta(days=count)


async def practise(user: CurrentUser, *ago: int) -> None:
    """Store practice on days that many days ago, and the streak that follows from it."""
    days = [days_ago(count) for count in ago]
    streak = replay_streak(days, Rota(ALL_ISO_WEEKDAYS))
    assert streak.last
    await record_lesson_reads(user.id, *days)
    await set_streak(user.id, streak.days, streak.longest, streak.last)
    async with connection() as conn:
        await conn.execute(UPDATE_FREEZES, user.id, streak.freezes, streak.lost)
        await conn.execute(UPDATE_COUNTERS, user.id, f'{{"days": {len(days)}}}')


async def read_page(user: CurrentUser) -> StreakPage:
    return await load_streak_page(user, SHOP_TIME)


async def test_a_newcomer_has_no_streak_and_can_begin_today(amira: CurrentUser) -> None:
    page = await read_page(amira)
    assert (page.streak, page.longest, page.freezes, page.lost, page.earn_back_in) == (0,) * 5
    assert (page.if_today, page.if_missed, page.team) == (1, 0, None)
    assert (page.today, page.next_work_day) == (TODAY, TODAY + timedelta(days=1))
    assert len(page.days) == 35
    assert StreakDayView(TODAY, "today") in page.days


async def test_the_page_tells_the_streak_of_tomorrow(amira: CurrentUser) -> None:
    await practise(amira, *range(1, 6))
    page = await read_page(amira)
    assert (page.streak, page.if_today, page.if_missed, page.freeze_in) == (5, 6, 0, 5)


async def test_a_freeze_was_spent_yesterday_and_none_is_left_for_today(amira: CurrentUser) -> None:
    await practise(amira, *range(2, 12))
    page = await read_page(amira)
    assert (page.streak, page.freezes, page.if_today, page.if_missed) == (10, 0, 11, 0)
    assert StreakDayView(days_ago(1), "frozen") in page.days


async def test_a_lost_streak_comes_back_after_three_days(amira: CurrentUser) -> None:
    await practise(amira, *range(5, 10), 1)
    page = await read_page(amira)
    assert (page.streak, page.lost, page.earn_back_in, page.if_today) == (1, 5, 2, 2)


async def test_the_third_day_in_a_row_brings_the_lost_days_back(amira: CurrentUser) -> None:
    await practise(amira, *range(5, 10), 2, 1)
    assert (await read_page(amira)).if_today == 8


async def test_a_rota_day_is_the_next_working_day(amira: CurrentUser) -> None:
    rota_day = TODAY + timedelta(days=2)
    await RotaDayTable(person=amira.id, day=rota_day, works=True).save()
    page = await read_page(amira._replace(work_days=()))
    assert page.next_work_day == rota_day
    assert [day.day for day in page.days if day.state == "ahead"] == [rota_day]


async def test_the_team_is_an_average_of_five_members_or_more(
    shop: Shop, amira: CurrentUser
) -> None:
    await practise(amira, 1)
    for number in range(3):
        member = await shop.add_member(f"Person {number}")
        await practise(member, *range(1, 3 + number))
    assert (await read_page(amira)).team is None
    await shop.add_member("Newcomer")
    assert (await read_page(amira)).team is None, "a person who never practised does not count"
    await practise(await shop.add_member("Dan"), *range(20, 30))
    assert (await read_page(amira)).team == TeamStreak(2.0, MIN_TEAM_SIZE_FOR_AVERAGE)
