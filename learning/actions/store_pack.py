"""Keep a version of a pack for good, inside the transaction of an import. Versions only go up and never change."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from asyncpg import Connection

from content import Finding, LessonPack
from learning.actions.compare_pack import warn_of_changes
from learning.rules.catalogue import Document
from learning.tables.packs import PackMedia, PackVersion


@dataclass(frozen=True, slots=True)
class Stored:
    """The version's row, whether it is new, and warnings about what changed since the one before."""

    id: int
    fresh: bool
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class NotStored:
    """The version cannot be kept: its number is not above that of the newest one."""

    newest: int


async def lock_packs(at: Connection) -> None:
    """Let one transaction at a time change versions and publications, so that their ids are in order of commit."""
    await at.execute("SELECT pg_advisory_xact_lock(hashtext('herobreak.packs'))")


async def store_pack(at: Connection, pack: LessonPack, document: Document, digest: str, now: datetime) -> Stored | NotStored:
    """Store the version, unless this very content is there already, or its number is taken or below the newest."""
    await lock_packs(at)
    known = await at.fetch(
        "SELECT id, version, digest FROM pack_version WHERE pack = $1 ORDER BY version DESC", pack.id
    )
    for row in known:
        if (row["version"], row["digest"]) == (pack.version, digest):
            return Stored(row["id"], fresh=False)
    if known and known[0]["version"] >= pack.version:
        return NotStored(newest=known[0]["version"])
    warnings: tuple[Finding, ...] = ()
    if known:
        warnings = tuple(warn_of_changes(await _read_document(at, known[0]["id"]), pack))
    return Stored(await _insert(pack, document, digest, now), True, warnings)


async def _read_document(at: Connection, version: int) -> Document:
    text = await at.fetchval("SELECT document FROM pack_version WHERE id = $1", version)
    return msgspec.json.decode(text, type=Document)


async def _insert(pack: LessonPack, document: Document, digest: str, now: datetime) -> int:
    row = PackVersion(
        pack=pack.id,
        version=pack.version,
        digest=digest,
        title=pack.original.title,
        document=msgspec.json.encode(document).decode(),
        created_at=now,
    )
    inserted: int = (await PackVersion.insert(row))[0]["id"]
    if pack.media:
        await PackMedia.insert(
            *(
                PackMedia(pack_version=inserted, name=name, content_type=media.content_type, content=media.data)
                for name, media in pack.media.items()
            )
        )
    return inserted
