"""Insert past practice into the tables, for tests of streaks."""

from datetime import UTC, date, datetime, time
from uuid import uuid4

from piccolo.columns import Column

from learning.tables.database import connection
from learning.tables.progress import ProgressTable
from learning.tables.reviews import LessonReadTable


async def record_lesson_reads(person: int, *days: date) -> None:
    """Record a lesson reading at noon of each day. `set_streak` sets the matching progress."""
    for day in days:
        read_at = datetime.combine(day, time(12), UTC)
        await LessonReadTable(
            person=person, key=uuid4(), lesson="pack.lesson-0", read_at=read_at, day=day, seconds=60
        ).save()


async def set_streak(person: int, streak: int, longest: int, last: date) -> None:
    """Set the streak of a person whose last day of practice was `last`."""
    figures: dict[Column | str, object] = {
        ProgressTable.streak: streak,
        ProgressTable.longest_streak: longest,
        ProgressTable.last_day: last,
    }
    await ProgressTable.update(figures).where(ProgressTable.person == person)


async def issue_breaks(person: int, first: date, last: date) -> None:
    """Record that the phone of a person fetched a break on each day from `first` to `last`."""
    async with connection() as conn:
        await conn.execute(
            """INSERT INTO issued_break (person, day)
            SELECT $1, generate_series($2::date, $3::date, '1 day')::date ON CONFLICT DO NOTHING""",
            person,
            first,
            last,
        )
