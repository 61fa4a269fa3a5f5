"""Correct and delete figures, until the challenge is settled."""

from datetime import timedelta

import pytest
from support.challenges import SATISFACTION, SETTLED_AT, Entered, enter_figures, launch_plan
from support.people import find_audit_entry
from support.shop import SHOP_TIME, Shop

from learning.actions.challenges.correct_figure import correct_figure, delete_figure
from learning.actions.challenges.measure_challenges import measure_challenges
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.queries.challenges.challenges import ChallengeView, load_challenge
from learning.queries.challenges.entered_figures import EnteredFigure, list_entered_figures
from learning.queries.people.current_user import CurrentUser
from learning.rules.refusals import Conflict, Invalid, NotFound

LATER = SHOP_TIME + timedelta(days=6)


async def list_figures(leader: CurrentUser, challenge: int) -> list[EnteredFigure]:
    """List the figures, the oldest day first."""
    return (await list_entered_figures(leader, challenge, LATER)).figures[::-1]


async def launch_with_figures(shop: Shop, leader: CurrentUser) -> int:
    """Launch a week of satisfaction with figures on four days."""
    challenge = await launch_plan(shop, leader, **SATISFACTION)
    entered: dict[int, Entered] = {0: 90.0, 2: 90.0, 4: (45.0, 50.0), 6: 90.0}
    await enter_figures(leader, challenge, shop.shop, entered, LATER)
    return challenge


async def measure(leader: CurrentUser, challenge: int) -> ChallengeView:
    """Count a challenge and show it."""
    await measure_challenges(LATER, only=[challenge])
    return await load_challenge(leader, challenge, LATER)


async def test_figures_are_listed_with_their_value_and_who_entered_them(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    share = (await list_figures(leader, await launch_with_figures(shop, leader)))[2]
    assert (share.amount, share.out_of, share.value, share.weight) == (45, 50, 90, 50)
    assert (share.team_name, share.by) == ("Shop", "Lea")


async def test_a_corrected_figure_is_counted_again_and_can_take_a_milestone_back(
    shop: Shop,
) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_with_figures(shop, leader)
    assert (await measure(leader, challenge)).stages[0].reached_at is not None
    first = (await list_figures(leader, challenge))[0]
    await correct_figure(leader, challenge, int(first.id), {"amount": 20}, LATER)
    view = await measure(leader, challenge)
    assert view.value == pytest.approx((20 + 90 + 90 + 45) / 3.5)
    assert view.stages[0].reached_at is None
    entry = await find_audit_entry("correct_figure")
    assert entry.person == leader.id
    assert '"before":' in entry.detail
    assert '"after":' in entry.detail


async def test_a_share_becomes_a_plain_figure_by_an_empty_total(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_with_figures(shop, leader)
    share = (await list_figures(leader, challenge))[2]
    changes = {"amount": 88.0, "out_of": None}
    await correct_figure(leader, challenge, int(share.id), changes, LATER)
    assert (await list_figures(leader, challenge))[2].value == 88


async def test_an_impossible_correction_changes_nothing(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_with_figures(shop, leader)
    first = (await list_figures(leader, challenge))[0]
    with pytest.raises(Invalid):
        await correct_figure(leader, challenge, int(first.id), {"amount": 4700}, LATER)
    assert (await list_figures(leader, challenge))[0] == first


async def test_a_deleted_figure_counts_no_more_and_none_that_it_replaced_comes_back(
    shop: Shop,
) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader, **SATISFACTION)
    for minute, amount in enumerate((10, 20)):
        now = LATER + timedelta(minutes=minute)
        await enter_figures(leader, challenge, shop.shop, {0: amount}, now)
    await enter_figures(leader, challenge, shop.shop, {1: 90}, LATER)
    (first, _) = await list_figures(leader, challenge)
    await delete_figure(leader, challenge, int(first.id), LATER)
    assert (await measure(leader, challenge)).value == 90
    (last,) = await list_figures(leader, challenge)
    await delete_figure(leader, challenge, int(last.id), LATER)
    view = await measure(leader, challenge)
    assert (view.value, view.measured) == (0, False)
    assert (await find_audit_entry("delete_figure")).subject == str(challenge)


async def test_a_figure_that_was_replaced_or_belongs_elsewhere_is_unknown(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_with_figures(shop, leader)
    old = (await list_figures(leader, challenge))[0]
    await enter_figures(leader, challenge, shop.shop, {0: 80}, LATER + timedelta(minutes=1))
    for figure in (int(old.id), 10**9):
        with pytest.raises(NotFound):
            await correct_figure(leader, challenge, figure, {"amount": 1}, LATER)
        with pytest.raises(NotFound):
            await delete_figure(leader, challenge, figure, LATER)


async def test_after_settlement_no_figure_changes(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_with_figures(shop, leader)
    first = (await list_figures(leader, challenge))[0]
    await measure_challenges(LATER, only=[challenge])
    await settle_challenges(None, SETTLED_AT)
    with pytest.raises(Conflict):
        await correct_figure(leader, challenge, int(first.id), {"amount": 1}, SETTLED_AT)
    with pytest.raises(Conflict):
        await delete_figure(leader, challenge, int(first.id), SETTLED_AT)
    assert (await list_figures(leader, challenge))[0] == first
