"""A small organisation with people whose secrets are known, made by the real actions."""

from dataclasses import dataclass
from datetime import UTC, datetime

from learning.actions.add_person import insert_person
from learning.actions.create_team import create_team
from learning.actions.keep_secret import hash_secret
from learning.tables.database import transaction

PIN = "8402"
PASSWORD = "correct horse"
CODE = "C5H66S35"
LONG_AGO = datetime(2026, 1, 5, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Organisation:
    """Ids of its teams: the root, a region below it, a shop in the region, and a shop elsewhere."""

    root: int
    north: int
    shop: int
    south: int


SEALED: dict[str, str] = {}


async def organisation() -> Organisation:
    """Make it. The shop's code is `CODE`; ada-admin, nora-leader (north), lea-leader, and learners (shop, south)."""
    root = await create_team("Acme", None, "Europe/London", range(1, 8), "AAAAAAAA", LONG_AGO)
    north = await create_team("North", root, "Europe/London", range(1, 8), "BBBBBBBB", LONG_AGO)
    shop = await create_team("Shop", north, "Europe/London", range(1, 8), CODE, LONG_AGO)
    south = await create_team("South", root, "Asia/Tokyo", range(1, 6), "DDDDDDDD", LONG_AGO)
    await hire(root, "Ada Admin", "admin", PASSWORD)
    await hire(north, "Nora Leader", "leader")
    await hire(shop, "Lea Leader", "leader")
    await hire(shop, "Anna Lee")
    await hire(south, "Sam South")
    return Organisation(root, north, shop, south)


async def hire(team: int, name: str, role: str = "learner", secret: str = PIN) -> str:
    """Add somebody, each secret sealed once for all tests: that is slow by design. Gives the login."""
    if secret not in SEALED:
        SEALED[secret] = await hash_secret(secret)
    async with transaction() as conn:
        return (await insert_person(conn, team, name, role, SEALED[secret], "en", LONG_AGO))[1]
