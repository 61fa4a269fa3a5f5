"""List the figures of a challenge for the people who lead it."""

from datetime import date, datetime

import msgspec
from asyncpg import Record

from learning.queries.challenges.challenges import load_challenge
from learning.queries.people.current_user import CurrentUser
from learning.queries.people.display_name import DISPLAY_NAME_SQL
from learning.rules.challenges.figure_units import weigh_figure
from learning.rules.refusals import NotFound
from learning.tables.database import connection

MAX_FIGURES_LISTED = 1000

SELECT_ENTERED_FIGURES = f"""
SELECT newest.*, t.name AS team_name, c.unit_type,
  {DISPLAY_NAME_SQL.format(one="p")} AS person_name, count(*) OVER () AS total
FROM (
  SELECT DISTINCT ON (team, day) * FROM challenge_figure
  WHERE challenge = $1 AND deleted_at IS NULL ORDER BY team, day, at DESC, id DESC
) AS newest
JOIN challenge c ON c.id = newest.challenge JOIN team t ON t.id = newest.team
LEFT JOIN person p ON p.id = newest.person AND p.erased_at IS NULL
ORDER BY newest.day DESC, t.name, newest.id LIMIT $2
"""


class EnteredFigure(msgspec.Struct, frozen=True):
    """A figure that counts. `value` is its amount in the unit of the challenge, `weight` its base.

    `by` is the leader who entered it, and null for a machine.
    """

    id: str
    team: str
    team_name: str
    day: date
    amount: float
    out_of: float | None
    base: float | None
    value: float
    weight: float
    note: str | None
    by: str | None
    at: datetime


class EnteredFigures(msgspec.Struct, frozen=True):
    """The figures that count, the newest day first. `total` is larger if some are left out."""

    figures: list[EnteredFigure]
    total: int


async def list_entered_figures(
    leader: CurrentUser, challenge: int, now: datetime
) -> EnteredFigures:
    """List the figures of a challenge: the newest of each team and day.

    Raises:
        NotFound: the person leads no such challenge.
    """
    if not (await load_challenge(leader, challenge, now)).can_lead:
        raise NotFound("challenge.unknown")
    async with connection() as conn:
        rows = await conn.fetch(SELECT_ENTERED_FIGURES, challenge, MAX_FIGURES_LISTED)
    return EnteredFigures(
        [_make_entered_figure(row) for row in rows], rows[0]["total"] if rows else 0
    )


def _make_entered_figure(row: Record) -> EnteredFigure:
    weighed = weigh_figure(row["unit_type"], row["amount"], row["out_of"], row["base"])
    return EnteredFigure(
        id=str(row["id"]),
        team=str(row["team"]),
        team_name=row["team_name"],
        day=row["day"],
        amount=row["amount"],
        out_of=row["out_of"],
        base=row["base"],
        value=weighed.value,
        weight=weighed.weight,
        note=row["note"],
        by=row["person_name"],
        at=row["at"],
    )
