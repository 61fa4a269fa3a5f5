"""The tokens of machines that tell a challenge figures, as those who lead it see them."""

from datetime import datetime

import msgspec

from learning.queries.challenges import challenge_of
from learning.queries.who import Who
from learning.rules.problems import Unknown
from learning.tables.database import connection

TOKENS = (
    "SELECT id::text, name, created_at FROM challenge_token WHERE challenge = $1 AND revoked_at IS NULL ORDER BY id"
)


class TokenView(msgspec.Struct, frozen=True):
    """A token that works. What opens was shown once, when it was made."""

    id: str
    name: str
    created_at: datetime


async def tokens_of(leader: Who, challenge: int, now: datetime) -> list[TokenView]:
    """List the tokens of a challenge that somebody leads.

    Raises:
        Unknown: there is none that they lead.
    """
    if not (await challenge_of(leader, challenge, now)).can_lead:
        raise Unknown("There is no such challenge in your teams.")
    async with connection() as conn:
        return [TokenView(*row) for row in await conn.fetch(TOKENS, challenge)]
