"""Fixtures of the actions."""

from collections.abc import AsyncIterator

import pytest
from support.pool import open_for_test
from support.shelves import pack, publish
from support.shop import NOW, Shop

from learning.actions.create_team import create_team
from learning.queries.catalogue import clear_catalogue_cache
from learning.queries.scores import open_boards


@pytest.fixture
async def shop(database: str, clean_redis: str) -> AsyncIterator[Shop]:
    clear_catalogue_cache()
    async with open_for_test():
        root = await create_team("Chain", None, "UTC", (1, 2, 3, 4, 5, 6, 7), "AAAA2222", NOW)
        made = Shop(
            root, await create_team("Shop", root, "UTC", (1, 2, 3, 4, 5, 6, 7), "BBBB3333", NOW), open_boards(clean_redis)
        )
        await publish(pack(), root, NOW)
        yield made
        await made.boards.close()
