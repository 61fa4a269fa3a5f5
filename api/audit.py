"""The audit log for admins: search it, page by page, and export what was found."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from litestar.response import Stream

from api.answer_docs import declare_media_types
from api.field_types import MAX_ROW_ID
from api.identity import Admin, Now
from api.refusal_docs import declare_refusals
from api.request_clocks import SLOW_ROUTE
from learning.actions.people.read_audit_log import export_audit_log, read_audit_log
from learning.queries.people.audit_log import AuditSearch
from learning.rules.people.audit_lines import AuditFormat, AuditLine, AuditPerson
from learning.rules.people.audit_verbs import AuditGroup, AuditSubjectKind, AuditVerb

Since = Annotated[
    datetime | None, QueryParameter(description="The first instant, with its UTC offset.")
]
Until = Annotated[
    datetime | None, QueryParameter(description="The first instant that is not looked at.")
]
By = Annotated[str | None, QueryParameter(max_length=60, description="The login of who did it.")]
About = Annotated[
    str | None,
    QueryParameter(
        max_length=120,
        description="The login of the person, or the id of the team, challenge or pack.",
    ),
]
Text = Annotated[
    str | None,
    QueryParameter(
        max_length=100, description="Beginnings of words in names, logins, titles and reasons."
    ),
]
Group = Annotated[AuditGroup | None, QueryParameter(description="The group of verbs.")]
BeforeEntry = Annotated[
    int | None, QueryParameter(ge=1, le=MAX_ROW_ID, description="The last entry that is known.")
]
Format = Annotated[AuditFormat, QueryParameter(name="format")]
Search = NamedDependency[AuditSearch]
EXPORT_MEDIA_TYPES: Mapping[AuditFormat, str] = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl",
}


class AuditEntryFacts(msgspec.Struct):
    """What an entry says beyond its verb. Which of these it has depends on the verb.

    `times` is how often something was refused within an hour, at least. `code` is that of the
    refusal, `route` the method and path. `sessions` are the devices that were signed out. `fields`
    are the names of what was changed, or of the filters of a search. `team` is the name of a team,
    where it is one; `teams` is their number.
    """

    browser: str
    code: str
    route: str
    times: int
    sessions: int
    points: int | None
    reason: str | None
    name: str | None
    role: str | None
    day: str | None
    version: int | None
    version_before: int | None
    team: str
    teams: int
    co_leaders: list[str]
    fields: list[str]


class AuditEntryView(msgspec.Struct):
    """One entry. `by` is null for the operator, and where nobody was signed in.

    `subject` is the login of a person, or the id of what it is about. `subject_name` is empty where
    it has no name.
    """

    id: str
    at: datetime
    verb: AuditVerb
    group: AuditGroup
    by: AuditPerson | None
    subject_kind: AuditSubjectKind
    subject: str
    subject_name: str
    facts: AuditEntryFacts


class AuditLogPage(msgspec.Struct):
    """Entries, newest first. `more` says that there are older ones.

    `too_many` says that the text means more people or things than one search can show.
    """

    entries: list[AuditEntryView]
    more: bool
    too_many: bool


def read_search(
    since: Since = None,
    until: Until = None,
    by: By = None,
    about: About = None,
    group: Group = None,
    text: Text = None,
) -> AuditSearch:
    """Read the filters of a search. Instants without an offset are in UTC."""
    return AuditSearch(
        since=_read_instant(since),
        until=_read_instant(until),
        by=by,
        about=about,
        group=group,
        text=text,
    )


SEARCH_DEPENDENCY = {"search": Provide(read_search, sync_to_thread=False)}


@get("/audit", tags=["audit"], dependencies=SEARCH_DEPENDENCY, opt=declare_refusals())
async def list_audit_entries(
    admin: Admin, now: Now, search: Search, before: BeforeEntry = None
) -> AuditLogPage:
    """List the newest entries that fit, or those before an entry. The log notes who searched."""
    page = await read_audit_log(admin, search, now, before=before)
    return AuditLogPage([_view_line(line) for line in page.lines], page.more, page.too_many)


@get(
    "/audit/export",
    tags=["audit"],
    dependencies=SEARCH_DEPENDENCY,
    opt=SLOW_ROUTE
    | declare_refusals()
    | declare_media_types(*(kind.partition(";")[0] for kind in EXPORT_MEDIA_TYPES.values())),
)
async def download_audit_entries(
    admin: Admin, now: Now, search: Search, file_format: Format = "csv"
) -> Stream:
    """Export the entries that fit as CSV or JSON lines, newest first. The log notes the export.

    A file has 100,000 entries at most. Where there are more, its last line is `more_before` and the
    id of its last entry.
    """
    return Stream(
        await export_audit_log(admin, search, file_format, now),
        headers={
            "Content-Type": EXPORT_MEDIA_TYPES[file_format],
            "Content-Disposition": f'attachment; filename="audit.{file_format}"',
        },
    )


def _read_instant(value: datetime | None) -> datetime | None:
    """Give an instant in UTC; None for one that no calendar has in UTC."""
    if value is None:
        return None
    try:
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None


def _view_line(line: AuditLine) -> AuditEntryView:
    facts = line.facts
    return AuditEntryView(
        id=str(line.id),
        at=line.at,
        verb=line.verb,
        group=line.group,
        by=line.by,
        subject_kind=line.subject_kind,
        subject=line.subject,
        subject_name=line.subject_name,
        facts=AuditEntryFacts(
            browser=facts.browser,
            code=facts.code,
            route=facts.route,
            times=facts.times,
            sessions=facts.sessions,
            points=facts.points,
            reason=facts.reason,
            name=facts.name,
            role=facts.role,
            day=facts.day,
            version=facts.version,
            version_before=facts.version_before,
            team=line.team_name,
            teams=len(facts.teams),
            co_leaders=line.co_leader_names,
            fields=facts.fields,
        ),
    )


handlers = [list_audit_entries, download_audit_entries]
