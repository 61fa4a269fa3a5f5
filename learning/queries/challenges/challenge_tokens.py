"""List the tokens with which machines send figures to a challenge."""

from datetime import datetime
from typing import Literal

import msgspec

from learning.queries.challenges.challenges import load_challenge
from learning.queries.people.current_user import CurrentUser
from learning.queries.people.display_name import DISPLAY_NAME_SQL
from learning.rules.refusals import NotFound
from learning.tables.database import connection

TokenState = Literal["works", "expired", "leader_left"]

TOKEN_SOURCE_SQL = """
FROM challenge_token k JOIN challenge c ON c.id = k.challenge JOIN team ct ON ct.id = c.team
LEFT JOIN person p ON p.id = k.person AND p.erased_at IS NULL
"""
TOKEN_END_SQL = "COALESCE(k.expires_at, k.created_at + interval '180 days')"
TOKEN_HAS_LEADER_SQL = """
COALESCE(p.role <> 'learner' AND p.team = COALESCE(k.made_in, p.team)
  AND (p.role = 'admin' OR COALESCE(k.made_as, p.role) = 'leader')
  AND (p.role = 'admin' OR p.team = ANY(ct.path) OR c.owner = p.id OR p.id = ANY(c.leaders)),
  false)
"""
"""Who made the token still leads the challenge, in the team and at least in the role of that day.

Somebody who was erased, moved, made a learner or taken off the challenge does not.
"""
SELECT_CHALLENGE_TOKENS = f"""
SELECT k.id::text, k.name, k.created_at, {TOKEN_END_SQL} AS expires_at,
  {DISPLAY_NAME_SQL.format(one="p")} AS made_by,
  CASE WHEN NOT {TOKEN_HAS_LEADER_SQL} THEN 'leader_left'
    WHEN {TOKEN_END_SQL} <= $2 THEN 'expired' ELSE 'works' END AS state
{TOKEN_SOURCE_SQL}
WHERE k.challenge = $1 AND k.revoked_at IS NULL ORDER BY k.id
"""


class ChallengeTokenView(msgspec.Struct, frozen=True):
    """A token that was not revoked. The secret itself was shown once, when it was created.

    Only one with the state `works` opens the challenge. `made_by` is null for an erased person.
    """

    id: str
    name: str
    created_at: datetime
    expires_at: datetime
    made_by: str | None
    state: TokenState


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
            ChallengeTokenView(*row)
            for row in await conn.fetch(SELECT_CHALLENGE_TOKENS, challenge, now)
        ]
