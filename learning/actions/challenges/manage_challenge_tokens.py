"""Create, replace and revoke the tokens with which machines send figures."""

from datetime import datetime, timedelta

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
MAX_TOKEN_DAYS = 366
DEFAULT_TOKEN_DAYS = 180
"""How long a token works if its leader does not say otherwise."""

COUNT_CHALLENGE_TOKENS = """
SELECT count(*) FROM challenge_token WHERE challenge = $1 AND revoked_at IS NULL
"""
REVOKE_CHALLENGE_TOKEN = """
UPDATE challenge_token SET revoked_at = COALESCE(revoked_at, $3)
WHERE challenge = $1 AND id = $2 RETURNING id
"""
REPLACE_CHALLENGE_TOKEN = """
UPDATE challenge_token SET revoked_at = $3
WHERE challenge = $1 AND id = $2 AND revoked_at IS NULL RETURNING name
"""


async def create_challenge_token(
    leader: CurrentUser,
    challenge: int,
    name: str,
    token: str,
    now: datetime,
    *,
    days: int = DEFAULT_TOKEN_DAYS,
) -> int:
    """Store the hash of a new token and return the id with which it can be revoked.

    It works for some days, at most `MAX_TOKEN_DAYS`, and no longer than its leader leads.

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
        row = _make_token_row(leader, challenge, name, token, now, days)
        await row.save()
        await write_audit_entry(now, leader.id, "make_token", str(challenge), {"name": row.name})
    return int(row.id)


async def replace_challenge_token(
    leader: CurrentUser,
    challenge: int,
    replaced: int,
    token: str,
    now: datetime,
    *,
    days: int = DEFAULT_TOKEN_DAYS,
) -> int:
    """Revoke a token and store the hash of a new one with its name. Return the new id.

    The new one is the leader's who replaces it, so it works where the old leader has left.

    Raises:
        NotFound: the leader leads no such challenge, or it has no such token that is not revoked.
        Forbidden: the person is a learner.
        Conflict: the challenge takes no figures, or is over.
    """
    async with transaction() as conn:
        require_figures_accepted(await lock_led_challenge(conn, leader, challenge))
        name = await conn.fetchval(REPLACE_CHALLENGE_TOKEN, challenge, replaced, now)
        if name is None:
            raise NotFound("figure_token.unknown")
        row = _make_token_row(leader, challenge, name, token, now, days)
        await row.save()
        detail = {"name": name, "token": replaced}
        await write_audit_entry(now, leader.id, "replace_token", str(challenge), detail)
    return int(row.id)


def _make_token_row(
    leader: CurrentUser, challenge: int, name: str, token: str, now: datetime, days: int
) -> ChallengeTokenTable:
    return ChallengeTokenTable(
        challenge=challenge,
        token=hash_token(token),
        name=normalise_name(name, max_chars=MAX_TOKEN_NAME_CHARS),
        person=leader.id,
        made_as=leader.role,
        made_in=leader.team,
        created_at=now,
        expires_at=now + timedelta(days=min(days, MAX_TOKEN_DAYS)),
    )


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
