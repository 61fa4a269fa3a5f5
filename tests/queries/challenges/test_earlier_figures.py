"""Earlier figures on real PostgreSQL: what a forecast of figures knows of a team."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from support.challenges import CHALLENGE_FIRST_DAY, SETTLED_AT, launch_plan, make_plan
from support.shop import SHOP_TIME, Shop

from learning.actions.challenges.record_figures import record_figures
from learning.queries.challenges.challenge_preview import preview_challenge
from learning.queries.challenges.earlier_figures import load_earlier_figures
from learning.queries.people.current_user import CurrentUser
from learning.rules.challenges.challenge_forecast import ForecastBasis
from learning.rules.challenges.figure_entries import Figure

SURVEY: dict[str, Any] = {
    "measure": "figure",
    "form": "team",
    "unit": "% satisfied",
    "stages": (),
    "target": 80,
}
LATER = CHALLENGE_FIRST_DAY + timedelta(days=8)


async def enter_figures(shop: Shop, leader: CurrentUser, *amounts: float) -> None:
    challenge = await launch_plan(shop, leader, **SURVEY)
    for day, amount in enumerate(amounts):
        figure = Figure(
            UUID(int=100 + day), shop.shop, CHALLENGE_FIRST_DAY + timedelta(days=day), amount
        )
        await record_figures(leader, challenge, [figure], SHOP_TIME + timedelta(days=day))


async def test_a_forecast_of_figures_is_based_on_earlier_ones(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    await enter_figures(shop, leader, 92, 90, 88)
    days = {"first_day": LATER, "last_day": LATER + timedelta(days=13)}
    preview = await preview_challenge(leader, make_plan(shop, **{**SURVEY, **days}), SETTLED_AT)
    assert preview.basis == ForecastBasis("figures", figures=3)
    assert preview.middle == pytest.approx(90, abs=1.5)
    assert (preview.high or 0) < 100
    assert (preview.chance or 0) > 0.8
    assert preview.minutes_a_day is None


async def test_figures_in_another_unit_say_nothing(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    await enter_figures(shop, leader, 92)
    found = [
        len(await load_earlier_figures([shop.shop], make_plan(shop, **{**SURVEY, **change}), LATER))
        for change in ({}, {"unit": " % Satisfied"}, {"unit": "% on time"}, {"unit": "complaints"})
    ]
    assert found == [1, 1, 0, 0]


async def test_of_a_corrected_day_the_newest_figure_counts(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader, **SURVEY)
    for number, amount in ((1, 12.0), (2, 92.0)):
        figure = Figure(UUID(int=number), shop.shop, CHALLENGE_FIRST_DAY, amount)
        await record_figures(leader, challenge, [figure], SHOP_TIME + timedelta(hours=number))
    (earlier,) = await load_earlier_figures([shop.shop], make_plan(shop, **SURVEY), LATER)
    assert (earlier.value.value, earlier.days, earlier.team) == (92, 7, shop.shop)
