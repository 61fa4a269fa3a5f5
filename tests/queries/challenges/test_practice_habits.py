"""Habits on real PostgreSQL: who practised on which days on duty."""

from datetime import timedelta

import pytest
from support.challenges import CHALLENGE_FIRST_DAY, record_practice, store_memory
from support.shop import SHOP_TIME, Shop

from learning.actions.rota.record_days_off import record_days_off
from learning.queries.challenges.practice_habits import TeamHabits, load_team_habits
from learning.rules.challenges.challenge_forecast import PracticeHabit
from learning.rules.challenges.measures import ALL_MEASURES, Measure

LAST_DAY = CHALLENGE_FIRST_DAY + timedelta(days=6)


async def load_shop_habits(shop: Shop, measure: Measure) -> TeamHabits:
    """Load the habits of the shop for a challenge of a week from today on."""
    today = CHALLENGE_FIRST_DAY
    return (await load_team_habits([shop.shop], measure, today, LAST_DAY, today))[shop.shop]


async def test_a_habit_is_the_days_practised_of_the_days_worked(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    for days in (1, 2, 3, 40):
        await record_practice(amira, SHOP_TIME - timedelta(days=days))
    habits = await load_shop_habits(shop, "breaks")
    assert habits.habits == [PracticeHabit(amira.id, 7, 3, 28, 1.0)]
    assert habits.mean_break_minutes == 5


async def test_a_person_off_duty_is_named_and_has_no_habit(shop: Shop) -> None:
    amira, ben = await shop.add_member("Amira"), await shop.add_member("Ben")
    off = [CHALLENGE_FIRST_DAY + timedelta(days=days) for days in range(7)]
    await record_days_off(ben.login, off, SHOP_TIME - timedelta(days=1))
    habits = await load_shop_habits(shop, "breaks")
    assert [habit.person for habit in habits.habits] == [amira.id]
    assert habits.names_off_duty == ["Ben"]


@pytest.mark.parametrize(
    ("measure", "units"), [("breaks", 1), ("streak_days", 1), ("remembered", 3 / 2), ("figure", 0)]
)
async def test_units_are_what_a_day_of_practice_added(
    shop: Shop, measure: Measure, units: float
) -> None:
    amira = await shop.add_member("Amira")
    for days in (1, 2):
        await record_practice(amira, SHOP_TIME - timedelta(days=days))
    for concept in range(3):
        await store_memory(amira, f"pack.c{concept}", CHALLENGE_FIRST_DAY)
    (habit,) = (await load_shop_habits(shop, measure)).habits
    assert habit.units_per_day == units


@pytest.mark.parametrize("measure", ALL_MEASURES)
async def test_habits_can_be_read_for_every_measure(shop: Shop, measure: Measure) -> None:
    await shop.add_member("Amira")
    assert len((await load_shop_habits(shop, measure)).habits) == 1


async def test_a_team_without_people_is_left_out(shop: Shop) -> None:
    today = CHALLENGE_FIRST_DAY
    assert await load_team_habits([shop.shop], "breaks", today, LAST_DAY, today) == {}
