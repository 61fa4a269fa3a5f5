"""What a display shows of its team, and which displays a leader sees."""

from datetime import datetime

import pytest
from support.challenges import launch_plan
from support.shop import SHOP_TIME, Shop

from learning.actions.challenges.cancel_challenge import cancel_challenge
from learning.actions.challenges.measure_challenges import measure_challenges
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.queries.notices.displays import (
    MAX_WALL_NOTICES,
    WALL_SETTLED_CHALLENGE_AGE,
    WallView,
    load_displays,
    load_wall,
)
from learning.queries.people.current_user import hash_token
from learning.rules.challenges.challenges import LATE_ATTEMPTS_GRACE
from learning.rules.notices.notices import NoticeBody
from learning.rules.people.roles import Role
from learning.steps.notices.post_notices import post_notices
from learning.tables.database import connection, transaction

TOKEN = "token-of-the-display"
CHALLENGE_END = datetime(2026, 3, 9, 4, tzinfo=SHOP_TIME.tzinfo)
SETTLED_AT = CHALLENGE_END + LATE_ATTEMPTS_GRACE
INSERT_DISPLAY = """
INSERT INTO display (token, code, team, created_at, paired_at) VALUES ($1, $2, $3, $4, $5)
"""


async def add_display(token: str, code: str | None, team: int | None) -> None:
    async with connection() as conn:
        await conn.execute(
            INSERT_DISPLAY, hash_token(token), code, team, SHOP_TIME, team and SHOP_TIME
        )


async def read_wall(now: datetime = SHOP_TIME) -> WallView:
    wall = await load_wall(TOKEN, now)
    assert wall is not None
    return wall


async def test_an_unknown_display_shows_nothing(shop: Shop) -> None:
    assert await load_wall(TOKEN, SHOP_TIME) is None


async def test_a_display_shows_its_code_until_it_is_paired(shop: Shop) -> None:
    await add_display(TOKEN, "C5H66S35", None)
    wall = await read_wall()
    assert (wall.state, wall.code, wall.team) == ("waiting", "C5H6-6S35", None)
    assert (wall.challenges, wall.moments, wall.notices) == ([], [], [])


async def test_a_settled_challenge_stays_for_two_days_with_its_result(shop: Shop) -> None:
    await add_display(TOKEN, None, shop.shop)
    challenge = await launch_plan(shop, await shop.add_member("Lea", "leader"))
    await measure_challenges(SHOP_TIME)
    (running,) = (await read_wall()).challenges
    assert (running.id, running.status, running.reached) == (str(challenge), "running", None)
    await settle_challenges(None, SETTLED_AT)
    (settled,) = (await read_wall(SETTLED_AT)).challenges
    assert (settled.status, settled.reached) == ("settled", False)
    later = SETTLED_AT + WALL_SETTLED_CHALLENGE_AGE * 1.1
    assert (await read_wall(later)).challenges == []


async def test_a_cancelled_challenge_leaves_at_once_and_its_notice_says_why(shop: Shop) -> None:
    await add_display(TOKEN, None, shop.shop)
    leader = await shop.add_member("Lea", "leader")
    await cancel_challenge(leader, await launch_plan(shop, leader), "It was postponed.", SHOP_TIME)
    wall = await read_wall()
    assert wall.challenges == []
    assert [(one.kind, one.body.reason) for one in wall.notices] == [
        ("cancelled", "It was postponed.")
    ]


async def test_only_the_newest_notices_are_shown(shop: Shop) -> None:
    await add_display(TOKEN, None, shop.shop)
    challenge = await launch_plan(shop, await shop.add_member("Lea", "leader"))
    async with transaction() as conn:
        for number in range(MAX_WALL_NOTICES + 2):
            body = NoticeBody("Chase the award", stage="Entry", number=number)
            notices = [(shop.shop, challenge, str(number), body)]
            await post_notices(conn, "milestone", notices, SHOP_TIME)
    numbers = [notice.body.number for notice in (await read_wall()).notices]
    assert numbers == [6, 5, 4, 3, 2]


@pytest.mark.parametrize(("role", "count"), [("leader", 1), ("admin", 2)])
async def test_leaders_see_the_displays_of_their_teams_and_admins_all(
    shop: Shop, role: Role, count: int
) -> None:
    user = await shop.add_member("Lea", role)
    await add_display("at the root", None, shop.root)
    await add_display("in the shop", None, shop.shop)
    await add_display("waiting", "C5H66S35", None)
    displays = await load_displays(user)
    assert len(displays) == count
    assert displays[-1].team == str(shop.shop)
