"""Days off: noted once, written down, and a streak that a forgotten one broke is whole again."""

from datetime import date, timedelta

import pytest
from support.people import find_audit_entry
from support.practice import record_lesson_reads, set_streak
from support.shop import SHOP_TIME, Shop

from learning.actions.rota.record_days_off import MAX_DAYS_OFF_PER_REQUEST, record_days_off
from learning.queries.people.current_user import CurrentUser
from learning.queries.people.progress_today import load_progress_today
from learning.rules.refusals import Invalid, NotFound
from learning.tables.audit import AuditEntryTable
from learning.tables.people import RotaDayTable
from learning.tables.progress import ProgressTable

CHRISTMAS = [date(2026, 12, day) for day in (24, 25, 26)]
TODAY = SHOP_TIME.date()


async def noted(who: CurrentUser) -> list[date]:
    days: list[date] = (
        await RotaDayTable.select(RotaDayTable.day)
        .where(RotaDayTable.person == who.id)
        .order_by(RotaDayTable.day)
        .output(as_list=True)
    )
    return days


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


async def streaks(who: CurrentUser) -> tuple[int, int]:
    row = (
        await ProgressTable.select(ProgressTable.streak, ProgressTable.longest_streak)
        .where(ProgressTable.person == who.id)
        .first()
    )
    assert row is not None
    return row["streak"], row["longest_streak"]


async def test_they_are_noted_and_written_down(shop: Shop) -> None:
    who, leader = await shop.add_member("Amira"), await shop.add_member("Lea", "leader")
    assert await record_days_off("AMIRA", CHRISTMAS[::-1], SHOP_TIME, actor=leader) == CHRISTMAS
    assert await noted(who) == CHRISTMAS
    entry = await find_audit_entry("take_days_off")
    assert (entry.subject, entry.person, entry.at) == ("amira", leader.id, SHOP_TIME)
    assert all(day.isoformat() in str(entry.detail) for day in CHRISTMAS)


async def test_the_same_again_changes_nothing(shop: Shop) -> None:
    who = await shop.add_member("Amira")
    await record_days_off(who.login, CHRISTMAS[:2], SHOP_TIME)
    assert await record_days_off(who.login, CHRISTMAS[:2], SHOP_TIME) == []
    assert await AuditEntryTable.count().where(AuditEntryTable.verb == "take_days_off") == 1
    assert await record_days_off(who.login, CHRISTMAS, SHOP_TIME) == CHRISTMAS[2:]
    assert await noted(who) == CHRISTMAS


async def test_a_day_named_twice_is_one(shop: Shop) -> None:
    who = await shop.add_member("Amira")
    assert await record_days_off(who.login, [TODAY, *CHRISTMAS, TODAY], SHOP_TIME) == [
        TODAY,
        *CHRISTMAS,
    ]


async def test_nobody_elses_days_change(shop: Shop) -> None:
    who, other = await shop.add_member("Amira"), await shop.add_member("Bo")
    await record_days_off(who.login, CHRISTMAS, SHOP_TIME)
    assert await noted(other) == []
    assert await record_days_off(other.login, CHRISTMAS, SHOP_TIME) == CHRISTMAS


async def test_a_day_forgotten_since_the_last_break_saves_the_streak(shop: Shop) -> None:
    who = await shop.add_member("Amira")
    await record_lesson_reads(who.id, *map(ago, (6, 5, 4, 3, 2)))
    await set_streak(who.id, 5, 5, ago(2))
    assert (await load_progress_today(who, SHOP_TIME)).streak == 0
    await record_days_off(who.login, [ago(1)], SHOP_TIME)
    assert (await load_progress_today(who, SHOP_TIME)).streak == 5


async def test_a_day_forgotten_before_the_last_break_does_too(shop: Shop) -> None:
    who = await shop.add_member("Amira")
    await record_lesson_reads(who.id, *map(ago, (4, 3, 1, 0)))
    await set_streak(who.id, 2, 2, ago(0))
    await record_days_off(who.login, [ago(2)], SHOP_TIME)
    assert await streaks(who) == (4, 4)


async def test_the_longest_streak_never_gets_shorter(shop: Shop) -> None:
    who = await shop.add_member("Amira")
    await record_lesson_reads(who.id, *map(ago, (3, 1, 0)))
    await set_streak(who.id, 2, 9, ago(0))
    await record_days_off(who.login, [ago(2)], SHOP_TIME)
    assert await streaks(who) == (3, 9)


async def test_a_freeze_that_a_forgotten_day_took_comes_back(shop: Shop) -> None:
    who = await shop.add_member("Amira")
    await record_lesson_reads(who.id, *(ago(days) for days in range(12) if days != 1))
    await set_streak(who.id, 11, 11, ago(0))
    await record_days_off(who.login, [ago(1)], SHOP_TIME)
    row = (
        await ProgressTable.select(ProgressTable.streak, ProgressTable.freezes)
        .where(ProgressTable.person == who.id)
        .first()
    )
    assert row == {"streak": 11, "freezes": 1}


async def test_what_cannot_be_is_a_sentence(shop: Shop) -> None:
    who = await shop.add_member("Amira")
    with pytest.raises(NotFound, match="unknown_login"):
        await record_days_off("amina", CHRISTMAS, SHOP_TIME)
    for days in ([], [ago(-ahead) for ahead in range(MAX_DAYS_OFF_PER_REQUEST + 1)]):
        with pytest.raises(Invalid):
            await record_days_off(who.login, days, SHOP_TIME)
    assert await noted(who) == []


async def test_a_person_notes_days_near_today_and_a_leader_only_those_of_their_people(
    shop: Shop,
) -> None:
    who, leader = await shop.add_member("Amira"), await shop.add_member("Lea", "leader")
    above = await shop.add_member("Nora", "leader", shop.root)
    assert await record_days_off(who.login, [ago(60), ago(-366)], SHOP_TIME, actor=who) == [
        ago(60),
        ago(-366),
    ]
    for day in (ago(61), ago(-367)):
        with pytest.raises(Invalid, match="too_far") as refused:
            await record_days_off(who.login, [TODAY, day], SHOP_TIME, actor=who)
        assert refused.value.values == {"day": day.isoformat()}
        assert await record_days_off(who.login, [day], SHOP_TIME) == [day]
    with pytest.raises(NotFound, match="login_not_in_your_teams"):
        await record_days_off(above.login, CHRISTMAS, SHOP_TIME, actor=leader)
