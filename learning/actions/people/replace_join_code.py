"""Replace the join code of a team. The old one opens nothing from then on."""

from datetime import datetime
from typing import NamedTuple

from asyncpg import UniqueViolationError

from learning.queries.people.current_user import CurrentUser
from learning.rules.people.join_codes import JOIN_CODE_LIFETIME, make_join_code
from learning.rules.refusals import Conflict, NotFound
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import transaction

UPDATE_JOIN_CODE = """
UPDATE team SET join_code = $4, join_code_expires_at = $5
WHERE id = $1 AND ($2 OR path @> ARRAY[$3::bigint]) RETURNING id
"""


class NewJoinCode(NamedTuple):
    """A join code and when it ends."""

    code: str
    expires_at: datetime


async def replace_join_code(
    leader: CurrentUser | None, team: int, random_bytes: bytes, now: datetime
) -> NewJoinCode:
    """Give a team a new join code, made of five random bytes. `leader` None is the operator.

    Nobody is signed out. The audit log has no code.

    Raises:
        NotFound: the leader leads no such team.
        Conflict: another team has this code, by a chance of one in a million million.
    """
    new = NewJoinCode(make_join_code(random_bytes), now + JOIN_CODE_LIFETIME)
    leads_all, led_team = (True, 0) if leader is None else (leader.role == "admin", leader.team)
    async with transaction() as conn:
        try:
            found = await conn.fetchval(UPDATE_JOIN_CODE, team, leads_all, led_team, *new)
        except UniqueViolationError:
            raise Conflict("team.join_code_taken") from None
        if found is None:
            raise NotFound("team.not_led")
        await write_audit_entry(now, leader.id if leader else None, "replace_join_code", str(team))
    return new
