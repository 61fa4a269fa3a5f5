"""Note that a phone was given the break of a day."""

from datetime import date

from learning.tables.database import connection

INSERT_ISSUED_BREAK = (
    "INSERT INTO issued_break (person, day) VALUES ($1, $2) ON CONFLICT DO NOTHING"
)


async def note_issued_break(person: int, day: date) -> None:
    """Note that a person's phone was given the break of a local day.

    The first fetch of a day does it. Work of an earlier day is believed only where a break was
    given shortly before.
    """
    async with connection() as conn:
        await conn.execute(INSERT_ISSUED_BREAK, person, day)
