"""Practice of the past, straight into the tables, for tests of streaks."""

from datetime import UTC, date, datetime, time
from uuid import uuid4

from piccolo.columns import Column

from learning.tables.progress import ProgressTable
from learning.tables.reviews import LessonReadTable


async def record_lesson_reads(person: int, *days: date) -> None:
    """A lesson read at noon of each day; the progress does not follow: `set_streak` sets it."""
    for day in days:
        read_at = datetime.combine(day, time(12), UTC)
        await LessonReadTable(
            person=person, key=uuid4(), lesson="pack.lesson-0", read_at=read_at, day=day, seconds=60
        ).save()


async def set_streak(person: int, streak: int, longest: int, last: date) -> None:
    """As if the last break had been on that day."""
    figures: dict[Column | str, object] = {
        ProgressTable.streak: streak,
        ProgressTable.longest_streak: longest,
        ProgressTable.last_day: last,
    }
    await ProgressTable.update(figures).where(ProgressTable.person == person)
