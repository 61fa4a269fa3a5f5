"""Uploads and what becomes of them, as the door and the worker do it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
from support.packs import Files

from learning.actions.due_jobs import Job, claim_due, find_job
from learning.actions.import_pack import import_pack
from learning.actions.receive_pack import receive_pack
from learning.queries.packs import Import, find_import
from learning.rules.catalogue import Document
from learning.tables.packs import PackMedia, PackVersion, Publication
from learning.tables.people import Person

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def receive(admin: Person, archive: bytes, filename: str = "welcome.zip") -> tuple[UUID, Job]:
    """Upload, and claim the job as the sweep does."""
    import_id = uuid4()
    await receive_pack(admin.id, filename, archive, import_id, NOW)
    for claimed in await claim_due(NOW):
        job = await find_job(claimed)
        if job and job.subject == str(import_id):
            return import_id, job
    raise AssertionError("no job was written")


def tried(job: Job, times: int) -> Job:
    return replace(job, attempts=times)


async def outcome(import_id: UUID) -> Import:
    found = await find_import(import_id)
    assert found is not None
    return found


async def imported(admin: Person, archive: bytes) -> Import:
    import_id, job = await receive(admin, archive)
    await import_pack(job, NOW)
    return await outcome(import_id)


async def stored(version: int = 1) -> Document:
    row = await PackVersion.select(PackVersion.document).where(PackVersion.version == version).first()
    assert row is not None, f"there is no version {version}"
    return msgspec.json.decode(row["document"], type=Document)


async def counts() -> tuple[int, int, int]:
    return await PackVersion.count(), await PackMedia.count(), await Publication.count()


def folder(path: Path, files: Files) -> Path:
    """Write the pack's files into a folder."""
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text)
    return path
