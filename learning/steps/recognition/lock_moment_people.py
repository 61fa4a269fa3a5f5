"""Lock the people of a moment before it changes."""

from uuid import UUID

from asyncpg import Connection, Record

from learning.queries.people.current_user import CurrentUser
from learning.rules.refusals import NotFound
from learning.steps.recognition.post_moment_points import (
    SELECT_MOMENT_WITH_RECEIVER,
)

LOCK_MOMENT_PEOPLE = (
    "SELECT id FROM person WHERE id = ANY($1) AND erased_at IS NULL ORDER BY id FOR KEY SHARE"
)
"""Locked before the moment, as by `erase_person`, so that neither waits for the other."""


LOCK_MOMENT_STATUS = "SELECT status FROM moment WHERE id = $1 FOR UPDATE"


async def lock_moment_people(conn: Connection, user: CurrentUser, key: UUID) -> Record:
    """Find a moment (a row of `pay_moment.FIND`) and keep those who have to do with it from being erased meanwhile.

    Raises:
        Unknown: there is no such moment, or one of them is gone.
    """
    moment = await conn.fetchrow(SELECT_MOMENT_WITH_RECEIVER, key)
    people = {user.id, moment["giver"], moment["receiver"]} if moment else set()
    if moment is None or len(await conn.fetch(LOCK_MOMENT_PEOPLE, list(people))) < len(people):
        raise make_unknown_moment_error()
    return moment


def make_unknown_moment_error() -> NotFound:
    """Say that there is no such moment, or not for whoever asks."""
    return NotFound("There is no such moment.")
