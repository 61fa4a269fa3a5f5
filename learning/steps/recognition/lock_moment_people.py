"""Lock the people of a moment before it changes."""

from uuid import UUID

from asyncpg import Connection, Record

from learning.queries.people.current_user import CurrentUser
from learning.rules.refusals import NotFound
from learning.steps.recognition.post_moment_points import SELECT_MOMENT_WITH_RECEIVER

LOCK_MOMENT_PEOPLE = (
    "SELECT id FROM person WHERE id = ANY($1) AND erased_at IS NULL ORDER BY id FOR KEY SHARE"
)
"""People are locked before the moment, in the order of `erase_person`, to avoid a deadlock."""
LOCK_MOMENT_STATUS = "SELECT status FROM moment WHERE id = $1 FOR UPDATE"


async def lock_moment_people(conn: Connection, user: CurrentUser, key: UUID) -> Record:
    """Read a moment and lock its giver, its receiver and the user against being erased.

    Returns a row of `SELECT_MOMENT_WITH_RECEIVER`. Joins the caller's transaction.

    Raises:
        NotFound: there is no such moment, or one of the people was erased.
    """
    moment = await conn.fetchrow(SELECT_MOMENT_WITH_RECEIVER, key)
    people = {user.id, moment["giver"], moment["receiver"]} if moment else set()
    if moment is None or len(await conn.fetch(LOCK_MOMENT_PEOPLE, list(people))) < len(people):
        raise make_unknown_moment_error()
    return moment


def make_unknown_moment_error() -> NotFound:
    """Refuse: there is no such moment, or the user may not know of it."""
    return NotFound("moment.unknown")
