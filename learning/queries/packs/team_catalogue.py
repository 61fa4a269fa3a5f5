"""Team catalogues: which packs are in force for which team, cached between publications.

Versions never change, so a decoded one is kept for good. Which of them are in force depends on the
publications alone. The newest publication's id (the catalogue revision) comes with every signed-in
request, so a process knows at once when its copy is old. Teams with the same publications share one
catalogue: thousands of teams need no more memory than one.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

import msgspec

from learning.rules.packs.pack_contents import PackDocument
from learning.rules.packs.team_catalogue import PackVersion, TeamCatalogue
from learning.tables.database import connection


@dataclass(slots=True)
class _CatalogueCache:
    """`publications` are (id, pack, version row or None, team), newest first.

    `catalogue_by_contents` are the same catalogues, by revision and version ids.
    """

    revision: int = -1
    publications: list[tuple[int, str, int | None, int]] = field(default_factory=list)
    catalogue_by_path: dict[tuple[int, ...], TeamCatalogue] = field(default_factory=dict)
    catalogue_by_contents: dict[tuple[int, ...], TeamCatalogue] = field(default_factory=dict)
    version_by_id: dict[int, PackVersion] = field(default_factory=dict)


_catalogue_cache = _CatalogueCache()


def clear_catalogue_cache() -> None:
    """Empty the cache, because the process uses another database now."""
    global _catalogue_cache
    _catalogue_cache = _CatalogueCache()


async def load_newest_catalogue_revision() -> int:
    """Return the id of the newest publication, 0 when nothing was published yet."""
    async with connection() as conn:
        return int(await conn.fetchval("SELECT COALESCE(max(id), 0) FROM publication"))


async def load_team_catalogue(path: tuple[int, ...], catalogue_revision: int) -> TeamCatalogue:
    """Return what a team learns.

    `path` holds the team ids from the root down. The catalogue is at least of this revision.
    """
    catalogue = (
        _catalogue_cache.catalogue_by_path.get(path)
        if _catalogue_cache.revision >= catalogue_revision
        else None
    )
    return catalogue or await _build_team_catalogue(path, catalogue_revision)


async def load_older_versions(
    path: tuple[int, ...], packs: Collection[str]
) -> tuple[PackVersion, ...]:
    """Return every version of these packs that the team ever had, newest first."""
    version_ids = [
        version_id
        for _, pack, version_id, team in _catalogue_cache.publications
        if pack in packs and team in path and version_id
    ]
    return tuple(await _load_versions(list(dict.fromkeys(version_ids))))


async def _build_team_catalogue(path: tuple[int, ...], catalogue_revision: int) -> TeamCatalogue:
    cache = (
        _catalogue_cache
        if _catalogue_cache.revision >= catalogue_revision
        else await _load_publication_cache()
    )
    version_ids = _select_versions_in_force(cache.publications, path)
    pack_versions = await _load_versions(version_ids)
    newest = max(
        (publication for publication, _, _, team in cache.publications if team in path), default=0
    )
    shared = cache.catalogue_by_contents.setdefault(
        (newest, *version_ids), TeamCatalogue(newest, tuple(pack_versions))
    )
    return cache.catalogue_by_path.setdefault(path, shared)


async def _load_publication_cache() -> _CatalogueCache:
    """Read the publications and replace the cache; decoded versions stay."""
    global _catalogue_cache
    async with connection() as conn:
        rows = await conn.fetch(
            "SELECT id, pack, pack_version, team FROM publication ORDER BY id DESC"
        )
    catalogue_revision = rows[0]["id"] if rows else 0
    _catalogue_cache = _CatalogueCache(
        catalogue_revision,
        [tuple(row) for row in rows],
        version_by_id=_catalogue_cache.version_by_id,
    )
    return _catalogue_cache


def _select_versions_in_force(
    publications: list[tuple[int, str, int | None, int]], path: tuple[int, ...]
) -> list[int]:
    """Return the ids of the versions in force, in the order of first publication.

    For each pack, the newest publication of the nearest team counts.
    """
    nearest: dict[str, tuple[int, int | None]] = {}
    first_publication: dict[str, int] = {}
    for publication, pack, version_id, team in publications:
        if team not in path:
            continue
        first_publication[pack] = publication
        depth = path.index(team)
        if pack not in nearest or depth > nearest[pack][0]:
            nearest[pack] = (depth, version_id)
    version_ids = (nearest[pack][1] for pack in sorted(nearest, key=first_publication.__getitem__))
    return [version for version in version_ids if version is not None]


async def _load_versions(version_ids: list[int]) -> list[PackVersion]:
    missing = [
        version_id for version_id in version_ids if version_id not in _catalogue_cache.version_by_id
    ]
    if missing:
        async with connection() as conn:
            rows = await conn.fetch(
                "SELECT id, digest, document FROM pack_version WHERE id = ANY($1)", missing
            )
        for row in rows:
            document = msgspec.json.decode(row["document"], type=PackDocument)
            _catalogue_cache.version_by_id[row["id"]] = PackVersion(
                row["id"], row["digest"], document
            )
    return [_catalogue_cache.version_by_id[version] for version in version_ids]
