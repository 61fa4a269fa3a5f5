"""Read or export the audit log. That somebody did is itself written there."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import msgspec

from learning.queries.people.audit_log import (
    AUDIT_PAGE_SIZE,
    AuditPage,
    AuditSearch,
    iterate_audit_lines,
    load_audit_page,
)
from learning.queries.people.current_user import CurrentUser, find_user_by_login
from learning.rules.people.audit_lines import (
    AuditFormat,
    format_audit_end,
    format_audit_header,
    format_audit_lines,
)
from learning.rules.people.audit_verbs import AuditVerb
from learning.rules.people.logins import normalise_login
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import connection

MAX_EXPORTED_LINES = 100_000
NOTED_FOR = timedelta(hours=1)
SELECT_IS_NOTED = """
SELECT EXISTS (SELECT FROM audit_entry WHERE person IS NOT DISTINCT FROM $1
  AND verb = 'read_audit' AND at > $4 AND subject = $2 AND detail = $3::jsonb)
"""


async def read_audit_log(
    reader: CurrentUser | None,
    search: AuditSearch,
    now: datetime,
    *,
    before: int | None = None,
    size: int = AUDIT_PAGE_SIZE,
) -> AuditPage:
    """Load a page of a search, and note it. `reader` None is the operator.

    Older pages are not noted, nor is the same search of a person within an hour.
    """
    page = await load_audit_page(search, before, size)
    if before is None:
        await _note_search(reader, "read_audit", search, now)
    return page


async def export_audit_log(
    reader: CurrentUser | None,
    search: AuditSearch,
    file_format: AuditFormat,
    now: datetime,
    *,
    limit: int = MAX_EXPORTED_LINES,
) -> AsyncIterator[str]:
    """Note the export, and give its text in parts, newest entry first.

    Where there are more than `limit` entries, the last line says before which entry they are.
    """
    await _note_search(reader, "export_audit", search, now)
    return _format_parts(search, file_format, limit)


async def _format_parts(
    search: AuditSearch, file_format: AuditFormat, limit: int
) -> AsyncIterator[str]:
    yield format_audit_header(file_format)
    count, last_id = 0, 0
    async for lines in iterate_audit_lines(search, limit + 1):
        kept = lines[: limit - count]
        count += len(lines)
        last_id = kept[-1].id if kept else last_id
        yield format_audit_lines(kept, file_format)
    if count > limit:
        yield format_audit_end(last_id, file_format)


async def _note_search(
    reader: CurrentUser | None, verb: AuditVerb, search: AuditSearch, now: datetime
) -> None:
    """Write who looked, about whom, and with which filters. Words that were typed are not kept."""
    login = normalise_login(search.about or "")
    about = await find_user_by_login(login) if login else None
    subject, detail = about.login if about else "", {"fields": search.list_used_filters()}
    actor = reader.id if reader else None
    async with connection() as conn:
        noted = verb == "read_audit" and await conn.fetchval(
            SELECT_IS_NOTED, actor, subject, msgspec.json.encode(detail).decode(), now - NOTED_FOR
        )
    if not noted:
        await write_audit_entry(now, actor, verb, subject, detail)
