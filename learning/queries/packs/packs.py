"""What an admin sees of packs: imports, versions, where each is in force, and pictures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from content import Severity
from learning.tables.database import connection

ImportStatus = Literal["waiting", "checking", "ready", "refused", "failed"]
"""refused: the checker found errors. failed: the check could not be done."""


@dataclass(frozen=True, slots=True)
class ImportedPack:
    """What an import became, in numbers. `language` is that of its title."""

    id: str
    version: int
    title: str
    language: str
    lessons: int
    concepts: int
    questions: int


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """A finding of the checker at a line (from 1) of a file. Its texts are rendered from it."""

    file: str
    line: int
    severity: Severity
    rule: str
    code: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredPackImport:
    """An upload and how far its check is. `progress` is in percent."""

    import_id: UUID
    filename: str
    status: ImportStatus
    progress: int
    pack: ImportedPack | None
    findings: list[StoredFinding]


@dataclass(frozen=True, slots=True)
class PackVersionSummary:
    """One version of a pack."""

    version: int
    created_at: datetime
    digest: str
    lessons: int
    questions: int


@dataclass(frozen=True, slots=True)
class TeamPublication:
    """Since `at` a team learns this version.

    It is None where the pack was withdrawn although a team above has it.
    """

    team_id: str
    team: str
    version: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class PackOverview:
    """A pack, its versions (newest first) and the teams that it was published to.

    `language` is that of its title.
    """

    id: str
    title: str
    language: str
    versions: list[PackVersionSummary]
    published: list[TeamPublication]


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture of a pack."""

    content_type: str
    content: bytes


_CONTENT_COUNTS_SQL = """
    jsonb_array_length(original -> 'lessons') AS lessons,
    jsonb_array_length(original -> 'concepts') AS concepts,
    jsonb_array_length(original -> 'questions') AS questions
"""
_ORIGINAL_PACK_SQL = (
    "LATERAL (SELECT v.document -> 'packs' -> (v.document ->> 'language') AS original) AS o"
)


async def load_import(import_id: UUID) -> StoredPackImport | None:
    """Read how far an upload is, and what was found in it."""
    async with connection() as conn:
        row = await conn.fetchrow(
            "SELECT i.filename, i.status, i.progress, i.findings, v.pack, v.version, v.title,"
            " v.document ->> 'language' AS language,"
            f" {_CONTENT_COUNTS_SQL}"
            " FROM pack_import i LEFT JOIN pack_version v ON v.id = i.pack_version"
            f" LEFT JOIN {_ORIGINAL_PACK_SQL} ON true WHERE i.id = $1",
            import_id,
        )
    if row is None:
        return None
    pack = None
    if row["pack"] is not None:
        pack = ImportedPack(
            row["pack"],
            row["version"],
            row["title"],
            row["language"],
            row["lessons"],
            row["concepts"],
            row["questions"],
        )
    findings = msgspec.json.decode(row["findings"], type=list[StoredFinding])
    return StoredPackImport(
        import_id, row["filename"], row["status"], row["progress"], pack, findings
    )


async def list_pack_overviews() -> list[PackOverview]:
    """Every pack, by id."""
    async with connection() as conn:
        versions = await conn.fetch(
            "SELECT v.pack, v.title, v.document ->> 'language' AS language,"
            f" v.version, v.created_at, v.digest, {_CONTENT_COUNTS_SQL}"
            f" FROM pack_version v CROSS JOIN {_ORIGINAL_PACK_SQL} ORDER BY v.pack, v.version DESC"
        )
        newest = await conn.fetch(
            "SELECT DISTINCT ON (p.pack, p.team)"
            " p.pack, p.team AS team_id, t.name AS team, t.path, v.version, p.at"
            " FROM publication p JOIN team t ON t.id = p.team"
            " LEFT JOIN pack_version v ON v.id = p.pack_version"
            " ORDER BY p.pack, p.team, p.id DESC"
        )
    packs: dict[str, PackOverview] = {}
    for row in versions:
        pack = packs.setdefault(
            row["pack"], PackOverview(row["pack"], row["title"], row["language"], [], [])
        )
        pack.versions.append(
            PackVersionSummary(
                row["version"], row["created_at"], row["digest"], row["lessons"], row["questions"]
            )
        )
    for name, pack in packs.items():
        pack.published.extend(
            _select_publications_in_force([row for row in newest if row["pack"] == name])
        )
    return list(packs.values())


def _select_publications_in_force(rows: list[Any]) -> list[TeamPublication]:
    """Leave out the withdrawals of teams that have no publication above them."""
    published_team_ids = {row["team_id"] for row in rows if row["version"] is not None}
    return [
        TeamPublication(str(row["team_id"]), row["team"], row["version"], row["at"])
        for row in rows
        if published_team_ids.intersection(row["path"])
    ]


async def is_pack_withdrawn(pack: str, team: int) -> bool:
    """Say whether the newest word about a pack at this very team is that it was withdrawn."""
    async with connection() as conn:
        newest = await conn.fetchrow(
            "SELECT pack_version FROM publication"
            " WHERE pack = $1 AND team = $2 ORDER BY id DESC LIMIT 1",
            pack,
            team,
        )
    return newest is not None and newest["pack_version"] is None


async def load_picture(digest: str, name: str) -> PictureFile | None:
    """Read a picture by its version's digest and its bare name."""
    async with connection() as conn:
        row = await conn.fetchrow(
            "SELECT m.content_type, m.content"
            " FROM pack_media m JOIN pack_version v ON v.id = m.pack_version"
            " WHERE v.digest = $1 AND m.name = $2",
            digest,
            name,
        )
    return PictureFile(row["content_type"], row["content"]) if row else None
