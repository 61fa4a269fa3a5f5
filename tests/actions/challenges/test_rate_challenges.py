"""Challenges whose figures are rates, from the first figure to the result."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from support.challenges import (
    SATISFACTION,
    SETTLED_AT,
    Entered,
    enter_figures,
    launch_plan,
    read_challenge_row,
    read_notices,
)
from support.shop import SHOP_TIME, Shop

from learning.actions.challenges.measure_challenges import measure_challenges
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.queries.challenges.challenges import ChallengeView, load_challenge
from learning.queries.people.current_user import CurrentUser
from learning.rules.challenges.challenges import ChallengeStagePlan

WAITING: dict[str, Any] = {
    **SATISFACTION,
    "unit": "minutes of waiting",
    "unit_type": "duration",
    "lower_is_better": True,
    "target": 5,
    "stages": (ChallengeStagePlan("Shorter", "", 8), ChallengeStagePlan("Short", "", 5)),
}
COMPLAINTS: dict[str, Any] = {**WAITING, "unit": "complaints", "unit_type": "count", "target": 5}
LAST_MORNING = SHOP_TIME + timedelta(days=6)


async def measure(leader: CurrentUser, challenge: int, now: datetime) -> ChallengeView:
    """Count a challenge and show it to its leader."""
    await measure_challenges(now, only=[challenge])
    return await load_challenge(leader, challenge, now)


async def settle(challenge: int) -> dict[str, Any]:
    """Settle a challenge and return its stored result."""
    await settle_challenges(None, SETTLED_AT)
    return dict(msgspec.json.decode((await read_challenge_row(challenge))["result"]))


@pytest.mark.parametrize(
    ("entered", "value"),
    [
        ({0: 92, 1: 90, 2: 88}, 90),
        ({0: 92, 1: (46, 50)}, 92),
        ({0: (46, 50), 1: (0, 150)}, 23),
        ({0: 100, 1: (0, 100)}, 50),
    ],
)
async def test_percentages_are_averaged_by_their_bases(
    shop: Shop, entered: dict[int, Entered], value: float
) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader, **SATISFACTION)
    await enter_figures(leader, challenge, shop.shop, entered, LAST_MORNING)
    view = await measure(leader, challenge, LAST_MORNING)
    assert view.value == pytest.approx(value)
    assert view.teams[0].value == pytest.approx(value)
    assert view.share == pytest.approx(value / 95)


async def test_a_machine_that_knows_no_type_gets_it_from_the_unit(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader, **{**SATISFACTION, "unit_type": None})
    assert (await read_challenge_row(challenge))["unit_type"] == "percentage"


async def test_the_first_good_day_reaches_no_milestone(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader, **SATISFACTION)
    await enter_figures(leader, challenge, shop.shop, {0: 100}, SHOP_TIME)
    view = await measure(leader, challenge, SHOP_TIME)
    assert [stage.reached_at for stage in view.stages] == [None, None]
    await enter_figures(leader, challenge, shop.shop, {3: 96, 6: 98}, LAST_MORNING)
    view = await measure(leader, challenge, LAST_MORNING)
    assert [stage.reached_at is not None for stage in view.stages] == [True, False]
    result = await settle(challenge)
    assert (result["value"], result["reached"], result["stages"]) == (98, True, 2)


async def test_where_lower_is_better_a_small_average_wins(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader, **WAITING)
    assert (await measure(leader, challenge, SHOP_TIME)).measured is False
    await enter_figures(leader, challenge, shop.shop, {0: 9, 3: 4, 6: 2}, LAST_MORNING)
    view = await measure(leader, challenge, LAST_MORNING)
    assert (view.measured, view.value, view.share) == (True, 5, 1)
    assert [stage.reached_at is not None for stage in view.stages] == [True, False]
    assert (await settle(challenge))["reached"] is True


async def test_a_long_wait_misses_its_target(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader, **WAITING)
    await enter_figures(leader, challenge, shop.shop, {0: 20, 1: 20}, LAST_MORNING)
    view = await measure(leader, challenge, LAST_MORNING)
    assert view.share == pytest.approx(0.25)
    result = await settle(challenge)
    assert (result["reached"], result["stages"]) == (False, 0)


async def test_complaints_add_up_and_are_judged_at_the_end(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader, **COMPLAINTS)
    await enter_figures(leader, challenge, shop.shop, {0: 1, 1: 3}, LAST_MORNING)
    view = await measure(leader, challenge, LAST_MORNING)
    assert (view.value, [stage.reached_at for stage in view.stages]) == (4, [None, None])
    result = await settle(challenge)
    assert (result["value"], result["reached"], result["stages"]) == (4, True, 2)


async def test_a_challenge_without_figures_is_not_won(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader, **WAITING)
    await measure_challenges(SHOP_TIME)
    result = await settle(challenge)
    assert (result["reached"], result["stages"]) == (False, 0)
    assert [kind for _, kind, _ in await read_notices(challenge)] == ["settled"]
