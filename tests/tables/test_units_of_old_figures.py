"""Challenges that were launched before units had types keep their meaning."""

from typing import Any
from uuid import UUID

from support.challenges import launch_plan, read_challenge_row
from support.shop import SHOP_TIME, Shop

from learning.migrations.learning_0003_units_of_old_figures import mark_old_percentages
from learning.tables.database import connection

FIGURES: dict[str, Any] = {"measure": "figure", "form": "team", "stages": (), "target": 4}
INSERT_OLD_SHARE = """
INSERT INTO challenge_figure (challenge, team, key, day, amount, out_of, at)
SELECT id, team, gen_random_uuid(), first_day, 19, 20, $2 FROM challenge WHERE id = $1
"""


async def test_old_percentages_are_averaged_and_old_counts_still_add_up(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    units = ("% satisfied", "promises kept", "asked and glad")
    percent, count, shares = [
        await launch_plan(shop, leader, id=UUID(int=number), unit=unit, **FIGURES)
        for number, unit in enumerate(units, start=1)
    ]
    async with connection() as conn:
        await conn.execute("UPDATE challenge SET unit_type = 'count', per_person = true")
        await conn.execute(INSERT_OLD_SHARE, shares, SHOP_TIME)
    await mark_old_percentages()
    rows = [await read_challenge_row(one) for one in (percent, count, shares)]
    assert [(row["unit_type"], row["per_person"]) for row in rows] == [
        ("percentage", False),
        ("count", True),
        ("percentage", False),
    ]
