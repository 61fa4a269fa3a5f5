"""A company of a few teams whose people earn points by the stroke of a pen, for tests of boards and leagues."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

from support.people import add_person, add_team
from support.pool import open_for_test

from learning.actions.pay import pay
from learning.leaderboards import Boards, key
from learning.queries.boards import Entry, Scope, Shown, board
from learning.queries.scores import boards_at
from learning.queries.who import Who, who_is
from learning.rules.boards import SCALE
from learning.rules.days import local_day
from learning.rules.periods import Period, start_of
from learning.rules.points import Entry as Line
from learning.tables.database import connection, transaction
from learning.tables.people import Team
from learning.tables.progress import Progress

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
TODAY = NOW.date()
WEEK = start_of("week", TODAY)
LONG_AGO = NOW - timedelta(days=400)


@dataclass
class Company:
    """The root, a region in the north with a shop and a depot below it, and a shop in the south, below the root."""

    root: Team
    north: Team
    shop: Team
    depot: Team
    south: Team
    boards: Boards
    causes: "count[int]"

    async def hire(self, name: str, team: Team | None = None) -> Who:
        person = await add_person(name.lower(), team or self.shop, LONG_AGO)
        await Progress(person=person.id).save()
        return await self.again(name)

    async def again(self, name: str) -> Who:
        """The same person, as they are now."""
        who = await who_is(name.lower())
        assert who is not None
        return who

    async def crowd(self, people: int, team: Team | None = None, points: int = 10) -> list[Who]:
        """People who have earned so many points, twice as many, three times as many."""
        made = [await self.hire(f"Person-{number}", team) for number in range(people)]
        for number, who in enumerate(made, start=1):
            await self.earn(who, points * number)
        return made

    async def earn(self, who: Who, points: int, at: datetime = NOW, *, tell: bool = True) -> None:
        """Earn points, or lose them; practise on that day."""
        day = local_day(at, who.zone)
        async with transaction() as writing:
            await pay(writing, who.id, [Line(f"test:{next(self.causes)}", points, day, at)], {}, at)
            await writing.execute(
                "UPDATE progress SET last_day = GREATEST(last_day, $2) WHERE person = $1", who.id, day
            )
        if tell:
            self.boards.tell(who.id, exact=points < 0)
            await self.boards.settle(who.id)

    async def look(self, who: Who, team: Team | None = None, period: Period = "week") -> list[Entry]:
        return (await self.seen(who, Scope("team", (team or self.shop).id), period)).entries

    async def seen(self, who: Who, scope: Scope, period: Period = "week", boards: Boards | None = None) -> Shown:
        return await board(who, scope, period, start_of(period, TODAY), boards or self.boards)

    async def points(self, team: Team, period: Period = "week", start: date | None = None) -> dict[int, int]:
        """What Redis has of a team's board, whole or not."""
        return await self.row_points(key("team", team.id, period, start or start_of(period, TODAY)))

    async def row_points(self, name: str) -> dict[int, int]:
        found: dict[int, int] = {}
        async for rows in self.boards.members(name):
            found |= {member: score // SCALE for member, score in rows.items()}
        return found

    async def wipe(self) -> None:
        """Empty Redis, every node of it."""
        await self.boards.wire.client.execute_command("FLUSHALL", target_nodes="primaries")

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
        boards = boards_at(boards_url, patience=5.0)  # the machine may be busy
        try:
            yield Company(root, north, shop, depot, south, boards, count())
        finally:
            await boards.close()
