"""Which boards there must be at an instant: of every week, month and season that is under way in some time zone."""

from dataclasses import dataclass
from datetime import date, datetime

from learning.leaderboards import key
from learning.rules.days import local_day
from learning.rules.periods import STARTS, Period
from learning.tables.database import connection

TEAMS = "SELECT id, zone FROM team ORDER BY id"
PARENTS = "SELECT DISTINCT parent FROM team WHERE parent IS NOT NULL ORDER BY parent"
LEAGUES = "SELECT id FROM league WHERE week = $1 ORDER BY id"
LAST = "SELECT COALESCE(max(id), 0) FROM person"


@dataclass(frozen=True, slots=True)
class Due:
    """A period under way: the boards of people, the teams that have a board of the teams below them."""

    period: Period
    start: date
    boards: list[str]
    parents: list[int]


async def due_boards(now: datetime) -> list[Due]:
    """List the periods; around their ends there are two of a kind, when teams live in several zones."""
    async with connection() as conn:
        teams = await conn.fetch(TEAMS)
        parents = [row["parent"] for row in await conn.fetch(PARENTS)]
        days = {local_day(now, zone) for zone in {team["zone"] for team in teams}}
        found = []
        for period, start_of in STARTS.items():
            for start in sorted({start_of(day) for day in days}):
                leagues = await conn.fetch(LEAGUES, start) if period == "week" else []
                boards = [key("team", team["id"], period, start) for team in teams]
                boards += [key("league", league["id"], period, start) for league in leagues]
                found.append(Due(period, start, boards, parents))
    return found


async def last_person() -> int:
    """Return the newest person's id; 0 when there is nobody."""
    async with connection() as conn:
        last: int = await conn.fetchval(LAST)
    return last
