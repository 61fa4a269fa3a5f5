"""Check an uploaded pack and store it as a version, or report what is wrong with it."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec
from asyncpg import Connection

from content import Finding, LessonPack, make_message, read_pack
from content.archive import read_zip
from content.document import load_yaml
from content.paths import PACK_FILE
from learning.actions.people.load_installation_secret import load_installation_secret
from learning.queries.packs.packs import ImportStatus
from learning.rules.packs.pack_contents import PackDocument
from learning.steps.jobs.job_rows import Job, finish_job
from learning.steps.packs.compare_pack_versions import (
    make_version_not_raised_finding,
)
from learning.steps.packs.compile_pack import compile_pack
from learning.steps.packs.store_pack import VersionNotStored, store_pack_version
from learning.tables.database import connection, transaction

MAX_IMPORT_TRIES = 5
"""A pack that has killed or confused the checker this often will do so again."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CheckedPack:
    """A pack without errors, ready to be kept; `findings` are warnings."""

    pack: LessonPack
    document: PackDocument
    digest: str
    findings: tuple[Finding, ...]


async def import_pack(job: Job, now: datetime) -> None:
    """Check the upload whose import id is `job.subject`, and finish the job with the result.

    It may be killed at any point and repeated: one transaction finishes the job, and only the
    progress is written before. An unexpected error is raised, so that the sweep tries again. After
    `MAX_IMPORT_TRIES` the import has failed.
    """
    import_id = UUID(job.subject)
    try:
        if (
            job.attempts > MAX_IMPORT_TRIES
        ):  # the worker itself died each time: do not look inside again
            await _finish_import_job(job, import_id, "failed", [_make_import_failed_finding()], now)
        else:
            await _check_and_store(job, import_id, now)
    except Exception:
        if job.attempts < MAX_IMPORT_TRIES:
            raise
        log.exception("import %s failed %d times: giving up", import_id, job.attempts)
        await _finish_import_job(job, import_id, "failed", [_make_import_failed_finding()], now)


def check_pack(source: Path | bytes, secret: str) -> CheckedPack | tuple[Finding, ...]:
    """Read, check and compile a folder or a zip. Give the findings when there are errors.

    It computes for seconds, and does no I/O but reading. `secret` is that of the installation.
    """
    report = read_pack(source)
    if report.pack is None:
        return report.findings
    return CheckedPack(
        report.pack,
        compile_pack(report.pack, report.digest, secret),
        report.digest,
        report.findings,
    )


async def _check_and_store(job: Job, import_id: UUID, now: datetime) -> None:
    archive = await _start_import(import_id)
    if archive is None:  # forgotten, or done: only the job is left over
        await _finish_import_job(job, import_id, "failed", [], now)
        return
    checked = await asyncio.to_thread(check_pack, archive, await load_installation_secret())
    if isinstance(checked, tuple):
        await _finish_import_job(job, import_id, "refused", checked, now)
        return
    await _save_import_progress(import_id, 90)
    await _store_checked_pack(job, import_id, archive, checked, now)


async def _start_import(import_id: UUID) -> bytes | None:
    """Take the archive and let pollers see that somebody is on it."""
    async with connection() as conn:
        archive: bytes | None = await conn.fetchval(
            "UPDATE pack_import SET status = 'checking', progress = 10"
            " WHERE id = $1 AND status IN ('waiting', 'checking') RETURNING archive",
            import_id,
        )
    return archive


async def _save_import_progress(import_id: UUID, percent: int) -> None:
    async with connection() as conn:
        await conn.execute(
            "UPDATE pack_import SET progress = $2"
            " WHERE id = $1 AND status = 'checking' AND progress < $2",
            import_id,
            percent,
        )


async def _store_checked_pack(
    job: Job, import_id: UUID, archive: bytes, checked: CheckedPack, now: datetime
) -> None:
    async with transaction() as conn:
        if not await finish_job(conn, job, now):
            return
        stored = await store_pack_version(conn, checked.pack, checked.document, checked.digest, now)
        if isinstance(stored, VersionNotStored):
            refusal = make_version_not_raised_finding(
                checked.pack, stored.newest_version, _find_version_line(archive)
            )
            await _close_import(conn, import_id, "refused", None, [refusal, *checked.findings])
        else:
            await _close_import(
                conn, import_id, "ready", stored.id, [*checked.findings, *stored.warnings]
            )


async def _finish_import_job(
    job: Job, import_id: UUID, status: ImportStatus, findings: Sequence[Finding], now: datetime
) -> None:
    async with transaction() as conn:
        if await finish_job(conn, job, now):
            await _close_import(conn, import_id, status, None, findings)


async def _close_import(
    conn: Connection,
    import_id: UUID,
    status: ImportStatus,
    version: int | None,
    findings: Sequence[Finding],
) -> None:
    """Write the outcome and let go of the archive."""
    await conn.execute(
        "UPDATE pack_import"
        " SET status = $2, progress = 100, pack_version = $3, findings = $4, archive = NULL"
        " WHERE id = $1 AND status IN ('waiting', 'checking')",
        import_id,
        status,
        version,
        msgspec.json.encode(findings).decode(),
    )


def _find_version_line(archive: bytes) -> int:
    """Find where a pack that was read without errors says its version."""
    document, _ = load_yaml(
        PACK_FILE, read_zip(archive, PACK_FILE).files[PACK_FILE].decode("utf-8-sig")
    )
    return document.place_of("version").line


def _make_import_failed_finding() -> Finding:
    message = make_message("import-failed")
    return Finding(PACK_FILE, 1, "error", "import-failed", message["code"], message["values"])
