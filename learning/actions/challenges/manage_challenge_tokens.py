"""Create and revoke the tokens with which machines send figures."""

from datetime import datetime

from learning.actions.challenges.record_figures import _check_accepts_figures
from learning.queries.people.current_user import CurrentUser, hash_token
from learning.rules.people.text_input import normalise_name
from learning.rules.refusals import Conflict, NotFound
from learning.steps.challenges.lock_led_challenge import lock_led_challenge
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.challenges import ChallengeTokenTable
from learning.tables.database import transaction

MAX_TOKENS_PER_CHALLENGE = 10


async def create_challenge_token(
    leader: CurrentUser, challenge: int, name: str, token: str, now: datetime
) -> int:
    """Keep a fresh token for a machine, by its hash; return the id by which it can be revoked.

    Raises: as `record_figures`; Conflict when there are too many.
    """
    async with transaction() as conn:
        row = await lock_led_challenge(conn, leader, challenge)
        _check_accepts_figures(row["measure"], row["status"])
        if (
            await conn.fetchval(
                "SELECT count(*) FROM challenge_token WHERE challenge = $1 AND revoked_at IS NULL",
                challenge,
            )
            >= MAX_TOKENS_PER_CHALLENGE
        ):
            raise Conflict(
                f"There are {MAX_TOKENS_PER_CHALLENGE} tokens already. Revoke one that is not used."
            )
        made = ChallengeTokenTable(
            challenge=challenge,
            token=hash_token(token),
            name=normalise_name(name, max_chars=60),
            person=leader.id,
            created_at=now,
        )
        await made.save()
        await write_audit_entry(now, leader.id, "make_token", str(challenge), {"name": made.name})
    return int(made.id)


async def revoke_challenge_token(
    leader: CurrentUser, challenge: int, token: int, now: datetime
) -> None:
    """End a token at once; one that is ended already stays so. Raises: as `record_figures`."""
    async with transaction() as conn:
        await lock_led_challenge(conn, leader, challenge, allow_closed=True)
        found = await conn.fetchval(
            "UPDATE challenge_token SET revoked_at = COALESCE(revoked_at, $3) WHERE challenge = $1 AND id = $2 RETURNING id",
            challenge,
            token,
            now,
        )
        if found is None:
            raise NotFound("There is no such token.")
        await write_audit_entry(now, leader.id, "revoke_token", str(challenge), {"token": token})
