"""Bring in a pack that comes with Herobreak, at the first run and after upgrades."""

import asyncio
import logging
from datetime import datetime
from pathlib import Path

from content import Finding
from learning.actions.packs.import_pack import check_pack
from learning.actions.people.load_installation_secret import load_installation_secret
from learning.messages.findings import render_finding
from learning.queries.packs.packs import is_pack_withdrawn
from learning.rules.refusals import InputProblem, Invalid, NotFound
from learning.steps.packs.publish_pack_version import publish_pack_version
from learning.steps.packs.store_pack import VersionNotStored, store_pack_version
from learning.tables.database import transaction
from learning.tables.people import TeamTable

log = logging.getLogger(__name__)


async def load_shipped_pack(path: Path, now: datetime, *, publish: bool = True) -> bool:
    """Keep the pack in this folder and, when its version is new and it is to be, publish it to the whole organisation.

    Returns whether the version is new. An organisation that withdrew the pack gets the version, unpublished. One that
    has a newer version of its own under the same id keeps that, and a line is logged. Two at once are safe.

    Raises:
        Invalid: the pack has errors; all are listed.
        Unknown: there is no organisation yet.
    """
    checked = await asyncio.to_thread(check_pack, path, await load_installation_secret())
    if isinstance(checked, tuple):
        raise Invalid(
            f"The pack in {path} has errors.",
            [_describe_error(finding) for finding in checked if finding.severity == "error"],
        )
    async with transaction() as conn:
        roots: list[int] = (
            await TeamTable.select(TeamTable.id)
            .where(TeamTable.parent.is_null())
            .output(as_list=True)
        )
        if not roots:
            raise NotFound("There is no organisation yet to publish to.")
        stored = await store_pack_version(conn, checked.pack, checked.document, checked.digest, now)
        if isinstance(stored, VersionNotStored):
            pack = checked.pack
            log.warning(
                "%s version %d was not loaded: %d is there already",
                pack.id,
                pack.version,
                stored.newest_version,
            )
            return False
        teams = [team for team in roots if not await is_pack_withdrawn(checked.pack.id, team)]
        if publish and stored.is_new and teams:
            await publish_pack_version(
                conn, None, checked.pack.id, checked.pack.version, teams, now
            )
        return stored.is_new


def _describe_error(finding: Finding) -> InputProblem:
    text = render_finding(finding.rule, finding.code, finding.values)
    return InputProblem(f"{finding.file}:{finding.line}", f"{text.what}: {text.fix}")
