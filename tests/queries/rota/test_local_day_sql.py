"""PostgreSQL finds the same local day as the rules, over clock changes too."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from support.pool import open_test_pool

from learning.queries.rota.local_day_sql import write_local_day_sql
from learning.tables.database import connection

VECTORS = Path(__file__).parents[2] / "vectors" / "day_rollover.json"
CASES = json.loads(VECTORS.read_text(encoding="utf-8"))
SELECT_LOCAL_DAYS = f"""
SELECT {write_local_day_sql("given.instant", "given.zone")}
FROM unnest($1::timestamptz[], $2::text[]) WITH ORDINALITY AS given (instant, zone, number)
ORDER BY given.number
"""  # noqa: S608 - put together from constants


@pytest.mark.usefixtures("database")
async def test_the_shared_cases_hold_in_sql() -> None:
    instants = [datetime.fromisoformat(case["instant"]) for case in CASES]
    async with open_test_pool(), connection() as conn:
        rows = await conn.fetch(SELECT_LOCAL_DAYS, instants, [case["zone"] for case in CASES])
    assert [row[0].isoformat() for row in rows] == [case["day"] for case in CASES]
