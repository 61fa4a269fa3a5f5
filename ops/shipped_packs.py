"""The packs that come with Herobreak: every folder in `content/packs`."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import content
from content.document import load_yaml
from learning.actions.packs.load_shipped_pack import load_shipped_pack
from learning.messages import REFERENCE_LANGUAGE, render_problem, render_text
from learning.rules.refusals import Refused
from learning.tables.database import connection
from ops.operator_errors import OperatorError

SHIPPED_PACKS_FOLDER = Path(content.__file__).parent / "packs"


async def load_newer_packs(now: datetime) -> None:
    """Load and publish the packs whose version is above what the database has: one query where there are none.

    Raises:
        Problem: a pack has errors.
    """
    async with connection() as conn:
        known_versions: dict[str, int] = dict(
            await conn.fetch("SELECT pack, max(version) FROM pack_version GROUP BY pack")
        )
    order = _read_publication_order()
    for folder, pack, version in _list_shipped_packs(order):
        if version > known_versions.get(pack, 0):
            await _load_pack(folder, now, publish=pack in order)


def _read_publication_order() -> list[str]:
    """Read which packs a new organisation learns, and in which order."""
    document, _ = load_yaml(
        "shipped.yaml", (SHIPPED_PACKS_FOLDER.parent / "shipped.yaml").read_text("utf-8")
    )
    return [str(pack) for pack in document.data["publish"]]


def _list_shipped_packs(order: list[str]) -> Iterator[tuple[Path, str, int]]:
    """Name the shipped packs and their versions; what can't be read counts as new, so that the checker says why."""
    positions = {pack: place for place, pack in enumerate(order)}
    files = sorted(SHIPPED_PACKS_FOLDER.glob("*/pack.yaml"))
    for file in sorted(files, key=lambda file: positions.get(file.parent.name, len(positions))):
        document, _ = load_yaml(file.name, file.read_text("utf-8-sig"))
        version = document.data.get("version")
        yield (
            file.parent,
            str(document.data.get("id")),
            version if isinstance(version, int) else 2**31,
        )


async def _load_pack(folder: Path, now: datetime, *, publish: bool) -> None:
    try:
        await load_shipped_pack(folder, now, publish=publish)
    except Refused as refused:
        rendered = [render_problem(problem, REFERENCE_LANGUAGE) for problem in refused.problems]
        faults = "".join(f"\n    {problem.where}: {problem.what}" for problem in rendered)
        detail = render_text(refused.code, refused.values, REFERENCE_LANGUAGE)
        raise OperatorError(
            f"{detail} Put them right, or take the folder away.{faults}"
        ) from refused
