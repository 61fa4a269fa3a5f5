"""Note that a phone was given the break of a day."""

from datetime import date

from asyncpg import Connection

INSERT_ISSUED_BREAK = (
    "INSERT INTO issued_break (person, day) VALUES ($1, $2) ON CONFLICT DO NOTHING"
)


async def issue_break(conn: Connection, person: int, day: date) -> None:
    """Note that a person's phone was given the break of a local day.

    Reading today's break does it within its own statement. Work of an earlier day is believed only
    where a break was given shortly before.
    """
    await conn.execute(INSERT_ISSUED_BREAK, person, day)
