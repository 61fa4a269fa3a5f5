"""Who took part is found by the days of entries, in every time zone."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from support.challenges import launch_plan, record_practice
from support.shop import Shop

from learning.queries.challenges.challenge_members import select_participants
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection

FARTHEST_ZONES = ("Etc/GMT+12", "UTC", "Pacific/Kiritimati")


async def read_span(challenge: int) -> tuple[datetime, datetime]:
    """Read when the team of a challenge begins and ends."""
    async with connection() as conn:
        row = await conn.fetchrow(
            "SELECT starts_at, ends_at FROM challenge_team WHERE challenge = $1", challenge
        )
    return row["starts_at"], row["ends_at"]


@pytest.mark.parametrize("zone", FARTHEST_ZONES)
@pytest.mark.parametrize("zone_of_entry", FARTHEST_ZONES)
async def test_entries_at_both_ends_count_and_those_outside_do_not(
    shop: Shop, zone: str, zone_of_entry: str
) -> None:
    leader = await shop.add_member("Lea", "leader")
    members = [await shop.add_member(name) for name in ("First", "Last", "Early", "Late")]
    async with connection() as conn:
        await conn.execute("UPDATE team SET zone = $1", zone)
    challenge = await launch_plan(shop, leader, id=UUID(int=7))
    starts_at, ends_at = await read_span(challenge)
    second = timedelta(seconds=1)
    instants = (starts_at, ends_at - second, starts_at - second, ends_at)
    for member, instant in zip(members, instants, strict=True):
        await record_practice(member, instant, day=to_local_day(instant, zone_of_entry))
    async with connection() as conn:
        found = await select_participants(conn, [(challenge, member.id) for member in members])
    assert [row["person"] for row in found] == [members[0].id, members[1].id]
