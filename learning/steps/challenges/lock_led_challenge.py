"""Lock a challenge for a person who leads it."""

from asyncpg import Connection, Record

from learning.queries.people.current_user import CurrentUser
from learning.rules.refusals import Conflict, Forbidden, NotFound
from learning.steps.notices.post_notices import OPEN_CHALLENGE_STATUSES

LOCK_CHALLENGE_WITH_RIGHTS = """
SELECT c.*, $2::bigint = ANY(t.path) AS within, c.owner = $3 OR $3 = ANY(c.leaders) AS leads
FROM challenge c JOIN team t ON t.id = c.team WHERE c.id = $1 FOR UPDATE OF c
"""


async def lock_led_challenge(
    conn: Connection, leader: CurrentUser, challenge: int, *, allow_closed: bool = False
) -> Record:
    """Lock a challenge that a person leads and return its row.

    The owner, the co-leaders, admins and the leaders above its team lead it.

    Raises:
        NotFound: the person leads no such challenge.
        Forbidden: the person is a learner.
        Conflict: the challenge is over, and `allow_closed` is not set.
    """
    row = await conn.fetchrow(LOCK_CHALLENGE_WITH_RIGHTS, challenge, leader.team, leader.id)
    if row is None or not (row["within"] or row["leads"] or leader.role == "admin"):
        raise NotFound("challenge.unknown")
    if leader.role == "learner":
        raise Forbidden("role.leader_required")
    if not allow_closed:
        require_open_challenge(row["status"])
    return row


def require_open_challenge(status: str) -> None:
    """Check that a challenge is scheduled or running.

    Raises:
        Conflict: it is settled or cancelled.
    """
    if status not in OPEN_CHALLENGE_STATUSES:
        raise Conflict("challenge.over")
