"""The packs that come with Herobreak: every folder in `content/packs`."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import content
from content.document import load_yaml
from learning.actions.packs.load_shipped_pack import load_shipped_pack
from learning.messages import render_problem
from learning.rules.refusals import Refused
from learning.tables.database import connection
from ops.operator_errors import OperatorError
from ops.terminal_messages import find_terminal_language, render_for_terminal

SHIPPED_PACKS_FOLDER = Path(content.__file__).parent / "packs"


async def load_newer_packs(now: datetime) -> None:
    """Load and publish the packs whose version is newer than the one in the database.

    Without newer packs this costs one query.

    Raises:
        OperatorError: a pack has errors.
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
    """Read which packs a new organisation gets, and in which order."""
    document, _ = load_yaml(
        "shipped.yaml", (SHIPPED_PACKS_FOLDER.parent / "shipped.yaml").read_text("utf-8")
    )
    return [str(pack) for pack in document.data["publish"]]


def _list_shipped_packs(order: list[str]) -> Iterator[tuple[Path, str, int]]:
    """Give folder, id and version of the shipped packs.

    An unreadable version counts as new, so that the pack's check reports the reason.
    """
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
        language = find_terminal_language(os.environ)
        rendered = [render_problem(problem, language) for problem in refused.problems]
        raise OperatorError(
            "operator.pack_faulty",
            problem=render_for_terminal(refused.code, **refused.values),
            faults="".join(f"\n    {problem.where}: {problem.what}" for problem in rendered),
        ) from refused
