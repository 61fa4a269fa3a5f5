"""What is due in a team's week, and the minutes that its people have."""

from datetime import date, timedelta

from support.memories import insert_memory
from support.shop import SHOP_TIME, Shop
from support.statements import collect_statements

from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.queries.practice.capacity import load_capacities
from learning.rules.practice.capacity import INACTIVE_AFTER, MIN_TEAM_SIZE_FOR_FIGURES, Capacity
from learning.rules.practice.item_time import scale_to_pace
from learning.tables.database import connection

TODAY = SHOP_TIME.date()
YESTERDAY = TODAY - timedelta(days=1)


async def add_practising_members(shop: Shop, last_day: date = TODAY) -> list[CurrentUser]:
    """Add as many people as figures take, who last practised on a day."""
    people = [await shop.add_member(f"P {number}") for number in range(MIN_TEAM_SIZE_FOR_FIGURES)]
    async with connection() as conn:
        await conn.execute("UPDATE progress SET last_day = $1, pace = 30", last_day)
    return people


async def test_what_is_due_this_week_is_counted_at_the_pace_of_each(shop: Shop) -> None:
    people = await add_practising_members(shop)
    for person in people:
        await insert_memory(person.id, "pack.idea-0", TODAY - timedelta(days=9), due_in_days=3)
        await insert_memory(person.id, "pack.idea-1", YESTERDAY, due_in_days=7)
        await insert_memory(person.id, "pack.idea-2", YESTERDAY, due_in_days=8)
        await insert_memory(person.id, "withdrawn.idea-0", YESTERDAY, due_in_days=2)
    capacities = await load_capacities(people[0].catalogue_revision, [shop.shop], SHOP_TIME)
    catalogue = await load_team_catalogue(people[0].path, people[0].catalogue_revision)
    seconds = scale_to_pace(catalogue.mean_question_seconds, 30)
    due_minutes = round(2 * seconds * len(people) / 60)
    assert due_minutes > 0
    available_minutes = 7 * people[0].minutes * len(people)
    assert capacities == {shop.shop: Capacity(due_minutes, available_minutes, over=False)}


async def test_people_who_have_been_away_for_weeks_do_not_count(shop: Shop) -> None:
    people = await add_practising_members(shop, TODAY - INACTIVE_AFTER - timedelta(days=1))
    assert await load_capacities(people[0].catalogue_revision, [shop.shop], SHOP_TIME) == {}


async def test_many_teams_take_two_statements(shop: Shop) -> None:
    people = await add_practising_members(shop)
    await load_capacities(people[0].catalogue_revision, [shop.shop], SHOP_TIME)
    async with collect_statements() as statements:
        await load_capacities(people[0].catalogue_revision, [shop.root, shop.shop], SHOP_TIME)
    assert len(statements) == 2
