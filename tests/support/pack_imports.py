"""Uploads and what becomes of them, as the door and the worker do it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import msgspec

from learning.actions.jobs.job_queue import claim_due_jobs, find_job
from learning.actions.packs.import_pack import import_pack
from learning.actions.packs.receive_pack import receive_pack
from learning.queries.packs.packs import StoredPackImport, load_import
from learning.rules.packs.pack_contents import PackDocument
from learning.steps.jobs.job_rows import Job
from learning.tables.packs import PackMediaTable, PackVersionTable, PublicationTable
from learning.tables.people import PersonTable
from support.packs import Files

IMPORT_TIME = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def upload_pack(
    admin: PersonTable, archive: bytes, filename: str = "welcome.zip"
) -> tuple[UUID, Job]:
    """Upload, and claim the job as the sweep does."""
    import_id = uuid4()
    await receive_pack(admin.id, filename, archive, import_id, IMPORT_TIME)
    for claimed in await claim_due_jobs(IMPORT_TIME):
        job = await find_job(claimed)
        if job and job.subject == str(import_id):
            return import_id, job
    raise AssertionError("no job was written")


def set_job_attempts(job: Job, times: int) -> Job:
    return replace(job, attempts=times)


async def read_import(import_id: UUID) -> StoredPackImport:
    found = await load_import(import_id)
    assert found is not None
    return found


async def run_import(admin: PersonTable, archive: bytes) -> StoredPackImport:
    import_id, job = await upload_pack(admin, archive)
    await import_pack(job, IMPORT_TIME)
    return await read_import(import_id)


async def read_document(version: int = 1) -> PackDocument:
    row = (
        await PackVersionTable.select(PackVersionTable.document)
        .where(PackVersionTable.version == version)
        .first()
    )
    assert row is not None, f"there is no version {version}"
    return msgspec.json.decode(row["document"], type=PackDocument)


async def count_rows() -> tuple[int, int, int]:
    return (
        await PackVersionTable.count(),
        await PackMediaTable.count(),
        await PublicationTable.count(),
    )


def write_folder(path: Path, files: Files) -> Path:
    """Write the pack's files into a folder."""
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text)
    return path
