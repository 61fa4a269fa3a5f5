"""Bring in a pack that comes with Herobreak, at the first run and after upgrades."""

import asyncio
import logging
from datetime import datetime
from pathlib import Path

from content import Finding
from learning.actions.packs.import_pack import check_pack
from learning.actions.people.load_installation_secret import load_installation_secret
from learning.messages.findings import name_finding_fix, name_finding_text
from learning.queries.packs.packs import is_pack_withdrawn
from learning.rules.refusals import InputProblem, Invalid, NotFound
from learning.steps.packs.publish_pack_version import publish_pack_version
from learning.steps.packs.store_pack import VersionNotStored, store_pack_version
from learning.tables.database import transaction
from learning.tables.people import TeamTable

log = logging.getLogger(__name__)


async def load_shipped_pack(path: Path, now: datetime, *, publish: bool = True) -> bool:
    """Store the pack of a folder. Publish a new version to the whole organisation with `publish`.

    Returns whether the version is new. An organisation that withdrew the pack gets the version,
    but it is not published there. One that has a newer version of its own under the same id keeps
    that, and a line is logged. Two calls at once are safe.

    Raises:
        Invalid: the pack has errors; all are listed.
        NotFound: there is no organisation yet.
    """
    checked = await asyncio.to_thread(check_pack, path, await load_installation_secret())
    if isinstance(checked, tuple):
        raise Invalid(
            "pack.has_errors",
            [_make_finding_problem(finding) for finding in checked if finding.severity == "error"],
            folder=str(path),
        )
    async with transaction() as conn:
        roots: list[int] = (
            await TeamTable.select(TeamTable.id)
            .where(TeamTable.parent.is_null())
            .output(as_list=True)
        )
        if not roots:
            raise NotFound("pack.no_organisation")
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


def _make_finding_problem(finding: Finding) -> InputProblem:
    """Make a problem of a finding. Its two texts are nested messages."""
    texts = {
        "what": {"code": name_finding_text(finding.code), "values": finding.values},
        "fix": {"code": name_finding_fix(finding.code, finding.values), "values": finding.values},
    }
    return InputProblem(f"{finding.file}:{finding.line}", "pack.finding", texts)
