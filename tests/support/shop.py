"""A small organisation to which one pack is published, and its members."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from learning.actions.people.add_person import add_person
from learning.leaderboards import BoardPublisher
from learning.queries.packs.team_catalogue import load_newest_catalogue_revision
from learning.queries.people.current_user import CurrentUser
from learning.rules.people.roles import Role
from learning.tables.database import connection
from support.people import find_person
from support.practice import issue_breaks

SHOP_TIME = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class Shop:
    """The ids of the root and of its one shop, and the boards."""

    root: int
    shop: int
    boards: BoardPublisher

    async def add_member(
        self, name: str, role: Role = "learner", zone_team: int | None = None
    ) -> CurrentUser:
        """Add a member of the shop, or of another team.

        The member has read all lessons, so that all questions can be asked. The phone has fetched
        a break on every day until `SHOP_TIME`.
        """
        team = zone_team or self.shop
        joined_at = SHOP_TIME - timedelta(days=60)
        login = await add_person(team, name, role, "840213", joined_at)
        person = (await find_person(login)).id
        await issue_breaks(person, joined_at.date(), SHOP_TIME.date())
        async with connection() as conn:
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
            joined_at,
            await load_newest_catalogue_revision(),
        )

    async def reload_member(self, user: CurrentUser) -> CurrentUser:
        """Give the same user with the newest catalogue revision."""
        return user._replace(catalogue_revision=await load_newest_catalogue_revision())
