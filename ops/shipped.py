"""The packs that come with Herobreak: every folder in `content/packs`."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import content
from content.document import load_yaml
from learning.actions.load_shipped_pack import load_shipped_pack
from learning.rules.problems import Refused
from learning.tables.database import connection
from ops.problems import Problem

PACKS = Path(content.__file__).parent / "packs"


async def load_newer(now: datetime) -> None:
    """Load and publish the packs whose version is above what the database has: one query where there are none.

    Raises:
        Problem: a pack has errors.
    """
    async with connection() as at:
        known: dict[str, int] = dict(await at.fetch("SELECT pack, max(version) FROM pack_version GROUP BY pack"))
    order = _order()
    for folder, pack, version in _shipped(order):
        if version > known.get(pack, 0):
            await _load(folder, now, publish=pack in order)


def _order() -> list[str]:
    """Read which packs a new organisation learns, and in which order."""
    document, _ = load_yaml("shipped.yaml", (PACKS.parent / "shipped.yaml").read_text("utf-8"))
    return [str(pack) for pack in document.data["publish"]]


def _shipped(order: list[str]) -> Iterator[tuple[Path, str, int]]:
    """Name the shipped packs and their versions; what can't be read counts as new, so that the checker says why."""
    places = {pack: place for place, pack in enumerate(order)}
    files = sorted(PACKS.glob("*/pack.yaml"))
    for file in sorted(files, key=lambda file: places.get(file.parent.name, len(places))):
        document, _ = load_yaml(file.name, file.read_text("utf-8-sig"))
        version = document.data.get("version")
        yield file.parent, str(document.data.get("id")), version if isinstance(version, int) else 2**31


async def _load(folder: Path, now: datetime, *, publish: bool) -> None:
    try:
        await load_shipped_pack(folder, now, publish=publish)
    except Refused as refused:
        faults = "".join(f"\n    {problem.where}: {problem.what}" for problem in refused.problems)
        raise Problem(f"{refused.detail} Put them right, or take the folder away.{faults}") from refused
