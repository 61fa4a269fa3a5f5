"""Create and revoke the tokens with which machines send figures."""

from datetime import datetime

from learning.queries.people.current_user import CurrentUser, hash_token
from learning.rules.people.text_input import normalise_name
from learning.rules.refusals import Conflict, NotFound
from learning.steps.challenges.lock_led_challenge import lock_led_challenge
from learning.steps.challenges.require_figures_accepted import require_figures_accepted
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.challenges import ChallengeTokenTable
from learning.tables.database import transaction

MAX_TOKENS_PER_CHALLENGE = 10
MAX_TOKEN_NAME_CHARS = 60

COUNT_CHALLENGE_TOKENS = """
SELECT count(*) FROM challenge_token WHERE challenge = $1 AND revoked_at IS NULL
"""
REVOKE_CHALLENGE_TOKEN = """
UPDATE challenge_token SET revoked_at = COALESCE(revoked_at, $3)
WHERE challenge = $1 AND id = $2 RETURNING id
"""


async def create_challenge_token(
    leader: CurrentUser, challenge: int, name: str, token: str, now: datetime
) -> int:
    """Store the hash of a new token and return the id with which it can be revoked.

    Raises:
        NotFound: the leader leads no such challenge.
        Forbidden: the person is a learner.
        Conflict: the challenge takes no figures, is over, or has too many tokens.
        Invalid: the name is empty or too long.
    """
    async with transaction() as conn:
        require_figures_accepted(await lock_led_challenge(conn, leader, challenge))
        if await conn.fetchval(COUNT_CHALLENGE_TOKENS, challenge) >= MAX_TOKENS_PER_CHALLENGE:
            raise Conflict("figure_token.too_many", limit=MAX_TOKENS_PER_CHALLENGE)
        row = ChallengeTokenTable(
            challenge=challenge,
            token=hash_token(token),
            name=normalise_name(name, max_chars=MAX_TOKEN_NAME_CHARS),
            person=leader.id,
            created_at=now,
        )
        await row.save()
        await write_audit_entry(now, leader.id, "make_token", str(challenge), {"name": row.name})
    return int(row.id)


async def revoke_challenge_token(
    leader: CurrentUser, challenge: int, token: int, now: datetime
) -> None:
    """Revoke a token. One that is revoked already stays revoked.

    Raises:
        NotFound: the leader leads no such challenge, or it has no such token.
        Forbidden: the person is a learner.
    """
    async with transaction() as conn:
        await lock_led_challenge(conn, leader, challenge, allow_closed=True)
        if await conn.fetchval(REVOKE_CHALLENGE_TOKEN, challenge, token, now) is None:
            raise NotFound("figure_token.unknown")
        await write_audit_entry(now, leader.id, "revoke_token", str(challenge), {"token": token})
