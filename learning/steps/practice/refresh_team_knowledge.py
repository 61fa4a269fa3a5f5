"""Keep the sums of what groups know, for every team with all teams below it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from asyncpg import Connection

from learning.rules.practice.readiness import RECENT_ANSWER_AGE

KnowledgeKey = tuple[int, str, str]
"""A team, a kind and a concept."""

SELECT_KNOWLEDGE_ROWS = """
SELECT team, kind, concept FROM group_knowledge WHERE team = ANY($1)
UNION SELECT team, kind, concept FROM team_knowledge WHERE team = ANY($1)
"""
SELECT_SUM_KEYS = """
SELECT DISTINCT above.level, above.team, changed.kind, changed.concept FROM (
  SELECT team, kind, concept FROM unnest($1::bigint[], $2::text[], $3::text[])
    AS given (team, kind, concept)
  UNION ALL
  SELECT team, kind, concept FROM team_knowledge WHERE kind = 'sure_wrong' AND oldest_day <= $4
) AS changed
JOIN team t ON t.id = changed.team, unnest(t.path) WITH ORDINALITY AS above (team, level)
"""
REPLACE_SUMS = """
WITH sum_key AS (
  SELECT team, kind, concept FROM unnest($1::bigint[], $2::text[], $3::text[])
    AS given (team, kind, concept)
), fresh AS (
  SELECT sum_key.*, part.people, part.total, part.oldest_day
  FROM sum_key CROSS JOIN LATERAL (
    SELECT sum(people) AS people, sum(total) AS total, min(day) AS oldest_day FROM (
      SELECT people, total, day FROM group_knowledge g
      WHERE g.team = sum_key.team AND g.kind = sum_key.kind AND g.concept = sum_key.concept
        AND (g.kind = 'known' OR g.day > $4)
      UNION ALL
      SELECT k.people, k.total, k.oldest_day FROM team below JOIN team_knowledge k
        ON k.team = below.id AND k.kind = sum_key.kind AND k.concept = sum_key.concept
      WHERE below.parent = sum_key.team
    ) AS parts
  ) AS part
), gone AS (
  DELETE FROM team_knowledge k USING fresh f
  WHERE f.people IS NULL AND k.team = f.team AND k.kind = f.kind AND k.concept = f.concept
)
INSERT INTO team_knowledge (team, kind, concept, people, total, oldest_day)
SELECT team, kind, concept, people, total, oldest_day FROM fresh WHERE people IS NOT NULL
ON CONFLICT (team, kind, concept) DO UPDATE
SET people = EXCLUDED.people, total = EXCLUDED.total, oldest_day = EXCLUDED.oldest_day
"""
"""The sum of a team's own group and of the sums directly below. What people were sure of is left
out when it is old. Sums are taken anew: adding differences would collect errors of rounding."""


async def list_knowledge_keys(conn: Connection, teams: Collection[int]) -> list[KnowledgeKey]:
    """List the keys of all rows of some teams, to add them up again."""
    return [tuple(row) for row in await conn.fetch(SELECT_KNOWLEDGE_ROWS, list(teams))]


async def refresh_team_knowledge(
    conn: Connection, changed: Sequence[KnowledgeKey], today: date
) -> None:
    """Add up again what contains a changed row of a group, or one that has become too old.

    Teams come before those above them. `today` is the local day.
    """
    oldest = today - RECENT_ANSWER_AGE
    keys_by_level: defaultdict[int, list[KnowledgeKey]] = defaultdict(list)
    for level, *key in await conn.fetch(SELECT_SUM_KEYS, *_split(changed), oldest):
        keys_by_level[level].append(tuple(key))
    for level in sorted(keys_by_level, reverse=True):
        await conn.execute(REPLACE_SUMS, *_split(keys_by_level[level]), oldest)


def _split(keys: Sequence[KnowledgeKey]) -> tuple[list[int], list[str], list[str]]:
    """Return the teams, the kinds and the concepts of keys."""
    return (
        [team for team, _, _ in keys],
        [kind for _, kind, _ in keys],
        [concept for _, _, concept in keys],
    )
