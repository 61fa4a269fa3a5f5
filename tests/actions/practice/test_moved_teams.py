"""The limits of a day hold when a team moves to another time zone and the day comes again."""

from datetime import datetime, timedelta
from uuid import uuid4

from support.catalogues import make_pack, publish_to_team
from support.shop import SHOP_TIME, Shop

from learning.actions.practice.answer_questions import answer_questions
from learning.queries.people.current_user import CurrentUser
from learning.rules.practice.learner_state import LessonReading
from learning.rules.recognition.points import MAX_PAID_LESSONS_PER_DAY, POINTS_LESSON_READ
from learning.tables.database import connection

EVENING = SHOP_TIME + timedelta(hours=8)


def make_readings(first: int, number: int, at: datetime) -> list[LessonReading]:
    return [
        LessonReading(uuid4(), f"big.lesson-{place}", at, at.date(), 60)
        for place in range(first, first + number)
    ]


async def read_in(
    shop: Shop, user: CurrentUser, zone: str, readings: list[LessonReading], now: datetime
) -> int:
    async with connection() as conn:
        await conn.execute("UPDATE team SET zone = $2 WHERE id = $1", user.team, zone)
    recorded = await answer_questions(user, readings, shop.boards, now)
    return sum(outcome.points for outcome in recorded.outcomes)


async def test_lessons_of_a_day_that_comes_again_are_not_paid_again(shop: Shop) -> None:
    await publish_to_team(make_pack("big", lessons=10), shop.root, SHOP_TIME)
    user = await shop.reload_member(await shop.add_member("Amira"))
    full = MAX_PAID_LESSONS_PER_DAY * POINTS_LESSON_READ
    today = make_readings(0, MAX_PAID_LESSONS_PER_DAY, SHOP_TIME)
    assert await read_in(shop, user, "UTC", today, SHOP_TIME) == full
    tomorrow = make_readings(3, 1, EVENING)
    assert await read_in(shop, user, "Pacific/Kiritimati", tomorrow, EVENING) == POINTS_LESSON_READ
    late = make_readings(4, MAX_PAID_LESSONS_PER_DAY, SHOP_TIME - timedelta(days=3))
    later = EVENING + timedelta(hours=1)
    assert await read_in(shop, user, "Pacific/Pago_Pago", late, later) == 0
