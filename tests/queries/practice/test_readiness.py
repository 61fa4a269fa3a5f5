"""Readiness and the challenge measure "remembered" count the same thing."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from support.challenges import launch_plan
from support.memories import insert_memory
from support.review_logs import FAST_FORGETTING_WEIGHTS
from support.shop import SHOP_TIME, Shop

from learning.actions.practice.fold_team_figures import fold_team_figures
from learning.queries.challenges.challenge_measures import measure_challenge_teams
from learning.queries.people.current_user import CurrentUser
from learning.queries.practice.readiness import load_readiness
from learning.queries.practice.weights import clear_weights_cache, load_newest_adoption_id
from learning.rules.practice.weights import DEFAULT_WEIGHTS, Weights
from learning.rules.refusals import NotFound
from learning.steps.practice.adopt_weights import adopt_weights
from learning.tables.database import connection, transaction
from learning.tables.fits import MemoryFitTable

FAR_ZONE = "Pacific/Kiritimati"  # 14 hours ahead of UTC
LAST_DAY = date(2026, 3, 2)
BEFORE_DAY_START = datetime(2026, 3, 9, 13, 59, tzinfo=UTC)  # 03:59 on 10 March over there
AFTER_DAY_START = datetime(2026, 3, 9, 14, 0, tzinfo=UTC)


@pytest.fixture
async def leader(shop: Shop) -> AsyncIterator[CurrentUser]:
    """The leader of a far shop with six people, who answered two concepts on one day."""
    clear_weights_cache()
    async with connection() as conn:
        await conn.execute("UPDATE team SET zone = $1 WHERE id = $2", FAR_ZONE, shop.shop)
    leader = await shop.add_member("Lea", "leader")
    people = [await shop.add_member(f"Person {number}") for number in range(5)]
    for person in [leader, *people]:
        await insert_memory(person.id, "pack.idea-0", LAST_DAY, stability=4.0)
        await insert_memory(person.id, "pack.idea-1", LAST_DAY, stability=30.0)
    yield leader._replace(zone=FAR_ZONE)
    clear_weights_cache()


async def adopt_fast_forgetting(shop: Shop) -> None:
    fit = MemoryFitTable(
        team=shop.root,
        weights=list(FAST_FORGETTING_WEIGHTS.values),
        reason="",
        made_at=SHOP_TIME,
    )
    await fit.save()
    async with transaction() as conn:
        await adopt_weights(conn, shop.root, fit.id, SHOP_TIME)


async def read_both(shop: Shop, leader: CurrentUser, now: datetime) -> tuple[float, float]:
    """Return what people remember, in concepts: as readiness and as a challenge counts it."""
    challenge = await launch_plan(shop, leader, measure="remembered", unit="ideas")
    user = leader._replace(adoption=await load_newest_adoption_id())
    await fold_team_figures(now)
    concepts = (await load_readiness(user, None)).concepts
    async with connection() as conn:
        values = await measure_challenge_teams(conn, [challenge], "remembered", now)
    return sum(row.known * row.met for row in concepts), sum(one.value for one in values.values())


def expect_remembered(weights: Weights, days: int) -> float:
    return 6 * sum(weights.calculate_recall(stability, days) for stability in (4.0, 30.0))


@pytest.mark.parametrize(
    ("now", "days"), [(BEFORE_DAY_START, 7), (AFTER_DAY_START, 8)], ids=["before", "after"]
)
@pytest.mark.parametrize("adopted", [False, True], ids=["library", "adopted"])
async def test_a_challenge_counts_what_readiness_shows(
    shop: Shop, leader: CurrentUser, now: datetime, days: int, *, adopted: bool
) -> None:
    if adopted:
        await adopt_fast_forgetting(shop)
    readiness, challenge = await read_both(shop, leader, now)
    weights = FAST_FORGETTING_WEIGHTS if adopted else DEFAULT_WEIGHTS
    assert challenge == pytest.approx(expect_remembered(weights, days))
    assert readiness == pytest.approx(challenge, abs=6 * 2 * 0.0005)  # rounded to thousandths


async def test_a_team_above_is_not_shown_to_its_leader(shop: Shop, leader: CurrentUser) -> None:
    with pytest.raises(NotFound, match=r"readiness\.team_not_led"):
        await load_readiness(leader, shop.root)
