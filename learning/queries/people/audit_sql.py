"""The statement that finds the newest entries of the audit log for a search.

For each verb, and for each person or subject that is asked for, it takes the newest entries from an
index. However many entries there are, it reads a page of each at most.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from learning.queries.people.audit_matches import AUDIT_WORDS_SQL, AuditMatches
from learning.rules.people.audit_verbs import AUDIT_VERB_RULES, AuditVerb

PROBE_SQL = """
SELECT hit.at, hit.id FROM unnest({verbs}::text[]{key_list}) AS probe (verb{key_name})
CROSS JOIN LATERAL (
  SELECT a.at, a.id FROM audit_entry a
  WHERE a.verb = probe.verb{key_condition}{conditions}
  ORDER BY a.at DESC, a.id DESC LIMIT {limit}
) AS hit
"""
WORDS_SQL = f"""
(SELECT at, id FROM (
  SELECT a.at, a.id FROM audit_entry a
  WHERE a.verb = ANY({{verbs}}::text[]) AND a.detail ?| ARRAY['reason', 'name']
    AND {AUDIT_WORDS_SQL} @@ to_tsquery('simple', {{words}}){{conditions}} OFFSET 0
) AS said ORDER BY at DESC, id DESC LIMIT {{limit}})
"""
"""With `OFFSET 0` the limit does not tempt the planner to read all entries in their order."""
FIND_KEYS_SQL = """
SELECT DISTINCT at, id FROM ({arms}) AS hits ORDER BY at DESC, id DESC LIMIT {limit}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """What entries must be. What is None does not matter.

    `person` is the id of who did it. `matches` are what the words of the search mean. Entries are
    older than `before`, an instant and an id, and not older than `since`.
    """

    verbs: Sequence[AuditVerb]
    since: datetime
    before: tuple[datetime, int]
    person: int | None = None
    subject: str | None = None
    matches: AuditMatches | None = None


@dataclass(slots=True)
class _Parameters:
    """Collects the parameters of a statement."""

    values: list[object] = field(default_factory=list)

    def add(self, value: object) -> str:
        """Add a value and give its placeholder."""
        self.values.append(value)
        return f"${len(self.values)}"


def write_audit_key_search(wanted: AuditFilter, limit: int) -> tuple[str, list[object]]:
    """Write the statement that gives `at` and `id` of the newest entries, with its parameters."""
    parameters = _Parameters()
    conditions = _write_conditions(wanted, parameters)
    size = parameters.add(limit)
    arms = [
        PROBE_SQL.format(
            verbs=parameters.add([verb for verb, _ in probes]),
            key_list=f", {parameters.add([key for _, key in probes])}::{kind}[]" if column else "",
            key_name=", key" if column else "",
            key_condition=f" AND a.{column} = probe.key" if column else "",
            conditions=conditions,
            limit=size,
        )
        for column, kind, probes in _list_probes(wanted)
    ]
    if wanted.matches is not None and wanted.matches.words is not None:
        verbs, words = parameters.add(list(wanted.verbs)), parameters.add(wanted.matches.words)
        arms.append(WORDS_SQL.format(verbs=verbs, words=words, conditions=conditions, limit=size))
    return FIND_KEYS_SQL.format(arms=" UNION ALL ".join(arms), limit=size), parameters.values


def _write_conditions(wanted: AuditFilter, parameters: _Parameters) -> str:
    before_at, before_id = (parameters.add(value) for value in wanted.before)
    written = f" AND (a.at, a.id) < ({before_at}::timestamptz, {before_id}::bigint)"
    written += f" AND a.at >= {parameters.add(wanted.since)}::timestamptz"
    if wanted.person is not None:
        written += f" AND a.person = {parameters.add(wanted.person)}::bigint"
    if wanted.subject is not None:
        written += f" AND a.subject = {parameters.add(wanted.subject)}"
    return written


def _list_probes(
    wanted: AuditFilter,
) -> list[tuple[str | None, str, list[tuple[AuditVerb, object]]]]:
    """List the columns to look up, each with pairs of a verb and a value."""
    if wanted.matches is None:
        return [(None, "", [(verb, None) for verb in wanted.verbs])]
    by_people: list[tuple[AuditVerb, object]] = [
        (verb, person) for verb in wanted.verbs for person in wanted.matches.people
    ]
    about: list[tuple[AuditVerb, object]] = [
        (verb, subject)
        for verb in wanted.verbs
        for subject in wanted.matches.subjects.get(AUDIT_VERB_RULES[verb].subject, [])
    ]
    return [("person", "bigint", by_people), ("subject", "text", about)]
