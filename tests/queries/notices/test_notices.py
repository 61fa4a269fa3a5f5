"""Which notices a team reads, and their sentences for channels that send text."""

from typing import get_args

import pytest
from support.challenges import launch_plan
from support.shop import SHOP_TIME, Shop

from learning.queries.notices.notices import (
    MAX_NOTICES_LISTED,
    list_notices_of_teams,
    load_notice,
    render_notice,
)
from learning.rules.notices.notices import Notice, NoticeBody, NoticeKind
from learning.steps.notices.post_notices import post_notices
from learning.tables.database import connection, transaction

EVERY_VALUE = NoticeBody(
    "Chase the award",
    value=5.0,
    target=4.0,
    unit="breaks",
    vision="Why",
    message="Go",
    stage="Entry",
    number=1,
    reward="An evening out",
    reached=True,
    reason="The award was postponed.",
    last_day="2026-03-20",
)


async def post_milestones(shop: Shop, *teams: int, count: int = 1) -> int:
    """Post milestones of a new challenge to teams; return the id of the challenge."""
    challenge = await launch_plan(shop, await shop.add_member("Lea", "leader"))
    async with transaction() as conn:
        for number in range(count):
            body = NoticeBody("Chase the award", stage="Entry", number=number)
            notices = [(team, challenge, str(number), body) for team in teams]
            await post_notices(conn, "milestone", notices, SHOP_TIME)
    return challenge


async def test_all_values_of_a_notice_come_back_as_they_were_posted(shop: Shop) -> None:
    challenge = await launch_plan(shop, await shop.add_member("Lea", "leader"))
    async with transaction() as conn:
        await post_notices(conn, "settled", [(shop.shop, challenge, "", EVERY_VALUE)], SHOP_TIME)
    (listed,) = await list_notices_of_teams([shop.shop])
    assert (listed.kind, listed.body) == ("settled", EVERY_VALUE)
    async with connection() as conn:
        loaded = await load_notice(conn, shop.shop, challenge, "settled", "")
        assert await load_notice(conn, shop.root, challenge, "settled", "") is None
    assert loaded == Notice(shop.shop, challenge, "settled", "", EVERY_VALUE, SHOP_TIME)


async def test_a_notice_to_two_teams_of_a_path_is_listed_once(shop: Shop) -> None:
    await post_milestones(shop, shop.root, shop.shop)
    assert len(await list_notices_of_teams([shop.root, shop.shop])) == 1
    assert len(await list_notices_of_teams([shop.root])) == 1


async def test_the_newest_are_listed_first_up_to_the_limit(shop: Shop) -> None:
    await post_milestones(shop, shop.shop, count=MAX_NOTICES_LISTED + 5)
    listed = await list_notices_of_teams([shop.shop])
    numbers = [notice.body.number for notice in listed]
    assert numbers == list(range(MAX_NOTICES_LISTED + 4, 4, -1))
    after = int(listed[2].id)
    assert [one.id for one in await list_notices_of_teams([shop.shop], after)] == [
        one.id for one in listed[:2]
    ]


@pytest.mark.parametrize("kind", get_args(NoticeKind))
def test_every_kind_has_a_sentence_with_the_title(kind: NoticeKind) -> None:
    notice = Notice(1, 2, kind, "", EVERY_VALUE, SHOP_TIME)
    sentence = render_notice(notice, "en")
    assert "Chase the award" in sentence
    assert "{" not in sentence
