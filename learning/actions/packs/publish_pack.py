"""Put a version of a pack in force for teams, go back to an older one, or withdraw it: one row a team."""

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

    `person` is None where the operator does it; `version` None withdraws the pack. A break composed before knows an older
    edition and is composed anew when it is next opened; what was answered stays.

    Raises:
        Invalid: no team or too many of them.
        Unknown: there is no such pack, version or team; nothing was published.
    """
    wanted = sorted(set(teams))
    if not 0 < len(wanted) <= MAX_TEAMS_PER_PUBLICATION:
        raise Invalid(
            "Name the teams to publish to.",
            [InputProblem("teams", f"give 1 to {MAX_TEAMS_PER_PUBLICATION} team ids")],
        )
    async with transaction() as conn:
        await publish_pack_version(conn, person, pack, version, wanted, now)
