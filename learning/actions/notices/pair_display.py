"""Pair a display with a team. A leader reads the code on it."""

from datetime import datetime

from learning.actions.people.limit_guesses import (
    count_guess,
    forgive_guess,
    make_device_limits,
    make_pairing_limit,
)
from learning.queries.people.current_user import CurrentUser
from learning.rules.people.join_codes import normalise_join_code
from learning.rules.refusals import InputProblem, Invalid, NotFound
from learning.steps.people.create_session import Device
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import connection, transaction

SELECT_LEADS_TEAM = (
    "SELECT EXISTS (SELECT FROM team WHERE id = $1 AND ($2 OR path @> ARRAY[$3::bigint]))"
)
UPDATE_PAIRED_DISPLAY = """
UPDATE display SET team = $2, person = $3, paired_at = $4, code = NULL
WHERE code = $1 AND team IS NULL RETURNING id
"""


async def pair_display(
    leader: CurrentUser, code: str, team: int, device: Device, now: datetime
) -> int:
    """Pair the display that shows this code with a team that the leader leads; return its id.

    Raises:
        Invalid: the leader does not lead the team.
        NotFound: no display shows this code.
        TooManyRequests: too many codes were tried.
    """
    async with connection() as conn:
        if not await conn.fetchval(SELECT_LEADS_TEAM, team, leader.role == "admin", leader.team):
            problem = InputProblem("team", "display.choose_led_team")
            raise Invalid("display.team_not_led", [problem])
    limits = [*make_device_limits(device, "display-code"), make_pairing_limit(leader.login)]
    await count_guess(limits, now)
    async with transaction() as conn:
        paired: int | None = await conn.fetchval(
            UPDATE_PAIRED_DISPLAY, normalise_join_code(code), team, leader.id, now
        )
        if paired is not None:
            await write_audit_entry(now, leader.id, "pair_display", str(paired), {"team": team})
    if paired is None:
        raise NotFound("display.code_unknown")
    await forgive_guess(limits)
    return paired
