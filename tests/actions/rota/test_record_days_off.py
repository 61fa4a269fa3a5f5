"""Days off are recorded once and audited, and late ones restore a streak."""

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


async def load_days_off(person: CurrentUser) -> list[date]:
    days: list[date] = (
        await RotaDayTable.select(RotaDayTable.day)
        .where(RotaDayTable.person == person.id)
        .order_by(RotaDayTable.day)
        .output(as_list=True)
    )
    return days


def find_day_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


async def load_streaks(person: CurrentUser) -> tuple[int, int]:
    row = (
        await ProgressTable.select(ProgressTable.streak, ProgressTable.longest_streak)
        .where(ProgressTable.person == person.id)
        .first()
    )
    assert row is not None
    return row["streak"], row["longest_streak"]


async def test_days_off_are_recorded_and_in_the_audit_trail(shop: Shop) -> None:
    person, leader = await shop.add_member("Amira"), await shop.add_member("Lea", "leader")
    assert await record_days_off("AMIRA", CHRISTMAS[::-1], SHOP_TIME, actor=leader) == CHRISTMAS
    assert await load_days_off(person) == CHRISTMAS
    entry = await find_audit_entry("take_days_off")
    assert (entry.subject, entry.person, entry.at) == ("amira", leader.id, SHOP_TIME)
    assert all(day.isoformat() in str(entry.detail) for day in CHRISTMAS)


async def test_recording_the_same_days_again_changes_nothing(shop: Shop) -> None:
    person = await shop.add_member("Amira")
    await record_days_off(person.login, CHRISTMAS[:2], SHOP_TIME)
    assert await record_days_off(person.login, CHRISTMAS[:2], SHOP_TIME) == []
    assert await AuditEntryTable.count().where(AuditEntryTable.verb == "take_days_off") == 1
    assert await record_days_off(person.login, CHRISTMAS, SHOP_TIME) == CHRISTMAS[2:]
    assert await load_days_off(person) == CHRISTMAS


async def test_a_day_given_twice_is_recorded_once(shop: Shop) -> None:
    person = await shop.add_member("Amira")
    assert await record_days_off(person.login, [TODAY, *CHRISTMAS, TODAY], SHOP_TIME) == [
        TODAY,
        *CHRISTMAS,
    ]


async def test_the_days_of_other_people_do_not_change(shop: Shop) -> None:
    person, other = await shop.add_member("Amira"), await shop.add_member("Bo")
    await record_days_off(person.login, CHRISTMAS, SHOP_TIME)
    assert await load_days_off(other) == []
    assert await record_days_off(other.login, CHRISTMAS, SHOP_TIME) == CHRISTMAS


async def test_a_late_day_off_after_the_last_break_restores_the_streak(shop: Shop) -> None:
    person = await shop.add_member("Amira")
    await record_lesson_reads(person.id, *map(find_day_ago, (6, 5, 4, 3, 2)))
    await set_streak(person.id, 5, 5, find_day_ago(2))
    assert (await load_progress_today(person, SHOP_TIME)).streak == 0
    await record_days_off(person.login, [find_day_ago(1)], SHOP_TIME)
    assert (await load_progress_today(person, SHOP_TIME)).streak == 5


async def test_a_late_day_off_before_the_last_break_restores_the_streak(shop: Shop) -> None:
    person = await shop.add_member("Amira")
    await record_lesson_reads(person.id, *map(find_day_ago, (4, 3, 1, 0)))
    await set_streak(person.id, 2, 2, find_day_ago(0))
    await record_days_off(person.login, [find_day_ago(2)], SHOP_TIME)
    assert await load_streaks(person) == (4, 4)


async def test_the_longest_streak_never_gets_shorter(shop: Shop) -> None:
    person = await shop.add_member("Amira")
    await record_lesson_reads(person.id, *map(find_day_ago, (3, 1, 0)))
    await set_streak(person.id, 2, 9, find_day_ago(0))
    await record_days_off(person.login, [find_day_ago(2)], SHOP_TIME)
    assert await load_streaks(person) == (3, 9)


async def test_a_late_day_off_gives_a_used_freeze_back(shop: Shop) -> None:
    person = await shop.add_member("Amira")
    await record_lesson_reads(person.id, *(find_day_ago(days) for days in range(12) if days != 1))
    await set_streak(person.id, 11, 11, find_day_ago(0))
    await record_days_off(person.login, [find_day_ago(1)], SHOP_TIME)
    row = (
        await ProgressTable.select(ProgressTable.streak, ProgressTable.freezes)
        .where(ProgressTable.person == person.id)
        .first()
    )
    assert row == {"streak": 11, "freezes": 1}


async def test_unusable_days_and_logins_are_refused(shop: Shop) -> None:
    person = await shop.add_member("Amira")
    with pytest.raises(NotFound, match="unknown_login"):
        await record_days_off("amina", CHRISTMAS, SHOP_TIME)
    for days in ([], [find_day_ago(-ahead) for ahead in range(MAX_DAYS_OFF_PER_REQUEST + 1)]):
        with pytest.raises(Invalid):
            await record_days_off(person.login, days, SHOP_TIME)
    assert await load_days_off(person) == []


async def test_a_person_notes_days_near_today_and_a_leader_only_those_of_their_people(
    shop: Shop,
) -> None:
    person, leader = await shop.add_member("Amira"), await shop.add_member("Lea", "leader")
    leader_above = await shop.add_member("Nora", "leader", shop.root)
    assert await record_days_off(
        person.login, [find_day_ago(60), find_day_ago(-366)], SHOP_TIME, actor=person
    ) == [
        find_day_ago(60),
        find_day_ago(-366),
    ]
    for day in (find_day_ago(61), find_day_ago(-367)):
        with pytest.raises(Invalid, match="too_far") as refused:
            await record_days_off(person.login, [TODAY, day], SHOP_TIME, actor=person)
        assert refused.value.values == {"day": day.isoformat()}
        assert await record_days_off(person.login, [day], SHOP_TIME) == [day]
    with pytest.raises(NotFound, match="login_not_in_your_teams"):
        await record_days_off(leader_above.login, CHRISTMAS, SHOP_TIME, actor=leader)
