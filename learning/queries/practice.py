"""Practice beyond the plan, as the phone gets it."""

from datetime import date

import msgspec

from learning.queries.today import encoded
from learning.queries.who import Who
from learning.rules.breaks import Known
from learning.rules.practice import practice
from learning.rules.shelf import Shelf
from learning.tables.database import connection

LIKELY = 50
"""Memories to choose from, so that what cannot be asked any more does not leave a choice of none."""
FREE = """
SELECT g.pace, m.concept, m.stability, m.difficulty, m.due, m.last_day, m.last_grade, m.reviews, m.question
FROM memory m JOIN progress g ON g.person = m.person
WHERE m.person = $1 AND m.last_day < $2 AND m.due > $2 AND split_part(m.concept, '.', 1) = ANY($3)
ORDER BY (m.last_day - $2) / m.stability, m.concept LIMIT $4
"""


class MorePractice(msgspec.Struct, frozen=True):
    """A few questions that earn no points. `items` are encoded already, `seconds` an estimate at the person's own pace."""

    day: date
    seconds: int
    items: list[msgspec.Raw]


async def more_practice(who: Who, day: date, shelf: Shelf) -> MorePractice:
    """Choose from the memories that fade first; one statement."""
    async with connection() as conn:
        rows = await conn.fetch(FREE, who.id, day, list(shelf.by_pack), LIKELY)
    items = practice(who.id, day, {row["concept"]: Known(*row[2:]) for row in rows}, shelf)
    made, seconds = encoded(who, day, items, shelf, rows[0]["pace"] if rows else 0.0)
    return MorePractice(day, seconds, made)
