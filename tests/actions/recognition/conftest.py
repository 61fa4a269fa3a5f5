"""Fixtures of the tests of points, streaks and moments."""

import pytest
from support.moments import Crew
from support.shop import Shop


@pytest.fixture
async def crew(shop: Shop) -> Crew:
    """Two colleagues, their leader, and the leader above."""
    nora = (await shop.add_member("Nora", "leader", shop.root))._replace(path=(shop.root,))
    return Crew(
        await shop.add_member("Anna"),
        await shop.add_member("Ben"),
        await shop.add_member("Lea", "leader"),
        nora,
    )
