"""How teams stand beside their sisters: points per active member, so that a small team can win.

Active is who has practised since four weeks before the period began. Nobody's absence in the period takes anything away.
Who is not shown on boards is not counted: no sum lets anybody guess at them.
"""

from datetime import date

from learning.queries.scores import EARNED, PEOPLE, SEEN_FROM, SHOWN
from learning.rules.boards import SCALE, View, Window, ranked, view
from learning.rules.periods import STARTS, Period, following
from learning.tables.database import connection

LEAST_ACTIVE = 3
"""Fewer make no team average."""
RECENT = 28
"""Days before a period in which somebody who is counted has practised."""

SUMS = f"""
SELECT c.parent, c.id, (GREATEST(sum(earned.points), 0) * {SCALE} / count(*))::bigint AS score
FROM {PEOPLE} LEFT JOIN {{earned}} ON true
CROSS JOIN unnest(t.path) WITH ORDINALITY AS b (team, depth) JOIN team c ON c.id = b.team
WHERE {SHOWN} AND g.last_day >= $2::date - {RECENT} AND b.depth > {SEEN_FROM} AND ($1::bigint IS NULL OR c.parent = $1)
GROUP BY c.parent, c.id HAVING count(*) >= {LEAST_ACTIVE} AND sum(earned.points) > 0
"""
BY_PERIOD = {period: SUMS.format(earned=EARNED.format(period=period)) for period in STARTS}


async def team_scores(period: Period, start: date, parent: int | None = None) -> dict[int, dict[int, int]]:
    """Return the scores of the teams below each team; below `parent` alone where it is given."""
    async with connection() as conn:
        rows = await conn.fetch(BY_PERIOD[period], parent, start, following(period, start))
    found: dict[int, dict[int, int]] = {}
    for row in rows:
        found.setdefault(row["parent"], {})[row["id"]] = row["score"]
    return found


async def true_teams(parent: int, period: Period, start: date, member: int, window: Window) -> View:
    """Return what is seen of the board of the teams below one, in the order that Redis would have it."""
    scores = (await team_scores(period, start, parent)).get(parent, {})
    order = sorted(scores.items(), key=lambda row: (row[1], str(row[0])), reverse=True)
    rank = next((place for place, (team, _) in enumerate(order, start=1) if team == member), None)
    seen = ranked(1, order)
    near = seen[max(0, rank - 1 - window.above) : rank + window.below] if rank else []
    return view(len(order), rank, [*seen[: window.top], *near])
