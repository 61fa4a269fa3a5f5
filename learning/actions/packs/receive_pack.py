"""Store an uploaded pack and the job to check it, in one transaction."""

import re
from datetime import datetime
from uuid import UUID

from learning.rules.refusals import InputProblem, Invalid, TooLarge
from learning.steps.jobs.job_rows import write_job
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import transaction
from learning.tables.packs import PackImportTable

MAX_PACK_UPLOAD_BYTES = 20 * 1024 * 1024
ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
"""How a zip begins: with its first file, or with the end of an archive that has none."""
MAX_FILENAME_CHARACTERS = 120


async def receive_pack(
    person: int, filename: str, archive: bytes, import_id: UUID, now: datetime
) -> None:
    """Write the import (waiting) and its job, due now. The worker reads the archive later.

    Raises:
        TooLarge: more than `MAX_PACK_UPLOAD_BYTES`.
        Invalid: not a zip at all.
    """
    if len(archive) > MAX_PACK_UPLOAD_BYTES:
        raise make_pack_too_large_error()
    if not archive.startswith(ZIP_SIGNATURES):
        raise Invalid("pack.no_zip", [InputProblem("pack", "pack.zip_the_folder")])
    async with transaction() as conn:
        await PackImportTable.insert(
            PackImportTable(
                id=import_id,
                filename=clean_filename(filename),
                archive=archive,
                status="waiting",
                person=person,
                created_at=now,
            )
        )
        await write_job(conn, "import_pack", str(import_id), "", now)
        await write_audit_entry(now, person, "upload_pack", str(import_id))


def make_pack_too_large_error() -> TooLarge:
    """Make the refusal of an archive that is too large."""
    return TooLarge("pack.too_large", megabytes=MAX_PACK_UPLOAD_BYTES // 1024 // 1024)


def clean_filename(claimed: str) -> str:
    """Return the last part of a claimed file name, printable and short. It is only shown."""
    last = re.split(r"[/\\]", claimed)[-1]
    kept = "".join(letter for letter in last if letter.isprintable()).strip()
    return kept[:MAX_FILENAME_CHARACTERS] or "pack.zip"
