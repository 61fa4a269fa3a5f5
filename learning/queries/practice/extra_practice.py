"""Practice beyond today's break, as the phone gets it."""

from datetime import date

import msgspec

from learning.queries.people.current_user import CurrentUser
from learning.queries.practice.break_items import QuestionItem
from learning.queries.practice.todays_break import encode_items
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.break_contents import MemoryForBreak
from learning.rules.practice.extra_practice import choose_extra_practice
from learning.rules.practice.item_time import USUAL_PACE
from learning.tables.database import connection

MAX_PRACTICE_MEMORIES = 50
"""Memories to choose from. Some of their concepts may have no question any more."""
SELECT_FREE_MEMORIES = """
SELECT g.pace, m.concept, m.stability, m.difficulty, m.due, m.last_day, m.last_grade, m.reviews,
  m.question
FROM memory m JOIN progress g ON g.person = m.person
WHERE m.person = $1 AND m.last_day < $2 AND m.due > $2 AND split_part(m.concept, '.', 1) = ANY($3)
ORDER BY (m.last_day - $2) / m.stability, m.concept LIMIT $4
"""


class ExtraPractice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A few questions that earn no points, as the API documents them.

    `seconds` is an estimate at the person's own pace.
    """

    day: date
    seconds: int
    items: list[QuestionItem]


class EncodedExtraPractice(msgspec.Struct, frozen=True):
    """The same with items that are encoded already, as it is sent."""

    day: date
    seconds: int
    items: list[msgspec.Raw]


async def load_extra_practice(
    user: CurrentUser, day: date, catalogue: TeamCatalogue
) -> EncodedExtraPractice:
    """Choose from the memories that fade first; one statement."""
    async with connection() as conn:
        rows = await conn.fetch(
            SELECT_FREE_MEMORIES,
            user.id,
            day,
            list(catalogue.version_by_pack),
            MAX_PRACTICE_MEMORIES,
        )
    items = choose_extra_practice(
        user.id, day, {row["concept"]: MemoryForBreak(*row[2:]) for row in rows}, catalogue
    )
    encoded_items, seconds = encode_items(
        user, day, items, catalogue, rows[0]["pace"] if rows else USUAL_PACE
    )
    return EncodedExtraPractice(day, seconds, encoded_items)
