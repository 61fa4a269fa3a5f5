"""Keep a version of a pack for good, inside the transaction of an import. Versions only go up and never change."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from asyncpg import Connection

from content import Finding, LessonPack
from learning.rules.packs.pack_contents import PackDocument
from learning.steps.packs.compare_pack_versions import find_version_changes
from learning.tables.packs import PackMediaTable, PackVersionTable


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """The version's row, whether it is new, and warnings about what changed since the one before."""

    id: int
    is_new: bool
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionNotStored:
    """The version cannot be kept: its number is not above that of the newest one."""

    newest_version: int


async def lock_pack_versions(conn: Connection) -> None:
    """Let one transaction at a time change versions and publications, so that their ids are in order of commit."""
    await conn.execute("SELECT pg_advisory_xact_lock(hashtext('herobreak.packs'))")


async def store_pack_version(
    conn: Connection, pack: LessonPack, document: PackDocument, digest: str, now: datetime
) -> StoredVersion | VersionNotStored:
    """Store the version, unless this very content is there already, or its number is taken or below the newest."""
    await lock_pack_versions(conn)
    known_versions = await conn.fetch(
        "SELECT id, version, digest FROM pack_version WHERE pack = $1 ORDER BY version DESC",
        pack.id,
    )
    for row in known_versions:
        if (row["version"], row["digest"]) == (pack.version, digest):
            return StoredVersion(row["id"], is_new=False)
    if known_versions and known_versions[0]["version"] >= pack.version:
        return VersionNotStored(newest_version=known_versions[0]["version"])
    warnings: tuple[Finding, ...] = ()
    if known_versions:
        warnings = tuple(
            find_version_changes(await _load_version_document(conn, known_versions[0]["id"]), pack)
        )
    return StoredVersion(await _insert_pack_version(pack, document, digest, now), True, warnings)


async def _load_version_document(conn: Connection, version: int) -> PackDocument:
    text = await conn.fetchval("SELECT document FROM pack_version WHERE id = $1", version)
    return msgspec.json.decode(text, type=PackDocument)


async def _insert_pack_version(
    pack: LessonPack, document: PackDocument, digest: str, now: datetime
) -> int:
    row = PackVersionTable(
        pack=pack.id,
        version=pack.version,
        digest=digest,
        title=pack.original.title,
        document=msgspec.json.encode(document).decode(),
        created_at=now,
    )
    inserted: int = (await PackVersionTable.insert(row))[0]["id"]
    if pack.media:
        await PackMediaTable.insert(
            *(
                PackMediaTable(
                    pack_version=inserted,
                    name=name,
                    content_type=media.content_type,
                    content=media.data,
                )
                for name, media in pack.media.items()
            )
        )
    return inserted
