"""A board as a person sees it: the top, and the people around them. Nobody is shown the bottom."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import msgspec

from learning.leaderboards import AwayError, Boards, key
from learning.queries.called import CALLED
from learning.queries.scores import ON_BOARD, PEOPLE, SHOWN, true_view
from learning.queries.team_scores import true_teams
from learning.queries.who import Who
from learning.rules.boards import View, Window, percentile
from learning.rules.periods import Period
from learning.tables.database import connection

Kind = Literal["team", "league", "teams"]
WINDOW = Window()

PEOPLE_CALLED = f"""
SELECT p.id, {CALLED.format(one="p")} AS name FROM {PEOPLE} WHERE p.id = ANY($2) AND {SHOWN} AND {{on_board}}
"""
NAMES = {
    **{kind: PEOPLE_CALLED.format(on_board=on_board) for kind, on_board in ON_BOARD.items()},
    "teams": "SELECT id, name FROM team WHERE parent = $1 AND id = ANY($2) AND NOT hidden",
}
"""Who may be shown at this moment, and as whom; only the database is asked."""


class Entry(msgspec.Struct, frozen=True):
    """A row of a board. `name` is the alias where there is one."""

    rank: int
    name: str
    points: int
    me: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose board: that of a `team` with all below it, of a `league`, or of the `teams` right below one."""

    kind: Kind
    subject: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody sees; `percentile` is of how many in a hundred others they are ahead, in the better half only."""

    entries: list[Entry]
    percentile: int | None


async def board(who: Who, scope: Scope, period: Period, start: date, boards: Boards) -> Shown:
    """Return the first rows and the person's neighbourhood; from PostgreSQL while Redis is away or not whole."""
    me = who.path[who.path.index(scope.subject) + 1 :][:1] if scope.kind == "teams" else (who.id,)
    member = me[0] if me else 0
    await boards.settle(who.id)
    try:
        seen = await boards.view(key(scope.kind, scope.subject, period, start), member, WINDOW)
    except AwayError:
        seen = None
    if seen is None:
        async with boards.instead:
            seen = await _truth(scope, period, start, member)
    return Shown(await _named(scope, seen, member), percentile(seen))


async def _truth(scope: Scope, period: Period, start: date, member: int) -> View:
    if scope.kind == "teams":
        return await true_teams(scope.subject, period, start, member, WINDOW)
    return await true_view(scope.kind, scope.subject, period, start, member, WINDOW)


async def _named(scope: Scope, seen: View, member: int) -> list[Entry]:
    async with connection() as conn:
        names: dict[int, str] = dict(
            await conn.fetch(NAMES[scope.kind], scope.subject, [place.member for place in seen.places])
        )
    return [
        Entry(place.rank, names[place.member], place.points, place.member == member)
        for place in seen.places
        if place.member in names
    ]
