"""The figures of challenges that count: the newest of each team and day."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from asyncpg import Connection, Record

from learning.rules.challenges.figure_units import (
    UnitType,
    WeightedValue,
    combine_values,
    is_rate,
    weigh_figure,
)
from learning.rules.challenges.stage_progress import find_window_values

SELECT_DAY_FIGURES = """
SELECT DISTINCT ON (c.id, ct.id, f.day)
  c.id AS challenge, ct.id AS side, c.unit_type, f.day, f.amount, f.out_of, f.base
FROM challenge c JOIN challenge_team ct ON ct.challenge = c.id
LEFT JOIN challenge_figure f
  ON f.challenge = c.id AND f.team = ct.team AND f.deleted_at IS NULL
WHERE c.id = ANY($1) AND c.measure = 'figure'
ORDER BY c.id, ct.id, f.day, f.at DESC, f.id DESC
"""
"""A team without any figure has one row, without a day."""


class DayFigure(NamedTuple):
    """What a team of a challenge entered for a day. `side` is the id in `challenge_team`."""

    challenge: int
    side: int
    unit_type: UnitType
    day: date | None
    value: WeightedValue


async def load_day_figures(conn: Connection, challenges: Sequence[int]) -> list[DayFigure]:
    """Return the figures that count, and one entry without a day for each team without any."""
    return [
        DayFigure(
            row["challenge"],
            row["side"],
            row["unit_type"],
            row["day"],
            weigh_figure(row["unit_type"], row["amount"], row["out_of"], row["base"])
            if row["day"]
            else WeightedValue(0.0, 0.0),
        )
        for row in await conn.fetch(SELECT_DAY_FIGURES, challenges)
    ]


async def measure_figures(conn: Connection, challenges: Sequence[int]) -> dict[int, WeightedValue]:
    """Return the values of all teams of challenges, by `challenge_team` id."""
    figures: defaultdict[int, list[DayFigure]] = defaultdict(list)
    for figure in await load_day_figures(conn, challenges):
        figures[figure.side].append(figure)
    return {
        side: combine_values(of_side[0].unit_type, (one.value for one in of_side))
        for side, of_side in figures.items()
    }


async def load_rate_windows(conn: Connection, rows: Sequence[Record]) -> dict[int, list[float]]:
    """Return the values of the windows in which milestones of rates are counted, by challenge.

    In a race every team has windows of its own: the best team reaches a stage. `rows` are of the
    table `challenge`. Challenges that are no rates are left out.
    """
    rates = {row["id"]: row for row in rows if is_rate(row["unit_type"])}
    if not rates:
        return {}
    sides: defaultdict[tuple[int, int | None], list[tuple[date, WeightedValue]]] = defaultdict(list)
    for figure in await load_day_figures(conn, list(rates)):
        if figure.day is not None:
            side = figure.side if rates[figure.challenge]["form"] == "race" else None
            sides[figure.challenge, side].append((figure.day, figure.value))
    windows: defaultdict[int, list[float]] = defaultdict(list)
    for (challenge, _), figures in sides.items():
        row = rates[challenge]
        windows[challenge] += find_window_values(
            figures, row["first_day"], row["last_day"], row["unit_type"]
        )
    return windows
