"""Which boards there must be at an instant: of every week, month and season that is under way in some time zone."""

from dataclasses import dataclass
from datetime import date, datetime

from learning.leaderboards import make_board_key
from learning.rules.boards.periods import PERIOD_RULES, Period
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection

SELECT_ALL_TEAM_ZONES = "SELECT id, zone FROM team ORDER BY id"
SELECT_PARENT_TEAMS = "SELECT DISTINCT parent FROM team WHERE parent IS NOT NULL ORDER BY parent"
SELECT_LEAGUES_OF_WEEK = "SELECT id FROM league WHERE week = $1 ORDER BY id"
SELECT_NEWEST_PERSON = "SELECT COALESCE(max(id), 0) FROM person"


@dataclass(frozen=True, slots=True)
class DueBoards:
    """A period under way: the boards of people, the teams that have a board of the teams below them."""

    period: Period
    start: date
    boards: list[str]
    parents: list[int]


async def list_due_boards(now: datetime) -> list[DueBoards]:
    """List the periods; around their ends there are two of a kind, when teams live in several zones."""
    async with connection() as conn:
        teams = await conn.fetch(SELECT_ALL_TEAM_ZONES)
        parents = [row["parent"] for row in await conn.fetch(SELECT_PARENT_TEAMS)]
        days = {to_local_day(now, zone) for zone in {team["zone"] for team in teams}}
        due = []
        for period, rule in PERIOD_RULES.items():
            for start in sorted({rule.find_start(day) for day in days}):
                leagues = (
                    await conn.fetch(SELECT_LEAGUES_OF_WEEK, start) if period == "week" else []
                )
                boards = [make_board_key("team", team["id"], period, start) for team in teams]
                boards += [
                    make_board_key("league", league["id"], period, start) for league in leagues
                ]
                due.append(DueBoards(period, start, boards, parents))
    return due


async def load_newest_person_id() -> int:
    """Return the newest person's id; 0 when there is nobody."""
    async with connection() as conn:
        last: int = await conn.fetchval(SELECT_NEWEST_PERSON)
    return last
