"""Load the content of a certificate: the challenge, its teams, and the people who took part."""

from dataclasses import dataclass
from datetime import date, datetime

from learning.queries.challenges.challenges import load_challenge
from learning.queries.people.current_user import CurrentUser
from learning.queries.people.display_name import DISPLAY_NAME_SQL
from learning.rules.challenges.figure_units import is_rate
from learning.rules.recognition.points import make_challenge_cause
from learning.rules.refusals import Conflict
from learning.tables.database import connection

SELECT_PARTICIPANT_NAMES = f"""
SELECT {DISPLAY_NAME_SQL.format(one="p")} AS name
FROM ledger_entry l JOIN person p ON p.id = l.person
JOIN team t ON t.id = p.team
WHERE l.cause = $1 AND l.cause LIKE 'challenge:%' AND p.on_boards AND p.erased_at IS NULL
  AND NOT t.path && ARRAY(SELECT id FROM team WHERE hidden AND id <> ALL($2::bigint[]))
ORDER BY lower({DISPLAY_NAME_SQL.format(one="p")}), p.id
"""
"""People of hidden teams are left out, unless the reader is in that team or below it. The order is
that of the displayed names, so that the place of an alias does not reveal the name. The pattern is
that of an index of these few entries."""
SELECT_ORGANISATION_NAME = "SELECT name FROM team WHERE id = $1"


@dataclass(frozen=True, slots=True)
class Certificate:
    """The content of a certificate.

    `people` are display names. People who are not on the boards are not named. `value` is None
    where nobody entered a figure, and an average where `is_average` is set.
    """

    organisation: str
    title: str
    vision: str
    teams: tuple[str, ...]
    people: tuple[str, ...]
    first_day: date
    last_day: date
    value: float | None
    unit: str
    reached: bool
    is_average: bool = False


async def load_certificate(user: CurrentUser, challenge: int, now: datetime) -> Certificate:
    """Load the certificate of a settled challenge.

    Raises:
        NotFound: the user can see no such challenge.
        Conflict: the challenge is not settled yet.
    """
    view = await load_challenge(user, challenge, now)
    if view.result is None:
        raise Conflict("certificate.not_settled")
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
        value=view.result.value if view.measured else None,
        unit=view.measure.unit,
        reached=view.result.reached,
        is_average=is_rate(view.measure.unit_type),
    )
