"""Take in an uploaded pack: keep the archive, and the job to check it, in one transaction."""

import re
from datetime import datetime
from uuid import UUID

from learning.rules.refusals import InputProblem, Invalid, TooLarge
from learning.steps.jobs.job_rows import write_job
from learning.tables.database import transaction
from learning.tables.packs import PackImportTable

MAX_PACK_UPLOAD_BYTES = 20 * 1024 * 1024
ZIP_SIGNATURES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
)  # a first file, or the end of an archive without any
_MAX_FILENAME_CHARACTERS = 120


async def receive_pack(
    person: int, filename: str, archive: bytes, import_id: UUID, now: datetime
) -> None:
    """Write the import (waiting) and its job, due now. The worker looks inside, not the caller.

    Raises:
        TooLarge: more than `MAX_PACK_UPLOAD_BYTES`.
        Invalid: not a zip at all.
    """
    if len(archive) > MAX_PACK_UPLOAD_BYTES:
        raise make_pack_too_large_error()
    if not archive.startswith(ZIP_SIGNATURES):
        raise Invalid(
            "This is not a zip file.",
            [InputProblem("pack", "zip the folder that holds pack.yaml and send that")],
        )
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


def make_pack_too_large_error() -> TooLarge:
    """Refuse an archive for its size, wherever it is noticed."""
    return TooLarge(
        f"A pack may have {MAX_PACK_UPLOAD_BYTES // 1024 // 1024} MB: make its pictures smaller."
    )


def clean_filename(claimed: str) -> str:
    """Keep the last part of a claimed file name, printable and short: it is only ever shown."""
    last = re.split(r"[/\\]", claimed)[-1]
    kept = "".join(letter for letter in last if letter.isprintable()).strip()
    return kept[:_MAX_FILENAME_CHARACTERS] or "pack.zip"
