"""Load the figures that teams entered in earlier challenges: what a forecast of figures knows."""

from collections.abc import Collection
from datetime import date, timedelta

from learning.rules.challenges.challenges import ChallengePlan, complete_plan_units
from learning.rules.challenges.figure_forecast import EarlierFigure
from learning.rules.challenges.figure_units import weigh_figure
from learning.tables.database import connection

FIGURE_HISTORY = timedelta(days=365)
MAX_EARLIER_FIGURES = 2000
SELECT_EARLIER_FIGURES = """
SELECT * FROM (
  SELECT DISTINCT ON (f.challenge, f.team, f.day) f.challenge, f.team, f.day, f.amount, f.out_of,
    f.base, LEAST(c.last_day, $4::date) - c.first_day + 1 AS days
  FROM challenge_figure f JOIN challenge c ON c.id = f.challenge
  WHERE f.team = ANY($1) AND c.measure = 'figure' AND c.unit_type = $2
    AND lower(trim(c.unit)) = lower(trim($3)) AND f.deleted_at IS NULL
    AND f.day <= $4 AND f.day > $4::date - $5::int
  ORDER BY f.challenge, f.team, f.day, f.at DESC, f.id DESC
) AS newest ORDER BY day DESC, team, challenge LIMIT $6
"""
"""Figures of challenges in the same unit. $1 teams, $2 and $3 the unit, $4 today."""


async def load_earlier_figures(
    teams: Collection[int], plan: ChallengePlan, today: date
) -> list[EarlierFigure]:
    """Load the figures of teams in the unit of a plan, the newest first."""
    unit_type = complete_plan_units(plan).unit_type or "count"
    async with connection() as conn:
        rows = await conn.fetch(
            SELECT_EARLIER_FIGURES,
            sorted(teams),
            unit_type,
            plan.unit,
            today,
            FIGURE_HISTORY.days,
            MAX_EARLIER_FIGURES,
        )
    return [
        EarlierFigure(
            row["team"],
            row["challenge"],
            row["days"],
            row["day"],
            weigh_figure(unit_type, row["amount"], row["out_of"], row["base"]),
        )
        for row in rows
    ]
