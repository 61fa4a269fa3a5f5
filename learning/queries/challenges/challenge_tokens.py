"""List the tokens with which machines send figures to a challenge."""

from datetime import datetime

import msgspec

from learning.queries.challenges.challenges import load_challenge
from learning.queries.people.current_user import CurrentUser
from learning.rules.refusals import NotFound
from learning.tables.database import connection

SELECT_CHALLENGE_TOKENS = """
SELECT id::text, name, created_at FROM challenge_token
WHERE challenge = $1 AND revoked_at IS NULL ORDER BY id
"""


class ChallengeTokenView(msgspec.Struct, frozen=True):
    """A token that works. The secret itself was shown once, when it was created."""

    id: str
    name: str
    created_at: datetime


async def list_challenge_tokens(
    leader: CurrentUser, challenge: int, now: datetime
) -> list[ChallengeTokenView]:
    """List the tokens of a challenge, the oldest first.

    Raises:
        NotFound: the leader leads no such challenge.
    """
    if not (await load_challenge(leader, challenge, now)).can_lead:
        raise NotFound("challenge.unknown")
    async with connection() as conn:
        return [
            ChallengeTokenView(*row) for row in await conn.fetch(SELECT_CHALLENGE_TOKENS, challenge)
        ]
