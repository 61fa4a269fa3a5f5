"""Which people, teams, challenges and packs the words of a search in the audit log mean."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from learning.rules.people.audit_verbs import AuditSubjectKind
from learning.tables.database import connection

MAX_SEARCH_WORDS = 8
MAX_MATCHES_PER_KIND = 30
"""People, teams, challenges or packs whose entries one search shows."""
AUDIT_WORDS_SQL = (
    "to_tsvector('simple', COALESCE(a.detail ->> 'reason', '')"
    " || ' ' || COALESCE(a.detail ->> 'name', ''))"
)
"""The words of an entry. The index `audit_entry_words` is on this expression."""
SELECT_MATCHES = f"""
SELECT * FROM (SELECT 'person' AS kind, id, login AS key FROM person
  WHERE to_tsvector('simple', name || ' ' || login) @@ to_tsquery('simple', $1)
  ORDER BY id LIMIT {MAX_MATCHES_PER_KIND + 1}) AS people
UNION ALL SELECT * FROM (SELECT 'team', id, id::text AS key FROM team
  WHERE to_tsvector('simple', name) @@ to_tsquery('simple', $1)
  ORDER BY id LIMIT {MAX_MATCHES_PER_KIND + 1}) AS teams
UNION ALL SELECT * FROM (SELECT 'challenge', id, id::text AS key FROM challenge
  WHERE to_tsvector('simple', title) @@ to_tsquery('simple', $1)
  ORDER BY id DESC LIMIT {MAX_MATCHES_PER_KIND + 1}) AS challenges
UNION ALL SELECT * FROM (SELECT DISTINCT 'pack', 0::bigint, pack AS key FROM pack_version
  WHERE to_tsvector('simple', title || ' ' || pack) @@ to_tsquery('simple', $1)
  ORDER BY key LIMIT {MAX_MATCHES_PER_KIND + 1}) AS packs
"""


@dataclass(frozen=True, slots=True)
class AuditMatches:
    """What words mean. `words` is a query of the text search; None where there is no word.

    `too_many` says that some matches are left out, since the words mean more than
    `MAX_MATCHES_PER_KIND` of a kind.
    """

    words: str | None
    people: list[int] = field(default_factory=list)
    subjects: Mapping[AuditSubjectKind, list[str]] = field(default_factory=dict)
    too_many: bool = False


async def find_audit_matches(text: str) -> AuditMatches:
    """Find what the words of a text mean. Each word is the beginning of one."""
    words = re.findall(r"\w+", text)[:MAX_SEARCH_WORDS]
    if not words:
        return AuditMatches(None)
    query = " & ".join(f"{word}:*" for word in words)
    async with connection() as conn:
        rows = await conn.fetch(SELECT_MATCHES, query)
    keys: defaultdict[AuditSubjectKind, list[str]] = defaultdict(list)
    people: list[int] = []
    for row in rows:
        keys[row["kind"]].append(row["key"])
        if row["kind"] == "person":
            people.append(row["id"])
    return AuditMatches(
        query,
        people[:MAX_MATCHES_PER_KIND],
        {kind: found[:MAX_MATCHES_PER_KIND] for kind, found in keys.items()},
        any(len(found) > MAX_MATCHES_PER_KIND for found in keys.values()),
    )
