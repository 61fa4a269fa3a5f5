"""Which weights are in force for which organisation."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from support.review_logs import FAST_FORGETTING_WEIGHTS
from support.shop import SHOP_TIME, Shop

from learning.queries.practice.weights import (
    NewestAdoption,
    clear_weights_cache,
    list_last_fits,
    load_newest_adoption,
    load_newest_adoption_id,
    load_weights_history,
)
from learning.rules.practice.weights import DEFAULT_WEIGHTS, DEFAULT_WEIGHTS_HISTORY
from learning.steps.practice.adopt_weights import ADOPTION_DELAY, adopt_weights
from learning.tables.database import transaction
from learning.tables.fits import MemoryFitTable


@pytest.fixture(autouse=True)
async def empty_cache(shop: Shop) -> AsyncIterator[None]:
    """No weights of another database in the cache."""
    clear_weights_cache()
    yield
    clear_weights_cache()


async def save_fit(shop: Shop, reason: str = "") -> int:
    values = list(FAST_FORGETTING_WEIGHTS.values)
    fit = MemoryFitTable(team=shop.root, weights=values, reason=reason, made_at=SHOP_TIME)
    await fit.save()
    return int(fit.id)


async def test_without_an_adoption_the_weights_of_the_library_are_in_force(shop: Shop) -> None:
    assert await load_newest_adoption_id() == 0
    assert await load_newest_adoption(shop.root) == NewestAdoption()
    assert await load_weights_history(shop.root, 0) is DEFAULT_WEIGHTS_HISTORY


async def test_an_adoption_counts_after_its_delay_and_only_for_its_organisation(
    shop: Shop,
) -> None:
    fit = await save_fit(shop)
    async with transaction() as conn:
        await adopt_weights(conn, shop.root, fit, SHOP_TIME, hold=True)
    newest = await load_newest_adoption_id()
    history = await load_weights_history(shop.root, newest)
    starts_at = SHOP_TIME + ADOPTION_DELAY
    assert history.weights_at(starts_at - timedelta(seconds=1)) is DEFAULT_WEIGHTS
    assert history.weights_at(starts_at).values == FAST_FORGETTING_WEIGHTS.values
    assert await load_weights_history(shop.shop, newest) is DEFAULT_WEIGHTS_HISTORY
    assert await load_newest_adoption(shop.root) == NewestAdoption(newest, fit, True, starts_at)


async def test_the_last_nights_come_newest_first(shop: Shop) -> None:
    fits = [await save_fit(shop, reason) for reason in ("", "auc_falls", "held")]
    found = await list_last_fits(shop.root, 2)
    assert [(fit.id, fit.reason) for fit in found] == [(fits[2], "held"), (fits[1], "auc_falls")]
