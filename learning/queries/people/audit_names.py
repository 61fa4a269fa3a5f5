"""The names of the people and things that entries of the audit log are about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from learning.rules.people.audit_lines import AuditFacts
from learning.rules.people.audit_verbs import AuditSubjectKind
from learning.tables.database import connection

SELECT_NAMES = """
SELECT 'person' AS kind, login AS key, name FROM person WHERE login = ANY($1)
UNION ALL SELECT 'co_leader', id::text, name FROM person WHERE id = ANY($2)
UNION ALL SELECT 'team', id::text, name FROM team WHERE id = ANY($3)
UNION ALL SELECT 'challenge', id::text, title FROM challenge WHERE id = ANY($4)
UNION ALL SELECT 'pack', newest.pack, newest.title FROM unnest($5::text[]) AS wanted (pack)
  CROSS JOIN LATERAL (
    SELECT pack, title FROM pack_version v WHERE v.pack = wanted.pack ORDER BY version DESC LIMIT 1
  ) AS newest
"""
MAX_ID_DIGITS = 18


@dataclass(frozen=True, slots=True)
class AuditNames:
    """Names by kind and key. What is not there any more has none."""

    by_key: Mapping[tuple[str, str], str]

    def find_subject(self, kind: AuditSubjectKind, subject: str) -> str:
        """Give the name of a subject, or an empty text."""
        return self.by_key.get((kind, subject), "")

    def find_team(self, facts: AuditFacts) -> str:
        """Give the name of the one team that the facts name; empty where it is none or several."""
        teams = _list_teams(facts)
        return self.by_key.get(("team", str(teams[0])), "") if len(teams) == 1 else ""

    def list_people(self, people: Iterable[int]) -> list[str]:
        """List the names of people by their ids."""
        return [name for one in people if (name := self.by_key.get(("co_leader", str(one))))]


async def load_audit_names(
    entries: Iterable[tuple[AuditSubjectKind, str, AuditFacts]],
) -> AuditNames:
    """Load all names that entries need, each by its kind, subject and facts."""
    keys: dict[str, set[str]] = {"person": set(), "team": set(), "challenge": set(), "pack": set()}
    people: set[int] = set()
    teams: set[int] = set()
    for kind, subject, facts in entries:
        keys.get(kind, set()).add(subject)
        people.update(facts.co_leaders)
        teams.update(_list_teams(facts)[:1])
    async with connection() as conn:
        rows = await conn.fetch(
            SELECT_NAMES,
            list(keys["person"]),
            list(people),
            [*teams, *_read_ids(keys["team"])],
            _read_ids(keys["challenge"]),
            list(keys["pack"]),
        )
    return AuditNames({(row["kind"], row["key"]): row["name"] for row in rows})


def _list_teams(facts: AuditFacts) -> list[int]:
    return facts.teams or ([] if facts.team is None else [facts.team])


def _read_ids(subjects: Iterable[str]) -> list[int]:
    return [int(one) for one in subjects if one.isdecimal() and len(one) <= MAX_ID_DIGITS]
