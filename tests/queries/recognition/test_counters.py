"""The counters of a person's progress are read from PostgreSQL as they were written."""

from support.shop import SHOP_TIME, Shop

from learning.queries.recognition.counters import decode_counters
from learning.rules.recognition.points import PointsEntry
from learning.steps.recognition.post_ledger_entries import post_ledger_entries
from learning.tables.database import connection, transaction

SELECT_COUNTERS = "SELECT counters FROM progress WHERE person = $1"


async def test_counters_are_added_to_those_that_are_stored(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    entry = PointsEntry("moment:1", 20, SHOP_TIME.date(), SHOP_TIME)
    counters = {"moments": 1, "moment.pack.lesson-0": 1}
    async with transaction() as conn:
        await post_ledger_entries(conn, amira.id, [entry], counters, SHOP_TIME)
    async with connection() as conn:
        stored = decode_counters(await conn.fetchval(SELECT_COUNTERS, amira.id))
    assert stored == {"lessons.pack": 3, **counters}
