"""Read the audit log: a page of a search, or all that it finds, page by page."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from asyncpg import Record

from learning.queries.people.audit_matches import find_audit_matches
from learning.queries.people.audit_names import AuditNames, load_audit_names
from learning.queries.people.audit_sql import AuditFilter, write_audit_key_search
from learning.queries.people.current_user import find_user_by_login
from learning.rules.people.audit_lines import AuditFacts, AuditLine, AuditPerson, read_audit_facts
from learning.rules.people.audit_verbs import (
    AUDIT_VERB_RULES,
    AuditGroup,
    list_group_verbs,
)
from learning.rules.people.logins import normalise_login
from learning.tables.database import connection

AUDIT_PAGE_SIZE = 50
EXPORT_PAGE_SIZE = 500
FIRST_INSTANT, LAST_INSTANT = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
NO_ID = 0

SELECT_ENTRIES = """
SELECT a.id, a.at, a.verb, a.subject, a.detail, a.person, p.login, p.name
FROM audit_entry a LEFT JOIN person p ON p.id = a.person
WHERE a.id = ANY($1) ORDER BY a.at DESC, a.id DESC
"""
SELECT_PLACE = "SELECT at, id FROM audit_entry WHERE id = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSearch:
    """What to look for. What is None does not matter.

    `since` is the first instant and `until` the first one after it all. `by` is the login of who
    did it; `about` is the subject: a login, or the id of a team, challenge or pack. Logins may be
    typed in any spelling. `text` has beginnings of words in names, titles and reasons.
    """

    since: datetime | None = None
    until: datetime | None = None
    by: str | None = None
    about: str | None = None
    group: AuditGroup | None = None
    text: str | None = None

    def list_used_filters(self) -> list[str]:
        """List the names of the filters that are set, without their values."""
        names = ("since", "until", "by", "about", "group", "text")
        return [name for name in names if getattr(self, name) is not None]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries, newest first. `more` says that there are older ones.

    `too_many` says that the text means more people or things than one search can show.
    """

    lines: list[AuditLine]
    more: bool
    too_many: bool


async def load_audit_page(
    search: AuditSearch, before: int | None = None, size: int = AUDIT_PAGE_SIZE
) -> AuditPage:
    """Load the newest entries of a search, or those that are older than the entry `before`."""
    wanted = await make_audit_filter(search, before)
    if wanted is None:
        return AuditPage([], more=False, too_many=False)
    rows = await _load_rows(wanted, size + 1)
    too_many = wanted.matches is not None and wanted.matches.too_many
    return AuditPage(await _make_lines(rows[:size]), len(rows) > size, too_many)


async def iterate_audit_lines(search: AuditSearch, limit: int) -> AsyncIterator[list[AuditLine]]:
    """Give all entries of a search, at most `limit`, in lists. It keeps no connection meanwhile."""
    wanted = await make_audit_filter(search, None)
    while wanted is not None and limit > 0:
        rows = await _load_rows(wanted, min(limit, EXPORT_PAGE_SIZE))
        if not rows:
            return
        yield await _make_lines(rows)
        limit -= len(rows)
        wanted = replace(wanted, before=(rows[-1]["at"], rows[-1]["id"]))


async def make_audit_filter(search: AuditSearch, before: int | None) -> AuditFilter | None:
    """Look up what a search means; None where nothing can be found."""
    person = None
    if search.by is not None:
        found = await find_user_by_login(normalise_login(search.by), erased=True)
        if found is None:
            return None
        person = found.id
    place = (search.until or LAST_INSTANT, NO_ID)
    if before is not None:
        async with connection() as conn:
            row = await conn.fetchrow(SELECT_PLACE, before)
        if row is None:
            return None
        place = min(place, (row["at"], row["id"]))
    return AuditFilter(
        verbs=list_group_verbs(search.group),
        since=search.since or FIRST_INSTANT,
        before=place,
        person=person,
        subject=None if search.about is None else normalise_login(search.about),
        matches=await find_audit_matches(search.text) if search.text else None,
    )


async def _load_rows(wanted: AuditFilter, limit: int) -> list[Record]:
    sql, values = write_audit_key_search(wanted, limit)
    async with connection() as conn:
        ids = [row["id"] for row in await conn.fetch(sql, *values)]
        return list(await conn.fetch(SELECT_ENTRIES, ids)) if ids else []


async def _make_lines(rows: Sequence[Record]) -> list[AuditLine]:
    read = [(row, read_audit_facts(row["detail"])) for row in rows]
    names = await load_audit_names(
        (AUDIT_VERB_RULES[row["verb"]].subject, row["subject"], facts) for row, facts in read
    )
    return [_make_line(row, facts, names) for row, facts in read]


def _make_line(row: Record, facts: AuditFacts, names: AuditNames) -> AuditLine:
    rule = AUDIT_VERB_RULES[row["verb"]]
    return AuditLine(
        id=row["id"],
        at=row["at"],
        verb=row["verb"],
        group=rule.group,
        by=AuditPerson(row["login"], row["name"]) if row["person"] else None,
        subject_kind=rule.subject,
        subject=row["subject"],
        subject_name=names.find_subject(rule.subject, row["subject"]),
        team_name=names.find_team(facts),
        co_leader_names=names.list_people(facts.co_leaders),
        facts=facts,
        detail=row["detail"],
    )
