"""The groups of teams over which is summed up what people know."""

from learning.rules.people.small_groups import group_teams
from learning.tables.database import connection

SELECT_STAFF_COUNTS = """
SELECT t.id, t.path, count(p.id) FROM team t
LEFT JOIN person p ON p.team = t.id AND p.erased_at IS NULL AND p.role <> 'admin'
WHERE t.path[1] = $1 GROUP BY t.id
"""


async def load_staff_groups(root: int, team: int) -> dict[int, int]:
    """Return the head of the group of each team that is summed up in a team. Admins do not count.

    The groups are those of the whole organisation `root`, whoever asks, so that they never overlap.
    """
    async with connection() as conn:
        rows = await conn.fetch(SELECT_STAFF_COUNTS, root)
    paths = {row["id"]: row["path"] for row in rows}
    heads = group_teams(paths, {row["id"]: row["count"] for row in rows})
    return {member: head for member, head in heads.items() if team in paths[head]}
