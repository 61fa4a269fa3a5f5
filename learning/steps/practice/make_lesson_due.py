"""Move the concepts of a lesson to a person's next break."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

import msgspec
from asyncpg import Connection

from learning.queries.practice.memories import load_memories
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.break_contents import BreakItem
from learning.rules.practice.question_options import choose_weakest
from learning.steps.practice.load_learner_state import delete_plan
from learning.steps.practice.write_plans import plan_person_break

UPDATE_CONCEPT_DUE_DAYS = """
UPDATE memory SET due = LEAST(due, GREATEST($3, last_day + 1))
WHERE person = $1 AND concept = ANY($2)
"""
"""A concept is not due again on the day of its last attempt."""
TOUCH_PROGRESS_ROW = "UPDATE progress SET counters = counters WHERE person = $1"
"""A batch that is being recorded meanwhile finds the row changed and is decided again."""
SELECT_PLANNED_ITEMS = "SELECT items FROM plan WHERE person = $1 AND day = $2"
UPDATE_PLANNED_ITEMS = "UPDATE plan SET items = $3 WHERE person = $1 AND day = $2"


async def make_lesson_due(
    conn: Connection, person: int, lesson: str, catalogue: TeamCatalogue, day: date, now: datetime
) -> None:
    """Make the concepts of a lesson due by a local day, and compose that day's break again.

    It joins the caller's transaction.
    """
    concepts = catalogue.concepts_by_lesson.get(lesson, ())
    await conn.execute(TOUCH_PROGRESS_ROW, person)
    await conn.execute(UPDATE_CONCEPT_DUE_DAYS, person, list(concepts), day)
    await delete_plan(conn, person, day)
    await plan_person_break(conn, person, catalogue, day, now)
    known = await load_memories(conn, person, concepts)
    waiting_memories = {
        concept: memory for concept, memory in known.items() if memory.last_day < day
    }
    items = msgspec.json.decode(
        await conn.fetchval(SELECT_PLANNED_ITEMS, person, day) or "[]", type=list[BreakItem]
    )
    marked_items = mark_nudged_items(
        items,
        [
            option.make_item(day)
            for option in choose_weakest(
                person, day, waiting_memories, catalogue.concept_questions, 1
            )
        ],
        waiting_memories,
        catalogue,
    )
    await conn.execute(
        UPDATE_PLANNED_ITEMS, person, day, msgspec.json.encode(marked_items).decode()
    )


def mark_nudged_items(
    items: Sequence[BreakItem],
    spare_items: Sequence[BreakItem],
    concepts: Collection[str],
    catalogue: TeamCatalogue,
) -> list[BreakItem]:
    """Give questions on some concepts the reason `nudge`.

    Without any in the break, the spare items are put first.
    """
    nudged_ids = {
        item.id
        for item in items
        if (found := catalogue.find_question(item.id)) and found[1].concept in concepts
    }
    marked_items = [replace(item, why="nudge") if item.id in nudged_ids else item for item in items]
    return (
        marked_items
        if nudged_ids
        else [*(replace(item, why="nudge") for item in spare_items), *marked_items]
    )
