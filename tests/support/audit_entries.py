"""Fill the audit log with many entries at once."""

from datetime import datetime

from learning.rules.people.audit_verbs import AUDIT_VERB_RULES, AUDIT_VERBS
from learning.tables.database import connection
from support.people import add_team

INSERT_PEOPLE = """
INSERT INTO person (login, name, role, team, secret, language, minutes, on_boards, created_at)
SELECT 'person-' || number, 'Person ' || number || ' of the shop', 'learner', $1, '', 'en', 5, true,
  $3
FROM generate_series(1, $2) AS number
"""
INSERT_ENTRIES = """
INSERT INTO audit_entry (at, person, verb, subject, detail)
SELECT $2::timestamptz - number * interval '400 days' / $1,
  -- The first person has done a third of all.
  CASE WHEN verb = 'refuse_sign_in' THEN NULL WHEN number % 3 = 0 THEN first ELSE actor END,
  verb, CASE WHEN kind = 'person' THEN 'person-' || (1 + hash % $3) ELSE (1 + hash % 9)::text END,
  CASE verb WHEN 'correct_points' THEN
    jsonb_build_object('points', 5, 'reason', 'Counted twice when the till was down')
  WHEN 'sign_in' THEN '{"browser": "Chrome, Android"}'
  ELSE '{}' END
FROM (
  SELECT number, hash, first, first + hash % $3 AS actor, (
    -- Nine of ten are sign-ins and refusals.
    CASE WHEN hash % 10 < 7 THEN 'sign_in' WHEN hash % 10 < 9 THEN 'refuse_sign_in'
    ELSE ($4::text[])[1 + hash / 10 % cardinality($4)] END) AS verb,
    CASE WHEN hash % 10 < 9 THEN 'person'
    ELSE ($5::text[])[1 + hash / 10 % cardinality($4)] END AS kind
  FROM (
    SELECT number, abs(hashint4(number::integer))::bigint AS hash,
      (SELECT min(id) FROM person) AS first
    FROM generate_series(1, $1::bigint) AS number
  ) AS numbered
) AS chosen
"""


async def insert_people_of_the_log(people: int, now: datetime) -> None:
    """Insert people who can be in the log."""
    team = await add_team("Shop", now)
    async with connection() as conn:
        await conn.execute(INSERT_PEOPLE, team.id, people, now)
        await conn.execute("ANALYZE person")


async def insert_audit_entries(entries: int, people: int, now: datetime) -> None:
    """Insert entries of 400 days about these people, with all verbs but those of packs.

    The table is tidied afterwards, as autovacuum does.
    """
    verbs = [verb for verb in AUDIT_VERBS if AUDIT_VERB_RULES[verb].group != "packs"]
    kinds = [AUDIT_VERB_RULES[verb].subject for verb in verbs]
    async with connection() as conn:
        await conn.execute(INSERT_ENTRIES, entries, now, people, verbs, kinds)
        await conn.execute("VACUUM ANALYZE audit_entry")
