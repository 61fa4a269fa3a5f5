"""Store a version of a pack in the transaction of an import.

Versions only increase, and a stored version never changes.
"""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from asyncpg import Connection

from content import Finding, LessonPack
from learning.rules.packs.pack_contents import PackDocument
from learning.steps.packs.compare_pack_versions import find_version_changes
from learning.tables.named_locks import wait_for_lock
from learning.tables.packs import PackMediaTable, PackVersionTable


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """The row of the version, whether it is new, and warnings about changes since the last."""

    id: int
    is_new: bool
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionNotStored:
    """The version cannot be kept: its number is not above that of the newest one."""

    newest_version: int


async def lock_pack_versions(conn: Connection) -> None:
    """Let one transaction at a time change versions and publications.

    So their ids are in the order of the commits.
    """
    await wait_for_lock(conn, "herobreak.packs")


async def store_pack_version(
    conn: Connection, pack: LessonPack, document: PackDocument, digest: str, now: datetime
) -> StoredVersion | VersionNotStored:
    """Store the version.

    It is not stored when the same content is there already, or when its number is taken or below
    the newest.
    """
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
