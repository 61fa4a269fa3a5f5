"""Memories written straight into the table."""

from datetime import UTC, date, datetime, time, timedelta

from learning.tables.database import connection

INSERT_MEMORY = """
INSERT INTO memory (person, concept, stability, difficulty, due, last_day, last_at, last_grade,
  reviews, lapses, question, right_days)
VALUES ($1, $2, $3, 5, $4, $5, $6, 3, 1, 0, $7, $8)
"""


async def insert_memory(
    person: int,
    concept: str,
    last_day: date,
    *,
    stability: float = 10.0,
    due_in_days: int = 5,
    question: str = "",
    right_days: int = 2,
) -> None:
    """Let a person have answered a concept on a day; it is due some days later."""
    due = last_day + timedelta(days=due_in_days)
    answered_at = datetime.combine(last_day, time(12), UTC)
    async with connection() as conn:
        await conn.execute(
            INSERT_MEMORY,
            person,
            concept,
            stability,
            due,
            last_day,
            answered_at,
            question,
            right_days,
        )
