"""Sign a device out."""

from datetime import datetime

from learning.queries.people.current_user import hash_token
from learning.steps.people.write_audit_entry import write_entry_about_oneself
from learning.tables.database import transaction

DELETE_SESSION_OF_TOKEN = "DELETE FROM session WHERE token = $1 RETURNING person, browser"


async def sign_out(token: str, now: datetime) -> None:
    """End the session of a token. A token without a session changes nothing."""
    async with transaction() as conn:
        ended = await conn.fetchrow(DELETE_SESSION_OF_TOKEN, hash_token(token))
        if ended is not None:
            await write_entry_about_oneself(
                now, ended["person"], "sign_out", {"browser": ended["browser"]}
            )
