"""Cancel a challenge. Its people get a notice, and the audit log an entry."""

from datetime import datetime

from learning.queries.people.current_user import CurrentUser
from learning.rules.notices.notices import NoticeBody
from learning.rules.people.text_input import normalise_text
from learning.rules.refusals import InputProblem, Invalid
from learning.steps.challenges.lock_led_challenge import lock_led_challenge
from learning.steps.notices.post_notices import post_notices
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import transaction

MAX_CANCEL_REASON_CHARS = 400
UPDATE_CANCELLED_CHALLENGE = """
UPDATE challenge SET status = 'cancelled', settled_at = $2, version = version + 1 WHERE id = $1
"""
SELECT_CHALLENGE_TEAMS = "SELECT team FROM challenge_team WHERE challenge = $1 ORDER BY team"


async def cancel_challenge(leader: CurrentUser, challenge: int, reason: str, now: datetime) -> None:
    """Cancel a challenge. Everybody in it gets the reason. Points that were earned stay.

    Raises:
        NotFound: the leader leads no such challenge.
        Forbidden: the person is a learner.
        Conflict: the challenge is over.
        Invalid: the reason is empty or too long.
    """
    reason = normalise_text(reason, "reason", MAX_CANCEL_REASON_CHARS)
    if not reason:
        problem = InputProblem("reason", "challenge.give_cancel_reason")
        raise Invalid("challenge.cancel_reason_missing", [problem])
    async with transaction() as conn:
        row = await lock_led_challenge(conn, leader, challenge)
        await conn.execute(UPDATE_CANCELLED_CHALLENGE, challenge, now)
        body = NoticeBody(row["title"], reason=reason)
        teams = await conn.fetch(SELECT_CHALLENGE_TEAMS, challenge)
        notices = [(team["team"], challenge, "", body) for team in teams]
        await post_notices(conn, "cancelled", notices, now)
        await write_audit_entry(
            now, leader.id, "cancel_challenge", str(challenge), {"reason": reason}
        )
