"""Take in an uploaded pack: keep the archive, and the job to check it, in one transaction."""

import re
from datetime import datetime
from uuid import UUID

from learning.actions.due_jobs import write_job
from learning.rules.problems import Invalid, Problem, TooLarge
from learning.tables.database import transaction
from learning.tables.packs import PackImport

MOST_BYTES = 20 * 1024 * 1024
ZIP_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")  # a first file, or the end of an archive without any
_LONGEST_FILENAME = 120


async def receive_pack(person: int, filename: str, archive: bytes, import_id: UUID, now: datetime) -> None:
    """Write the import (waiting) and its job, due now. The worker looks inside, not the caller.

    Raises:
        TooLarge: more than `MOST_BYTES`.
        Invalid: not a zip at all.
    """
    if len(archive) > MOST_BYTES:
        raise too_large()
    if not archive.startswith(ZIP_BEGINNINGS):
        raise Invalid("This is not a zip file.", [Problem("pack", "zip the folder that holds pack.yaml and send that")])
    async with transaction() as conn:
        await PackImport.insert(
            PackImport(
                id=import_id,
                filename=plain_filename(filename),
                archive=archive,
                status="waiting",
                person=person,
                created_at=now,
            )
        )
        await write_job(conn, "import_pack", str(import_id), "", now)


def too_large() -> TooLarge:
    """Refuse an archive for its size, wherever it is noticed."""
    return TooLarge(f"A pack may have {MOST_BYTES // 1024 // 1024} MB: make its pictures smaller.")


def plain_filename(claimed: str) -> str:
    """Keep the last part of a claimed file name, printable and short: it is only ever shown."""
    last = re.split(r"[/\\]", claimed)[-1]
    kept = "".join(letter for letter in last if letter.isprintable()).strip()
    return kept[:_LONGEST_FILENAME] or "pack.zip"
