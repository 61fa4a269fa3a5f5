"""A small organisation that learns one pack, and somebody to learn it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from learning.actions.people.add_person import add_person
from learning.leaderboards import BoardPublisher
from learning.queries.packs.team_catalogue import load_newest_catalogue_revision
from learning.queries.people.current_user import CurrentUser
from learning.rules.people.roles import Role
from learning.tables.database import connection
from support.people import find_person

SHOP_TIME = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class Shop:
    """An organisation with one shop, whose members learn a pack of three lessons."""

    root: int
    shop: int
    boards: BoardPublisher

    async def add_member(
        self, name: str, role: Role = "learner", zone_team: int | None = None
    ) -> CurrentUser:
        """Add a member of the shop."""
        team = zone_team or self.shop
        joined = SHOP_TIME - timedelta(days=60)
        login = await add_person(team, name, role, "840213", joined)
        person = (await find_person(login)).id
        async with (
            connection() as conn
        ):  # who has read the pack, so that all of its questions are within reach
            await conn.execute(
                """UPDATE progress SET counters = '{"lessons.pack": 3}' WHERE person = $1""", person
            )
        return CurrentUser(
            person,
            login,
            name,
            None,
            role,
            team,
            "Shop",
            (self.root, team),
            "UTC",
            (1, 2, 3, 4, 5, 6, 7),
            5,
            "en",
            True,
            joined,
            await load_newest_catalogue_revision(),
        )

    async def reload_member(self, user: CurrentUser) -> CurrentUser:
        """The same person, signed in after the last publication."""
        return user._replace(catalogue_revision=await load_newest_catalogue_revision())
