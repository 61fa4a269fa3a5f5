"""Lock a challenge for somebody who leads it."""

from asyncpg import Connection, Record

from learning.queries.people.current_user import CurrentUser
from learning.rules.refusals import Conflict, Forbidden, NotFound
from learning.steps.notices.post_notices import OPEN_CHALLENGE_STATUSES

LOCK_CHALLENGE_WITH_RIGHTS = """
SELECT c.*, $2::bigint = ANY(t.path) AS within, c.owner = $3 OR $3 = ANY(c.leaders) AS leads FROM challenge c
JOIN team t ON t.id = c.team WHERE c.id = $1 FOR UPDATE OF c
"""


async def lock_led_challenge(
    conn: Connection, leader: CurrentUser, challenge: int, *, allow_closed: bool = False
) -> Record:
    """Lock a challenge that somebody leads: its owner, a co-leader, or a leader whose subtree its team is in.

    Raises: as `edit_challenge`; `over` allows one that is over.
    """
    row = await conn.fetchrow(LOCK_CHALLENGE_WITH_RIGHTS, challenge, leader.team, leader.id)
    if row is None or not (row["within"] or row["leads"] or leader.role == "admin"):
        raise NotFound("There is no such challenge in your teams.")
    if leader.role == "learner":
        raise Forbidden("Only a team leader can do that.")
    if row["status"] not in OPEN_CHALLENGE_STATUSES and not allow_closed:
        raise Conflict("This challenge is over.")
    return row
