"""Habits on real PostgreSQL: who practised on which days, since each person joined."""

from datetime import timedelta

import pytest
from support.challenges import CHALLENGE_FIRST_DAY, record_practice, store_memory
from support.shop import SHOP_TIME, Shop

from learning.actions.people.add_person import add_person
from learning.actions.rota.record_days_off import record_days_off
from learning.queries.challenges.habit_sql import HALF_LIFE_DAYS
from learning.queries.challenges.practice_habits import (
    PersonHabit,
    TeamHabits,
    load_team_habits,
)
from learning.queries.people.current_user import CurrentUser
from learning.rules.challenges.measures import ALL_MEASURES, Measure
from learning.rules.recognition.points import PointsEntry, make_challenge_cause
from learning.steps.recognition.post_ledger_entries import post_ledger_entries
from learning.tables.database import transaction

LAST_DAY = CHALLENGE_FIRST_DAY + timedelta(days=6)


async def load_shop_habits(shop: Shop, measure: Measure) -> TeamHabits:
    """Load the habits of the shop for a challenge of a week from today on."""
    today = CHALLENGE_FIRST_DAY
    return (await load_team_habits([shop.shop], measure, today, LAST_DAY, today))[shop.shop]


async def load_only_habit(shop: Shop, measure: Measure = "breaks") -> PersonHabit:
    (habit,) = (await load_shop_habits(shop, measure)).habits
    return habit


def weigh_days(*ages: int) -> float:
    return sum(float(0.5 ** (age / HALF_LIFE_DAYS)) for age in ages)


async def post_points_of_a_challenge(user: CurrentUser, days: int) -> None:
    at = SHOP_TIME - timedelta(days=days)
    async with transaction() as conn:
        entry = PointsEntry(make_challenge_cause(7), 20, at.date(), at)
        await post_ledger_entries(conn, user.id, [entry], {}, at)


async def test_a_habit_is_the_days_practised_of_the_days_known(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    for days in (1, 2, 3, 40):
        await record_practice(amira, SHOP_TIME - timedelta(days=days))
    habit = await load_only_habit(shop)
    assert (habit.person, habit.minutes, habit.days_known) == (amira.id, 5, 28)
    assert (habit.duty.ahead, habit.free.ahead) == (7, 0)
    assert habit.duty.practised == pytest.approx(weigh_days(1, 2, 3))
    assert habit.duty.known == pytest.approx(weigh_days(*range(1, 29)))


async def test_days_before_a_person_joined_are_not_known(shop: Shop) -> None:
    await add_person(shop.shop, "Nia", "learner", "840213", SHOP_TIME - timedelta(days=5))
    habit = await load_only_habit(shop)
    assert habit.days_known == 5
    assert habit.duty.known == pytest.approx(weigh_days(1, 2, 3, 4, 5))


async def test_of_a_person_who_joined_today_nothing_is_known(shop: Shop) -> None:
    await add_person(shop.shop, "Nia", "learner", "840213", SHOP_TIME)
    habit = await load_only_habit(shop)
    assert (habit.days_known, habit.duty.known, habit.duty.ahead) == (0, 0, 7)


async def test_days_off_are_neither_missed_nor_to_come(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    off = [CHALLENGE_FIRST_DAY + timedelta(days=days) for days in (-3, -2, 0, 1)]
    await record_days_off(amira.login, off, SHOP_TIME - timedelta(days=9))
    await record_practice(amira, SHOP_TIME - timedelta(days=2))
    habit = await load_only_habit(shop)
    assert (habit.days_known, habit.duty.ahead, habit.free.ahead) == (26, 5, 2)
    assert habit.duty.practised == 0
    assert habit.free.practised == pytest.approx(weigh_days(2))
    assert habit.free.known == pytest.approx(weigh_days(2, 3))


async def test_points_that_came_without_practice_are_no_practice(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    await post_points_of_a_challenge(amira, 2)
    assert (await load_only_habit(shop)).duty.practised == 0


async def test_a_person_off_duty_is_named_and_has_no_habit(shop: Shop) -> None:
    amira, ben = await shop.add_member("Amira"), await shop.add_member("Ben")
    off = [CHALLENGE_FIRST_DAY + timedelta(days=days) for days in range(7)]
    await record_days_off(ben.login, off, SHOP_TIME - timedelta(days=1))
    habits = await load_shop_habits(shop, "breaks")
    assert [habit.person for habit in habits.habits] == [amira.id]
    assert habits.names_off_duty == ["Ben"]


async def test_concepts_learned_long_ago_count_in_their_proportion(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    for concept in range(10):
        await store_memory(amira, f"pack.c{concept}", CHALLENGE_FIRST_DAY)
    habit = await load_only_habit(shop, "remembered")
    a_day = habit.events.events / habit.events.known
    assert a_day == pytest.approx(0.85 * 10 / 60), "ten ideas since she joined 60 days ago"


@pytest.mark.parametrize("measure", ALL_MEASURES)
async def test_habits_can_be_read_for_every_measure(shop: Shop, measure: Measure) -> None:
    await shop.add_member("Amira")
    assert len((await load_shop_habits(shop, measure)).habits) == 1


async def test_a_team_without_people_is_left_out(shop: Shop) -> None:
    today = CHALLENGE_FIRST_DAY
    assert await load_team_habits([shop.shop], "breaks", today, LAST_DAY, today) == {}
