"""A company of a few teams whose people earn points by the stroke of a pen, for tests of boards and leagues."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

from support.people import add_person, add_team
from support.pool import open_for_test

from learning.actions.pay import post_ledger_entries
from learning.leaderboards import BoardPublisher, make_board_key
from learning.queries.boards import BoardEntry, BoardScope, VisibleBoard, load_board
from learning.queries.scores import open_boards
from learning.queries.who import CurrentUser, find_user_by_login
from learning.rules.boards import BOARD_SCORE_SCALE
from learning.rules.days import to_local_day
from learning.rules.periods import Period, find_period_start
from learning.rules.points import PointsEntry as Line
from learning.tables.database import connection, transaction
from learning.tables.people import TeamTable
from learning.tables.progress import ProgressTable

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
TODAY = NOW.date()
WEEK = find_period_start("week", TODAY)
LONG_AGO = NOW - timedelta(days=400)


@dataclass
class Company:
    """The root, a region in the north with a shop and a depot below it, and a shop in the south, below the root."""

    root: TeamTable
    north: TeamTable
    shop: TeamTable
    depot: TeamTable
    south: TeamTable
    boards: BoardPublisher
    causes: "count[int]"

    async def hire(self, name: str, team: TeamTable | None = None) -> CurrentUser:
        person = await add_person(name.lower(), team or self.shop, LONG_AGO)
        await ProgressTable(person=person.id).save()
        return await self.again(name)

    async def again(self, name: str) -> CurrentUser:
        """The same person, as they are now."""
        who = await find_user_by_login(name.lower())
        assert who is not None
        return who

    async def crowd(self, people: int, team: TeamTable | None = None, points: int = 10) -> list[CurrentUser]:
        """People who have earned so many points, twice as many, three times as many."""
        made = [await self.hire(f"Person-{number}", team) for number in range(people)]
        for number, who in enumerate(made, start=1):
            await self.earn(who, points * number)
        return made

    async def earn(self, who: CurrentUser, points: int, at: datetime = NOW, *, tell: bool = True) -> None:
        """Earn points, or lose them; practise on that day."""
        day = to_local_day(at, who.zone)
        async with transaction() as writing:
            await post_ledger_entries(writing, who.id, [Line(f"test:{next(self.causes)}", points, day, at)], {}, at)
            await writing.execute(
                "UPDATE progress SET last_day = GREATEST(last_day, $2) WHERE person = $1", who.id, day
            )
        if tell:
            self.boards.enqueue(who.id, exact=points < 0)
            await self.boards.flush(who.id)

    async def look(self, who: CurrentUser, team: TeamTable | None = None, period: Period = "week") -> list[BoardEntry]:
        return (await self.seen(who, BoardScope("team", (team or self.shop).id), period)).entries

    async def seen(self, who: CurrentUser, scope: BoardScope, period: Period = "week", boards: BoardPublisher | None = None) -> VisibleBoard:
        return await load_board(who, scope, period, find_period_start(period, TODAY), boards or self.boards)

    async def points(self, team: TeamTable, period: Period = "week", start: date | None = None) -> dict[int, int]:
        """What Redis has of a team's board, whole or not."""
        return await self.row_points(make_board_key("team", team.id, period, start or find_period_start(period, TODAY)))

    async def row_points(self, name: str) -> dict[int, int]:
        found: dict[int, int] = {}
        async for rows in self.boards.scan_members(name):
            found |= {member: score // BOARD_SCORE_SCALE for member, score in rows.items()}
        return found

    async def wipe(self) -> None:
        """Empty Redis, every node of it."""
        await self.boards.nodes.client.execute_command("FLUSHALL", target_nodes="primaries")

    async def run(self, statement: str, *values: object) -> None:
        async with connection() as conn:
            await conn.execute(statement, *values)


@asynccontextmanager
async def company_at(boards_url: str, zone: str = "UTC") -> AsyncIterator[Company]:
    """Found it, with the pool open."""
    async with open_for_test():
        root = await add_team("Chain", LONG_AGO, zone=zone)
        north = await add_team("North", LONG_AGO, root, zone)
        shop = await add_team("Shop", LONG_AGO, north, zone)
        depot = await add_team("Depot", LONG_AGO, north, zone)
        south = await add_team("South", LONG_AGO, root, zone)
        boards = open_boards(boards_url, timeout_seconds=5.0)  # the machine may be busy
        try:
            yield Company(root, north, shop, depot, south, boards, count())
        finally:
            await boards.close()
