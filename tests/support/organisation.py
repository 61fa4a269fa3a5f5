"""A small organisation whose people have known secrets, created by the real actions."""

from dataclasses import dataclass
from datetime import UTC, datetime

from learning.actions.people.create_team import create_team
from learning.steps.people.hash_secret import hash_secret
from learning.steps.people.insert_person import insert_person
from learning.tables.database import transaction

PIN = "8402"
PASSWORD = "correct horse"
SHOP_CODE = "C5H66S35"
ORGANISATION_CREATED_AT = datetime(2026, 1, 5, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Organisation:
    """The ids of the teams. North and south are below the root, and the shop is below north."""

    root: int
    north: int
    shop: int
    south: int


HASHED_SECRETS: dict[str, str] = {}


async def create_organisation() -> Organisation:
    """Create the organisation.

    The join code of the shop is `SHOP_CODE`. Its people are ada-admin (root), nora-leader (north),
    lea-leader and anna-lee (shop), and sam-south (south).
    """
    root = await create_team(
        "Acme", None, "Europe/London", range(1, 8), "AAAAAAAA", ORGANISATION_CREATED_AT
    )
    north = await create_team(
        "North", root, "Europe/London", range(1, 8), "BBBBBBBB", ORGANISATION_CREATED_AT
    )
    shop = await create_team(
        "Shop", north, "Europe/London", range(1, 8), SHOP_CODE, ORGANISATION_CREATED_AT
    )
    south = await create_team(
        "South", root, "Asia/Tokyo", range(1, 6), "DDDDDDDD", ORGANISATION_CREATED_AT
    )
    await add_member(root, "Ada Admin", "admin", PASSWORD)
    await add_member(north, "Nora Leader", "leader")
    await add_member(shop, "Lea Leader", "leader")
    await add_member(shop, "Anna Lee")
    await add_member(south, "Sam South")
    return Organisation(root, north, shop, south)


async def add_member(team: int, name: str, role: str = "learner", secret: str = PIN) -> str:
    """Add a person and give the login. Hashing is slow, so each secret is hashed only once."""
    if secret not in HASHED_SECRETS:
        HASHED_SECRETS[secret] = await hash_secret(secret)
    async with transaction() as conn:
        return (
            await insert_person(
                conn, team, name, role, HASHED_SECRETS[secret], "en", ORGANISATION_CREATED_AT
            )
        )[1]
