"""Publish a version of a pack to teams, go back to an older one, or withdraw the pack."""

from collections.abc import Sequence
from datetime import datetime

from learning.rules.refusals import InputProblem, Invalid
from learning.steps.packs.publish_pack_version import publish_pack_version
from learning.tables.database import transaction

MAX_TEAMS_PER_PUBLICATION = 1000


async def publish_pack(
    person: int | None, pack: str, version: int | None, teams: Sequence[int], now: datetime
) -> None:
    """Let the teams, and the teams below them, learn this version from their next break on.

    `person` is None where the operator publishes; `version` None withdraws the pack. A break that
    was planned before is composed again when it is next opened. Attempts stay.

    Raises:
        Invalid: no team, or too many of them.
        NotFound: there is no such pack, version or team; nothing was published.
    """
    wanted = sorted(set(teams))
    if not 0 < len(wanted) <= MAX_TEAMS_PER_PUBLICATION:
        raise Invalid(
            "pack.teams_missing",
            [InputProblem("teams", "pack.team_count", {"limit": MAX_TEAMS_PER_PUBLICATION})],
        )
    async with transaction() as conn:
        await publish_pack_version(conn, person, pack, version, wanted, now)
