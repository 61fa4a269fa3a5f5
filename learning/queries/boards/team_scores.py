"""The scores of teams with the same parent: points per active member, so that a small team can win.

A member is active who practised within four weeks before the period, or in it. A member who is away
in the period lowers nothing else. A person who is not shown on boards is not counted, so that no
sum reveals their points.
"""

from datetime import date

from learning.queries.boards.board_scores import (
    BOARD_PEOPLE_SQL,
    IS_ON_BOARDS_SQL,
    PERIOD_POINTS_SQL,
    VISIBLE_FROM_DEPTH_SQL,
)
from learning.rules.boards.boards import (
    BOARD_SCORE_SCALE,
    BoardView,
    BoardWindow,
    make_board_view,
    number_board_rows,
)
from learning.rules.boards.periods import PERIOD_RULES, Period, find_next_period_start
from learning.rules.people.small_groups import MIN_PEOPLE_SHOWN
from learning.tables.database import connection

MIN_ACTIVE_MEMBERS = MIN_PEOPLE_SHOWN
"""Teams with fewer active members have no score."""
ACTIVE_DAYS_BEFORE_PERIOD = 28
"""A member is counted who practised in so many days before the period, or in it."""

TEAM_SCORES_SQL = f"""
SELECT c.parent, c.id,
       (GREATEST(sum(earned.points), 0) * {BOARD_SCORE_SCALE} / count(*))::bigint AS score
FROM {BOARD_PEOPLE_SQL} LEFT JOIN {{earned}} ON true
CROSS JOIN unnest(t.path) WITH ORDINALITY AS b (team, depth) JOIN team c ON c.id = b.team
WHERE {IS_ON_BOARDS_SQL} AND g.last_day >= $2::date - {ACTIVE_DAYS_BEFORE_PERIOD}
  AND b.depth > {VISIBLE_FROM_DEPTH_SQL} AND ($1::bigint IS NULL OR c.parent = $1)
GROUP BY c.parent, c.id HAVING count(*) >= {MIN_ACTIVE_MEMBERS} AND sum(earned.points) > 0
"""
SELECT_TEAM_SCORES_BY_PERIOD = {
    period: TEAM_SCORES_SQL.format(earned=PERIOD_POINTS_SQL.format(period=period))
    for period in PERIOD_RULES
}


async def load_team_scores(
    period: Period, start: date, parent: int | None = None
) -> dict[int, dict[int, int]]:
    """Return the scores of the teams below each team, or only below `parent` if given."""
    async with connection() as conn:
        rows = await conn.fetch(
            SELECT_TEAM_SCORES_BY_PERIOD[period],
            parent,
            start,
            find_next_period_start(period, start),
        )
    found: dict[int, dict[int, int]] = {}
    for row in rows:
        found.setdefault(row["parent"], {})[row["id"]] = row["score"]
    return found


async def load_teams_board_view(
    parent: int, period: Period, start: date, member: int, window: BoardWindow
) -> BoardView:
    """Return what a member sees of the board of the teams below one, in the order of Redis."""
    scores = (await load_team_scores(period, start, parent)).get(parent, {})
    order = sorted(scores.items(), key=lambda row: (row[1], str(row[0])), reverse=True)
    rank = next(
        (position for position, (team, _) in enumerate(order, start=1) if team == member), None
    )
    board_rows = number_board_rows(1, order)
    neighbour_rows = (
        board_rows[max(0, rank - 1 - window.above) : rank + window.below] if rank else []
    )
    return make_board_view(len(order), rank, [*board_rows[: window.top], *neighbour_rows])
