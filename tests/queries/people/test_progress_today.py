"""Points, streak and level are as of the team's local day."""

from datetime import date, timedelta

from support.practice import set_streak
from support.shop import SHOP_TIME, Shop

from learning.queries.people.progress_today import load_progress_today
from learning.rules.practice.weights import DEFAULT_WEIGHTS
from learning.rules.rota.days import find_week_start
from learning.tables.database import connection
from learning.tables.people import PersonTable, RotaDayTable
from learning.tables.progress import ProgressTable

TODAY = SHOP_TIME.date()


async def set_points(person: int, week: date) -> None:
    await ProgressTable.update(
        {ProgressTable.points: 90, ProgressTable.week: week, ProgressTable.week_points: 30}
    ).where(ProgressTable.person == person)


async def test_points_of_an_older_week_do_not_count_for_this_week(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    for week, points in ((find_week_start(TODAY), 30), (TODAY - timedelta(days=7), 0)):
        await set_points(amira.id, week)
        progress = await load_progress_today(amira, SHOP_TIME)
        assert (progress.points, progress.week_points) == (90, points)


async def test_a_missed_working_day_ends_the_streak_and_a_day_off_does_not(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    await set_streak(amira.id, 4, 4, TODAY - timedelta(days=2))
    assert (await load_progress_today(amira, SHOP_TIME)).streak == 0
    await RotaDayTable(person=amira.id, day=TODAY - timedelta(days=1)).save()
    progress = await load_progress_today(amira, SHOP_TIME)
    assert (progress.streak, progress.working_today) == (4, True)
    await RotaDayTable(person=amira.id, day=TODAY).save()
    assert not (await load_progress_today(amira, SHOP_TIME)).working_today


async def test_own_work_days_are_none_without_any(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    assert (await load_progress_today(amira, SHOP_TIME)).own_week is None
    await PersonTable.update({PersonTable.work_days: [1, 2]}).where(PersonTable.id == amira.id)
    assert (await load_progress_today(amira, SHOP_TIME)).own_week == [1, 2]


async def test_the_level_counts_the_concepts_remembered_today(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    async with connection() as conn:
        await conn.execute(
            "INSERT INTO memory (person, concept, stability, difficulty, due, last_day, last_at,"
            " last_grade, reviews, lapses, question, right_days)"
            " SELECT $1, 'pack.concept-' || n, 30, 5, $2, $3, now(), 3, 1, 0, '', n % 3"
            " FROM generate_series(1, 60) AS n",
            amira.id,
            TODAY,
            TODAY - timedelta(days=60),
        )
    level = (await load_progress_today(amira, SHOP_TIME)).level
    assert level.remembered == int(200 * DEFAULT_WEIGHTS.calculate_recall(30, 60)) / 10
