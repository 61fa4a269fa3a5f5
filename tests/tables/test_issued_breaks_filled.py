"""A phone that is offline during the upgrade keeps its days."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from support.catalogues import make_pack, publish_to_team
from support.shop import SHOP_TIME, Shop

from learning.actions.practice.answer_questions import answer_questions
from learning.migrations.learning_0014_issued_breaks_filled import fill_issued_breaks
from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import Attempt
from learning.tables.database import connection


async def test_plans_and_receipts_of_before_are_breaks(shop: Shop) -> None:
    now = datetime.now(UTC)
    await publish_to_team(make_pack(version=2), shop.root, SHOP_TIME)
    user = await shop.add_member("Anna")
    attempt = Attempt(UUID(int=1), "pack.q0-0", Response(("a",)), True, now, now.date(), 9)
    await answer_questions(user, [attempt], shop.boards, now)
    planned = now.date() - timedelta(days=2)
    async with connection() as conn:
        await conn.execute("DELETE FROM issued_break")
        await conn.execute(
            """INSERT INTO plan (person, day, catalogue_revision, items, made_at)
            VALUES ($1, $2, 1, '[]', $3)""",
            user.id,
            planned,
            now,
        )
    await fill_issued_breaks()
    async with connection() as conn:
        rows = await conn.fetch("SELECT person, day FROM issued_break ORDER BY day")
    received: date = (now - timedelta(hours=4)).date()
    assert [tuple(row) for row in rows] == [(user.id, planned), (user.id, received)]
