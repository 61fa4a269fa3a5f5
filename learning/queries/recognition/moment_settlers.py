"""Whether anybody can decide on a moment. Where there is one admin, nobody can on theirs."""

from asyncpg import Connection

from learning.rules.people.authority import Party, PersonParty
from learning.rules.recognition.moments import MomentKind, may_change_status

SELECT_LEADERS_OF_TEAMS = """
SELECT p.id, p.role, p.team, t.path FROM person p JOIN team t ON t.id = p.team
WHERE p.erased_at IS NULL AND p.id <> ALL($1::bigint[])
  AND (p.role = 'admin' OR (p.role = 'leader' AND p.team = ANY($2::bigint[])))
"""


async def can_be_settled(conn: Connection, giver: Party, receiver: Party, kind: MomentKind) -> bool:
    """Say whether anybody but the giver and the receiver may confirm a moment."""
    rows = await conn.fetch(
        SELECT_LEADERS_OF_TEAMS, [giver.id, receiver.id], [*giver.path, *receiver.path]
    )
    leaders = (PersonParty(row["id"], row["role"], row["team"], row["path"]) for row in rows)
    return any(may_change_status("confirm", leader, giver, receiver, kind) for leader in leaders)
