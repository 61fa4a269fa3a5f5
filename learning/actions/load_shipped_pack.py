"""Bring in a pack that comes with Herobreak, at the first run and after upgrades."""

import asyncio
import logging
from datetime import datetime
from pathlib import Path

from content import Finding
from learning.actions.import_pack import check_pack
from learning.actions.keep_installation import installation_secret
from learning.actions.publish_pack import publish_within
from learning.actions.store_pack import NotStored, store_pack
from learning.messages.findings import render_finding
from learning.queries.packs import is_withdrawn
from learning.rules.problems import Invalid, Problem, Unknown
from learning.tables.database import transaction
from learning.tables.people import Team

log = logging.getLogger(__name__)


async def load_shipped_pack(path: Path, now: datetime, *, publish: bool = True) -> bool:
    """Keep the pack in this folder and, when its version is new and it is to be, publish it to the whole organisation.

    Returns whether the version is new. An organisation that withdrew the pack gets the version, unpublished. One that
    has a newer version of its own under the same id keeps that, and a line is logged. Two at once are safe.

    Raises:
        Invalid: the pack has errors; all are listed.
        Unknown: there is no organisation yet.
    """
    checked = await asyncio.to_thread(check_pack, path, await installation_secret())
    if isinstance(checked, tuple):
        raise Invalid(
            f"The pack in {path} has errors.",
            [_describe_error(finding) for finding in checked if finding.severity == "error"],
        )
    async with transaction() as at:
        roots: list[int] = await Team.select(Team.id).where(Team.parent.is_null()).output(as_list=True)
        if not roots:
            raise Unknown("There is no organisation yet to publish to.")
        stored = await store_pack(at, checked.pack, checked.document, checked.digest, now)
        if isinstance(stored, NotStored):
            pack = checked.pack
            log.warning("%s version %d was not loaded: %d is there already", pack.id, pack.version, stored.newest)
            return False
        teams = [team for team in roots if not await is_withdrawn(checked.pack.id, team)]
        if publish and stored.fresh and teams:
            await publish_within(at, None, checked.pack.id, checked.pack.version, teams, now)
        return stored.fresh


def _describe_error(finding: Finding) -> Problem:
    text = render_finding(finding.rule, finding.code, finding.values)
    return Problem(f"{finding.file}:{finding.line}", f"{text.what}: {text.fix}")
