"""What a certificate says: the challenge, its teams, and everybody who took part and may be named."""

from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from learning.queries.challenges.challenges import load_challenge
from learning.queries.people.current_user import CurrentUser
from learning.queries.people.display_name import DISPLAY_NAME_SQL
from learning.rules.recognition.points import make_challenge_cause
from learning.rules.refusals import Conflict
from learning.tables.database import connection

SELECT_PARTICIPANT_NAMES = f"""
SELECT {DISPLAY_NAME_SQL.format(one="p")} AS name FROM ledger_entry l JOIN person p ON p.id = l.person
JOIN team t ON t.id = p.team
WHERE l.cause = $1 AND p.on_boards AND p.erased_at IS NULL
  AND NOT t.path && ARRAY(SELECT id FROM team WHERE hidden AND id <> ALL($2::bigint[]))
ORDER BY lower({DISPLAY_NAME_SQL.format(one="p")}), p.id
"""
"""Nobody of a hidden team that the reader is not in, or below one; an alias is not given away by its place in the order."""
SELECT_ORGANISATION_NAME = "SELECT name FROM team WHERE id = $1"


class SettledResult(msgspec.Struct, frozen=True):
    """What was kept when the challenge was settled."""

    value: float
    target: float
    reached: bool


@dataclass(frozen=True, slots=True)
class Certificate:
    """A settled challenge in words. `people` are as they wish to be called; who is on no board is not named."""

    organisation: str
    title: str
    vision: str
    teams: tuple[str, ...]
    people: tuple[str, ...]
    first_day: date
    last_day: date
    value: float
    unit: str
    reached: bool


async def load_certificate(user: CurrentUser, challenge: int, now: datetime) -> Certificate:
    """Read what a certificate says.

    Raises:
        Unknown: there is no such challenge within reach. Conflict: it is not settled yet.
    """
    view = await load_challenge(user, challenge, now)
    if view.result is None:
        raise Conflict(
            "There is a certificate when the challenge is over and everything is counted."
        )
    result = msgspec.json.decode(view.result, type=SettledResult)
    async with connection() as conn:
        names = await conn.fetch(
            SELECT_PARTICIPANT_NAMES, make_challenge_cause(challenge), list(user.path)
        )
        organisation = await conn.fetchval(SELECT_ORGANISATION_NAME, user.path[0])
    return Certificate(
        organisation=organisation,
        title=view.title,
        vision=view.vision,
        teams=tuple(team.name for team in view.teams),
        people=tuple(row["name"] for row in names),
        first_day=view.first_day,
        last_day=view.last_day,
        value=result.value,
        unit=view.measure.unit,
        reached=result.reached,
    )
