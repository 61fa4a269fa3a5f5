"""Sign a device out."""

from learning.queries.people.current_user import hash_token
from learning.tables.people import SessionTable


async def sign_out(token: str) -> None:
    """End the session of a token. A token without a session changes nothing."""
    await SessionTable.delete().where(SessionTable.token == hash_token(token))
