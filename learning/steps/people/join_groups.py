"""Put people who have no group yet into one."""

from asyncpg import Connection

from learning.rules.people.small_groups import choose_groups

STAFF_WITHOUT_GROUP_SQL = "p.counted_with IS NULL AND p.erased_at IS NULL AND p.role <> 'admin'"
SELECT_WAITING_PEOPLE = f"""
SELECT t.id, t.path,
  (SELECT count(*) FROM person p WHERE p.team = t.id AND {STAFF_WITHOUT_GROUP_SQL}) AS waiting,
  EXISTS (SELECT FROM person p WHERE p.counted_with = t.id) AS is_head
FROM team t WHERE t.path[1] = $1
"""
UPDATE_GROUPS = f"""
UPDATE person p SET counted_with = g.head FROM unnest($1::bigint[], $2::bigint[]) AS g (team, head)
WHERE p.team = g.team AND {STAFF_WITHOUT_GROUP_SQL}
"""


async def join_groups(conn: Connection, root: int) -> None:
    """Put the people of an organisation into groups, as far as there are enough of them."""
    rows = await conn.fetch(SELECT_WAITING_PEOPLE, root)
    head_by_team = choose_groups(
        {row["id"]: row["path"] for row in rows},
        {row["id"]: row["waiting"] for row in rows},
        {row["id"] for row in rows if row["is_head"]},
    )
    if head_by_team:
        await conn.execute(UPDATE_GROUPS, list(head_by_team), list(head_by_team.values()))
