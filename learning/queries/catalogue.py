"""The catalogue: which packs are in force for which team, kept in memory between publications.

Versions never change, so a decoded one is kept for good. Which of them are in force depends on the
publications alone, and the newest publication's id (the edition) travels with every signed-in request, so a
process knows at once when its copy is old.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

import msgspec

from learning.rules.catalogue import Document
from learning.rules.shelf import Shelf, Volume
from learning.tables.database import connection


@dataclass(slots=True)
class _Catalogue:
    """`publications` are (id, pack, version row or None, team), newest first."""

    edition: int = -1
    publications: list[tuple[int, str, int | None, int]] = field(default_factory=list)
    shelves: dict[tuple[int, ...], Shelf] = field(default_factory=dict)
    volumes: dict[int, Volume] = field(default_factory=dict)


_known = _Catalogue()


def forget() -> None:
    """Drop the copy, because the database behind it is another one."""
    global _known
    _known = _Catalogue()


async def newest_edition() -> int:
    """Return the id of the newest publication, 0 when nothing was published yet."""
    async with connection() as conn:
        return int(await conn.fetchval("SELECT COALESCE(max(id), 0) FROM publication"))


async def shelf_of(path: tuple[int, ...], edition: int) -> Shelf:
    """Return what a team learns. `path` holds the team ids from the root down; `edition` is at least this new."""
    shelf = _known.shelves.get(path) if _known.edition >= edition else None
    return shelf or await _load_shelf(path, edition)


async def older_volumes(path: tuple[int, ...], packs: Collection[str]) -> tuple[Volume, ...]:
    """Return every version of these packs that the team ever had, newest first."""
    versions = [version for _, pack, version, team in _known.publications if pack in packs and team in path and version]
    return tuple(await _load_volumes(list(dict.fromkeys(versions))))


async def _load_shelf(path: tuple[int, ...], edition: int) -> Shelf:
    known = _known if _known.edition >= edition else await _load_publications()
    volumes = await _load_volumes(_in_force(known.publications, path))
    newest = max((publication for publication, _, _, team in known.publications if team in path), default=0)
    return known.shelves.setdefault(path, Shelf(newest, tuple(volumes)))


async def _load_publications() -> _Catalogue:
    """Read the publications and put a new copy in the place of the old one; the volumes stay."""
    global _known
    async with connection() as conn:
        rows = await conn.fetch("SELECT id, pack, pack_version, team FROM publication ORDER BY id DESC")
    edition = rows[0]["id"] if rows else 0
    _known = _Catalogue(edition, [tuple(row) for row in rows], volumes=_known.volumes)
    return _known


def _in_force(publications: list[tuple[int, str, int | None, int]], path: tuple[int, ...]) -> list[int]:
    """Return the version rows in force: the nearest team's newest word on each pack, first published first."""
    nearest: dict[str, tuple[int, int | None]] = {}
    first: dict[str, int] = {}
    for publication, pack, version, team in publications:
        if team not in path:
            continue
        first[pack] = publication
        depth = path.index(team)
        if pack not in nearest or depth > nearest[pack][0]:
            nearest[pack] = (depth, version)
    versions = (nearest[pack][1] for pack in sorted(nearest, key=first.__getitem__))
    return [version for version in versions if version is not None]


async def _load_volumes(versions: list[int]) -> list[Volume]:
    missing = [version for version in versions if version not in _known.volumes]
    if missing:
        async with connection() as conn:
            rows = await conn.fetch("SELECT id, digest, document FROM pack_version WHERE id = ANY($1)", missing)
        for row in rows:
            document = msgspec.json.decode(row["document"], type=Document)
            _known.volumes[row["id"]] = Volume(row["id"], row["digest"], document)
    return [_known.volumes[version] for version in versions]
