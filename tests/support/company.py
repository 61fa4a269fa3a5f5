"""An organisation of a few teams whose people earn points, for tests of boards and leagues."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

from learning.actions.boards.open_boards import open_boards
from learning.leaderboards import BoardPublisher, make_board_key
from learning.queries.boards.boards import BoardEntry, BoardScope, VisibleBoard, load_board
from learning.queries.people.current_user import CurrentUser, find_user_by_login
from learning.rules.boards.boards import BOARD_SCORE_SCALE
from learning.rules.boards.periods import Period, find_period_start
from learning.rules.recognition.points import PointsEntry
from learning.rules.rota.days import to_local_day
from learning.steps.recognition.post_ledger_entries import post_ledger_entries
from learning.tables.database import connection, transaction
from learning.tables.people import TeamTable
from learning.tables.progress import ProgressTable
from support.people import add_person, add_team
from support.pool import open_test_pool

COMPANY_TIME = datetime(2026, 3, 4, 12, tzinfo=UTC)
COMPANY_DAY = COMPANY_TIME.date()
COMPANY_WEEK = find_period_start("week", COMPANY_DAY)
COMPANY_JOINED_AT = COMPANY_TIME - timedelta(days=400)


@dataclass
class Company:
    """The teams. North and south are below the root; shop and depot are below north."""

    root: TeamTable
    north: TeamTable
    shop: TeamTable
    depot: TeamTable
    south: TeamTable
    boards: BoardPublisher
    causes: "count[int]"

    async def add_member(self, name: str, team: TeamTable | None = None) -> CurrentUser:
        person = await add_person(name.lower(), team or self.shop, COMPANY_JOINED_AT)
        await ProgressTable(person=person.id).save()
        return await self.reload_member(name)

    async def reload_member(self, name: str) -> CurrentUser:
        """Load the person again."""
        user = await find_user_by_login(name.lower())
        assert user is not None
        return user

    async def add_members(
        self, people: int, team: TeamTable | None = None, points: int = 10
    ) -> list[CurrentUser]:
        """Add people. The first earns `points`, the second twice as many, and so on."""
        members = [await self.add_member(f"Person-{number}", team) for number in range(people)]
        for number, user in enumerate(members, start=1):
            await self.earn_points(user, points * number)
        return members

    async def earn_points(
        self,
        user: CurrentUser,
        points: int,
        earned_at: datetime = COMPANY_TIME,
        *,
        publish: bool = True,
    ) -> None:
        """Post points, which may be negative, and note practice on that day."""
        day = to_local_day(earned_at, user.zone)
        async with transaction() as conn:
            await post_ledger_entries(
                conn,
                user.id,
                [PointsEntry(f"test:{next(self.causes)}", points, day, earned_at)],
                {},
                earned_at,
            )
            await conn.execute(
                "UPDATE progress SET last_day = GREATEST(last_day, $2) WHERE person = $1",
                user.id,
                day,
            )
        if publish:
            self.boards.enqueue(user.id, exact=points < 0)
            await self.boards.flush(user.id)

    async def read_entries(
        self, user: CurrentUser, team: TeamTable | None = None, period: Period = "week"
    ) -> list[BoardEntry]:
        return (
            await self.read_board(user, BoardScope("team", (team or self.shop).id), period)
        ).entries

    async def read_board(
        self,
        user: CurrentUser,
        scope: BoardScope,
        period: Period = "week",
        boards: BoardPublisher | None = None,
    ) -> VisibleBoard:
        return await load_board(
            user, scope, period, find_period_start(period, COMPANY_DAY), boards or self.boards
        )

    async def read_team_points(
        self, team: TeamTable, period: Period = "week", start: date | None = None
    ) -> dict[int, int]:
        """Read the points of a team's board in Redis, whether the board is complete or not."""
        return await self.read_key_points(
            make_board_key("team", team.id, period, start or find_period_start(period, COMPANY_DAY))
        )

    async def read_key_points(self, name: str) -> dict[int, int]:
        found: dict[int, int] = {}
        async for rows in self.boards.scan_members(name):
            found |= {member: score // BOARD_SCORE_SCALE for member, score in rows.items()}
        return found

    async def empty_redis(self) -> None:
        """Delete all keys on every node."""
        await self.boards.nodes.client.execute_command("FLUSHALL", target_nodes="primaries")

    async def execute_statement(self, statement: str, *values: object) -> None:
        async with connection() as conn:
            await conn.execute(statement, *values)


@asynccontextmanager
async def open_company(boards_url: str, zone: str = "UTC") -> AsyncIterator[Company]:
    """Open the pool and create the company."""
    async with open_test_pool():
        root = await add_team("Chain", COMPANY_JOINED_AT, zone=zone)
        north = await add_team("North", COMPANY_JOINED_AT, root, zone)
        shop = await add_team("Shop", COMPANY_JOINED_AT, north, zone)
        depot = await add_team("Depot", COMPANY_JOINED_AT, north, zone)
        south = await add_team("South", COMPANY_JOINED_AT, root, zone)
        boards = open_boards(boards_url, timeout_seconds=5.0)  # the machine may be busy
        try:
            yield Company(root, north, shop, depot, south, boards, count())
        finally:
            await boards.close()
