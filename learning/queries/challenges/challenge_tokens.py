"""The tokens of machines that tell a challenge figures, as those who lead it see them."""

from datetime import datetime

import msgspec

from learning.queries.challenges.challenges import load_challenge
from learning.queries.people.current_user import CurrentUser
from learning.rules.refusals import NotFound
from learning.tables.database import connection

SELECT_CHALLENGE_TOKENS = "SELECT id::text, name, created_at FROM challenge_token WHERE challenge = $1 AND revoked_at IS NULL ORDER BY id"


class ChallengeTokenView(msgspec.Struct, frozen=True):
    """A token that works. What opens was shown once, when it was made."""

    id: str
    name: str
    created_at: datetime


async def list_challenge_tokens(
    leader: CurrentUser, challenge: int, now: datetime
) -> list[ChallengeTokenView]:
    """List the tokens of a challenge that somebody leads.

    Raises:
        Unknown: there is none that they lead.
    """
    if not (await load_challenge(leader, challenge, now)).can_lead:
        raise NotFound("There is no such challenge in your teams.")
    async with connection() as conn:
        return [
            ChallengeTokenView(*row) for row in await conn.fetch(SELECT_CHALLENGE_TOKENS, challenge)
        ]
