"""An entry of the audit log as people read it, and as a line of an export."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

import msgspec

from learning.rules.csv_cells import disarm_formula
from learning.rules.people.audit_verbs import AuditGroup, AuditSubjectKind, AuditVerb

AuditFormat = Literal["csv", "jsonl"]
CSV_COLUMNS = (
    "id",
    "at",
    "verb",
    "by_login",
    "by_name",
    "subject_kind",
    "subject",
    "subject_name",
    "detail",
)


class AuditFacts(msgspec.Struct, frozen=True):
    """What an entry says beyond its verb. Which of these an entry has depends on the verb.

    `times` is how often something was refused within an hour, at least. `code` is that of the
    refusal, and `route` the method and path. `fields` are the names of what was changed, or of the
    filters of a search.
    """

    browser: str = ""
    code: str = ""
    route: str = ""
    times: int = 1
    sessions: int = 0
    points: int | None = None
    reason: str | None = None
    name: str | None = None
    role: str | None = None
    day: str | None = None
    version: int | None = None
    version_before: int | None = None
    team: int | None = None
    teams: list[int] = []
    co_leaders: list[int] = []
    fields: list[str] = []


class AuditPerson(msgspec.Struct, frozen=True):
    """A person as the audit log names them."""

    login: str
    name: str


class AuditLine(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. `by` is null for the operator, and where nobody was signed in.

    `subject` is the login of a person, or the id of what it is about; `subject_name` is empty where
    it has no name. `team_name` is set where the entry names one team. `detail` is what is stored.
    """

    id: int
    at: datetime
    verb: AuditVerb
    group: AuditGroup
    by: AuditPerson | None
    subject_kind: AuditSubjectKind
    subject: str
    subject_name: str
    team_name: str
    co_leader_names: list[str]
    facts: AuditFacts
    detail: str


def read_audit_facts(detail: str) -> AuditFacts:
    """Read the facts of a stored detail. One of another form, of an old release, gives none."""
    try:
        return msgspec.json.decode(detail, type=AuditFacts)
    except msgspec.ValidationError:
        return AuditFacts()


def format_audit_header(file_format: AuditFormat) -> str:
    """Give the first line of an export; JSON lines have none."""
    return _format_csv_row(CSV_COLUMNS) if file_format == "csv" else ""


def format_audit_lines(lines: Iterable[AuditLine], file_format: AuditFormat) -> str:
    """Format entries as lines of an export."""
    if file_format == "jsonl":
        return "".join(msgspec.json.encode(_make_record(line)).decode() + "\n" for line in lines)
    return "".join(
        _format_csv_row([_make_cell(value) for value in _make_record(line).values()])
        for line in lines
    )


def format_audit_end(last_id: int, file_format: AuditFormat) -> str:
    """Give the line that says that there are entries older than the last one of an export."""
    if file_format == "jsonl":
        return msgspec.json.encode({"more_before": str(last_id)}).decode() + "\n"
    return _format_csv_row(["more_before", last_id])


def _make_record(line: AuditLine) -> dict[str, Any]:
    values = (
        str(line.id),
        line.at.isoformat(),
        line.verb,
        line.by.login if line.by else None,
        line.by.name if line.by else None,
        line.subject_kind,
        line.subject,
        line.subject_name,
        msgspec.Raw(line.detail.encode()),
    )
    return dict(zip(CSV_COLUMNS, values, strict=True))


def _make_cell(value: Any) -> str:
    """Give a cell as text. One that looks like a formula gets an apostrophe in front."""
    text = bytes(value).decode() if isinstance(value, msgspec.Raw) else str(value or "")
    return disarm_formula(text)


def _format_csv_row(cells: Iterable[object]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()
