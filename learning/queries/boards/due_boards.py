"""The boards that must exist at an instant: those of every period current in some time zone."""

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
    """A current period: its boards of people, and the teams with a board of those below them."""

    period: Period
    start: date
    boards: list[str]
    parents: list[int]


async def list_due_boards(now: datetime) -> list[DueBoards]:
    """List the current periods.

    Around its end there are two of one kind, when teams are in several time zones.
    """
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
    """Return the id of the newest person; 0 when there are no people."""
    async with connection() as conn:
        last: int = await conn.fetchval(SELECT_NEWEST_PERSON)
    return last
