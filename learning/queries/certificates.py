"""What a certificate says: the challenge, its teams, and everybody who took part and may be named."""

from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from learning.queries.called import CALLED
from learning.queries.challenges import challenge_of
from learning.queries.who import Who
from learning.rules.points import challenge_cause
from learning.rules.problems import Conflict
from learning.tables.database import connection

NAMES = f"""
SELECT {CALLED.format(one="p")} AS name FROM ledger_entry l JOIN person p ON p.id = l.person
JOIN team t ON t.id = p.team
WHERE l.cause = $1 AND p.on_boards AND p.erased_at IS NULL
  AND NOT t.path && ARRAY(SELECT id FROM team WHERE hidden AND id <> ALL($2::bigint[]))
ORDER BY lower({CALLED.format(one="p")}), p.id
"""
"""Nobody of a hidden team that the reader is not in, or below one; an alias is not given away by its place in the order."""
ROOT = "SELECT name FROM team WHERE id = $1"


class Result(msgspec.Struct, frozen=True):
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


async def certificate_of(who: Who, challenge: int, now: datetime) -> Certificate:
    """Read what a certificate says.

    Raises:
        Unknown: there is no such challenge within reach. Conflict: it is not settled yet.
    """
    view = await challenge_of(who, challenge, now)
    if view.result is None:
        raise Conflict("There is a certificate when the challenge is over and everything is counted.")
    result = msgspec.json.decode(view.result, type=Result)
    async with connection() as conn:
        names = await conn.fetch(NAMES, challenge_cause(challenge), list(who.path))
        organisation = await conn.fetchval(ROOT, who.path[0])
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
