"""The forgetting curve in SQL is that of the rules."""

from datetime import date, timedelta

import pytest
from support.memories import insert_memory
from support.review_logs import FAST_FORGETTING_WEIGHTS
from support.shop import Shop

from learning.queries.practice.memories import load_memories
from learning.queries.practice.recall_sql import write_recall_sql
from learning.rules.practice.memory import calculate_recall
from learning.rules.practice.weights import DEFAULT_WEIGHTS, Weights
from learning.tables.database import connection

DAY = date(2026, 3, 20)
RECALL_SQL = write_recall_sql("m", "$2", "$3", "$4")
SELECT_RECALL = " ".join(("SELECT", RECALL_SQL, "FROM memory m WHERE m.person = $1"))


@pytest.mark.parametrize("weights", [DEFAULT_WEIGHTS, FAST_FORGETTING_WEIGHTS])
@pytest.mark.parametrize("days_ago", [-1, 0, 1, 40, 700])
async def test_recall_is_the_same_in_sql(shop: Shop, weights: Weights, days_ago: int) -> None:
    person = (await shop.add_member("Amira")).id
    await insert_memory(person, "pack.idea-0", DAY - timedelta(days=days_ago), stability=6.5)
    async with connection() as conn:
        recall = await conn.fetchval(SELECT_RECALL, person, DAY, *weights.curve_parameters)
        memory = (await load_memories(conn, person, ["pack.idea-0"]))["pack.idea-0"]
    assert recall == pytest.approx(calculate_recall(memory, DAY, weights))
