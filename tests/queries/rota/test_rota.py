"""A person's rota and streak as they are stored."""

from datetime import date, timedelta

from support.practice import record_lesson_reads, set_streak
from support.shop import SHOP_TIME, Shop

from learning.queries.rota.rota import (
    ROTA_EXCEPTIONS_SQL,
    STREAK_COLUMNS_SQL,
    calculate_streak_today,
    load_practised_days,
    load_rota,
    make_rota,
)
from learning.rules.rota.days import Rota
from learning.tables.database import connection
from learning.tables.people import PersonTable, RotaDayTable

TODAY = SHOP_TIME.date()
SELECT_STREAK = f"""
SELECT {STREAK_COLUMNS_SQL}, p.work_days, exceptions.*
FROM progress g JOIN person p ON p.id = g.person,
  LATERAL (SELECT {ROTA_EXCEPTIONS_SQL} WHERE person = p.id) AS exceptions
WHERE g.person = $1
"""  # noqa: S608 - made of constants


def find_day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


async def test_a_rota_has_the_week_of_the_team_and_the_days_that_differ(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    async with connection() as conn:
        assert await load_rota(conn, amira.id) == Rota(
            (1, 2, 3, 4, 5, 6, 7), frozenset(), frozenset()
        )
    await PersonTable.update({PersonTable.work_days: [1, 2]}).where(PersonTable.id == amira.id)
    await RotaDayTable(person=amira.id, day=find_day(0)).save()
    await RotaDayTable(person=amira.id, day=find_day(5), works=True).save()
    async with connection() as conn:
        rota = await load_rota(conn, amira.id)
    assert rota == Rota((1, 2), frozenset([find_day(0)]), frozenset([find_day(5)]))


async def test_a_streak_of_a_row_survives_days_off(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    await PersonTable.update({PersonTable.work_days: [*range(1, 8)]}).where(
        PersonTable.id == amira.id
    )
    await set_streak(amira.id, 3, 7, find_day(-2))
    async with connection() as conn:
        assert calculate_streak_today(await conn.fetchrow(SELECT_STREAK, amira.id), TODAY) == 0
    await RotaDayTable(person=amira.id, day=find_day(-1)).save()
    async with connection() as conn:
        assert calculate_streak_today(await conn.fetchrow(SELECT_STREAK, amira.id), TODAY) == 3


async def test_practised_days_are_those_with_a_reading(shop: Shop) -> None:
    amira, bo = await shop.add_member("Amira"), await shop.add_member("Bo")
    await record_lesson_reads(amira.id, find_day(-3), find_day(0))
    async with connection() as conn:
        assert await load_practised_days(conn, amira.id) == {find_day(-3), find_day(0)}
        assert await load_practised_days(conn, bo.id) == set()


def test_missing_lists_of_a_row_are_empty() -> None:
    assert make_rota([1], None, [TODAY]) == Rota([1], frozenset(), frozenset([TODAY]))
