"""Sign a device out."""

from learning.queries.who import digest_of
from learning.tables.people import Session


async def sign_out(token: str) -> None:
    """End a session; a token that is none changes nothing."""
    await Session.delete().where(Session.token == digest_of(token))
