"""Find the co-leaders of a challenge that is changed."""

from collections.abc import Collection, Sequence

from asyncpg import Connection

from learning.queries.challenges.co_leaders import find_co_leader_ids, find_nameable_ids
from learning.queries.people.current_user import CurrentUser
from learning.rules.refusals import InputProblem, Invalid


async def require_co_leaders(
    conn: Connection, leader: CurrentUser, logins: Collection[str]
) -> list[int]:
    """Return the ids of co-leaders by their logins.

    Raises:
        Invalid: the leader cannot name all of them.
    """
    co_leaders = await find_co_leader_ids(conn, leader, logins)
    if co_leaders is None:
        problem = InputProblem("leaders", "challenge.choose_co_leaders")
        raise Invalid("challenge.co_leaders_not_allowed", [problem])
    return co_leaders


async def replace_co_leaders(
    conn: Connection,
    leader: CurrentUser,
    current: Sequence[int],
    owner: int | None,
    logins: Collection[str],
) -> list[int]:
    """Return the ids of the co-leaders after a change.

    People whom this leader could not have named stay: another leader named them.

    Raises:
        Invalid: the leader cannot name all of them.
    """
    named = await require_co_leaders(conn, leader, logins)
    nameable = await find_nameable_ids(conn, leader, current)
    kept = [person for person in current if person not in nameable and person not in named]
    return sorted({*kept, *named} - {owner})
