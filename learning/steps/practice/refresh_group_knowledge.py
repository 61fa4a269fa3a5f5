"""Bring what is shown of groups up to date, where enough of their people have changed."""

from collections.abc import Collection
from datetime import date, datetime

from asyncpg import Connection

from learning.queries.practice.recall_sql import write_recall_sql
from learning.rules.people.small_groups import MIN_PEOPLE_SHOWN
from learning.rules.practice.readiness import RECENT_ANSWER_AGE

STATES_SQL = """
array_agg(m.person << 20 | LEAST(m.reviews, (1 << 20) - 1)::bigint ORDER BY m.person) AS states
"""
COUNT_CHANGED_PEOPLE_SQL = """
CASE WHEN shown.states = fresh.states THEN 0 ELSE (
  SELECT count(DISTINCT state >> 20) FROM (
    (SELECT unnest(shown.states) AS state EXCEPT SELECT unnest(fresh.states))
    UNION ALL (SELECT unnest(fresh.states) EXCEPT SELECT unnest(shown.states))
  ) AS changed
) END
"""
UPSERT_GROUP_KNOWLEDGE = f"""
WITH member AS (
  SELECT counted_with AS head, id AS person FROM person
  WHERE counted_with = ANY($1) AND erased_at IS NULL AND role <> 'admin'
), fresh AS (
  SELECT head, 'known' AS kind, m.concept, count(*) AS people,
    sum(CASE WHEN m.right_days > 0 THEN {write_recall_sql("m", "$2", "$4", "$5")} ELSE 0 END)
      AS total, {STATES_SQL}
  FROM member JOIN memory m ON m.person = member.person GROUP BY head, m.concept
  UNION ALL
  SELECT head, 'sure_wrong', m.concept, count(*), count(*) FILTER (WHERE newest.wrong),
    {STATES_SQL}
  FROM member JOIN memory m ON m.person = member.person AND m.last_at > $3
  JOIN LATERAL (
    SELECT a.sure AND NOT a.correct AS wrong FROM attempt a
    WHERE a.person = m.person AND a.concept = m.concept AND a.answered_at = m.last_at LIMIT 1
  ) AS newest ON true GROUP BY head, m.concept
)
INSERT INTO group_knowledge (team, kind, concept, people, total, states, day, turn)
SELECT head, fresh.kind, fresh.concept, fresh.people, fresh.total, fresh.states, $2,
  COALESCE(shown.turn, 0) + 1
FROM fresh LEFT JOIN group_knowledge shown
  ON shown.team = head AND shown.kind = fresh.kind AND shown.concept = fresh.concept
CROSS JOIN LATERAL (SELECT {COUNT_CHANGED_PEOPLE_SQL} AS people) AS changed
WHERE fresh.people >= {MIN_PEOPLE_SHOWN}
  AND (changed.people >= {MIN_PEOPLE_SHOWN} OR (changed.people = 0 AND shown.day < $2))
ORDER BY head, fresh.kind, fresh.concept
ON CONFLICT (team, kind, concept) DO UPDATE SET people = EXCLUDED.people, total = EXCLUDED.total,
  states = EXCLUDED.states, day = EXCLUDED.day, turn = EXCLUDED.turn
WHERE group_knowledge.turn = EXCLUDED.turn - 1
RETURNING team, kind, concept
"""
"""`last_at` of a memory is the instant of its newest attempt. A concept whose newest answer was
wrong counts as not known.

A row that another process has written meanwhile stays: two readings could differ by one person."""


async def refresh_group_knowledge(
    conn: Connection,
    teams: Collection[int],
    today: date,
    curve: tuple[float, float],
    now: datetime,
) -> list[tuple[int, str, str]]:
    """Write the rows of which three people have changed, or nobody since an earlier day.

    It is about the groups that `teams` head. `today` is the local day, `curve` the parameters of
    the forgetting curve. Returns the team, kind and concept of each row that was written.
    """
    rows = await conn.fetch(
        UPSERT_GROUP_KNOWLEDGE,
        list(teams),
        today,
        now - RECENT_ANSWER_AGE,
        *curve,
    )
    return [tuple(row) for row in rows]
