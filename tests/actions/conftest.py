"""Fixtures of the actions."""

from collections.abc import AsyncIterator

import pytest
from support.catalogues import make_pack, publish_to_team
from support.pool import open_test_pool
from support.shop import SHOP_TIME, Shop

from learning.actions.people.create_team import create_team
from learning.queries.boards.board_scores import open_boards
from learning.queries.packs.team_catalogue import clear_catalogue_cache


@pytest.fixture
async def shop(database: str, clean_redis: str) -> AsyncIterator[Shop]:
    clear_catalogue_cache()
    async with open_test_pool():
        root = await create_team("Chain", None, "UTC", (1, 2, 3, 4, 5, 6, 7), "AAAA2222", SHOP_TIME)
        made = Shop(
            root,
            await create_team("Shop", root, "UTC", (1, 2, 3, 4, 5, 6, 7), "BBBB3333", SHOP_TIME),
            open_boards(clean_redis),
        )
        await publish_to_team(make_pack(), root, SHOP_TIME)
        yield made
        await made.boards.close()
