"""Values of challenges on real PostgreSQL, for every measure."""

from datetime import date, timedelta
from typing import Any, assert_never
from uuid import UUID, uuid4

import pytest
from support.challenges import (
    CHALLENGE_FIRST_DAY,
    TEAM_END,
    launch_plan,
    record_practice,
    store_memory,
)
from support.shop import SHOP_TIME, Shop

from learning.actions.challenges.record_figures import record_figures
from learning.actions.rota.record_days_off import record_days_off
from learning.queries.challenges.challenge_measures import (
    calculate_row_value,
    count_duty_days,
    measure_challenge_teams,
)
from learning.queries.people.current_user import CurrentUser
from learning.rules.challenges.challenge_scores import ParticipatingTeam
from learning.rules.challenges.figure_entries import Figure
from learning.rules.challenges.measures import ALL_MEASURES, Measure
from learning.rules.recognition.points import PointsEntry, make_checkpoint_cause
from learning.steps.recognition.post_ledger_entries import post_ledger_entries
from learning.tables.database import connection, transaction

INSERT_MOMENT = """
INSERT INTO moment (key, giver, receiver, team, kind, trait, sentence, status, day, at)
VALUES (gen_random_uuid(), $1, $1, $2, 'seen', $3, 'Well done.', $4, $5, $6)
"""
NO_STAGES: dict[str, Any] = {"form": "team", "stages": ()}


async def measure_one(challenge: int, measure: Measure) -> float:
    """Return the value of the only team of a challenge, 0 where it has none."""
    async with connection() as conn:
        values = await measure_challenge_teams(conn, [challenge], measure, SHOP_TIME)
    return next((one.value for one in values.values()), 0.0)


async def store_moment(shop: Shop, receiver: CurrentUser, trait: str, status: str) -> None:
    """Store a moment of the first day."""
    async with connection() as conn:
        values = (receiver.id, shop.shop, trait, status, CHALLENGE_FIRST_DAY, SHOP_TIME)
        await conn.execute(INSERT_MOMENT, *values)


async def record_checkpoint(user: CurrentUser, question: str) -> None:
    """Post the ledger entry of a checkpoint that was passed on the first day."""
    entry = PointsEntry(make_checkpoint_cause(question), 20, CHALLENGE_FIRST_DAY, SHOP_TIME)
    async with transaction() as conn:
        await post_ledger_entries(conn, user.id, [entry], {}, SHOP_TIME)


@pytest.mark.parametrize("measure", ALL_MEASURES)
async def test_every_measure_is_zero_for_a_team_without_anything(
    shop: Shop, measure: Measure
) -> None:
    leader = await shop.add_member("Lea", "leader")
    assert await measure_one(await launch_plan(shop, leader, measure=measure), measure) == 0


async def record_cause_of_measure(
    shop: Shop, leader: CurrentUser, challenge: int, measure: Measure
) -> None:
    """Record one thing that a measure counts, on the first day of a challenge."""
    match measure:
        case "breaks" | "streak_days":
            await record_practice(leader, SHOP_TIME)
        case "remembered":
            await store_memory(leader, "pack.c0", CHALLENGE_FIRST_DAY)
        case "checkpoints":
            await record_checkpoint(leader, "pack.q0")
        case "moments":
            await store_moment(shop, leader, "pack.lesson-0", "confirmed")
        case "figure":
            figure = Figure(uuid4(), shop.shop, CHALLENGE_FIRST_DAY, 3, out_of=None)
            await record_figures(leader, challenge, [figure], SHOP_TIME)
        case _:
            assert_never(measure)


@pytest.mark.parametrize("measure", ALL_MEASURES)
async def test_every_measure_counts_its_cause(shop: Shop, measure: Measure) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader, measure=measure)
    await record_cause_of_measure(shop, leader, challenge, measure)
    assert await measure_one(challenge, measure) > 0


async def test_checkpoints_count_those_passed_and_no_other_practice(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader, measure="checkpoints")
    await record_practice(leader, SHOP_TIME)
    for question in ("pack.q0", "pack.q1"):
        await record_checkpoint(leader, question)
    assert await measure_one(challenge, "checkpoints") == 2


async def test_breaks_count_all_days_and_streak_days_only_working_days(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    for days in range(3):
        await record_practice(amira, SHOP_TIME + timedelta(days=days))
    await record_practice(amira, TEAM_END)
    breaks = await launch_plan(shop, leader)
    streak_days = await launch_plan(shop, leader, id=UUID(int=2), measure="streak_days")
    await record_days_off(
        amira.login, [CHALLENGE_FIRST_DAY + timedelta(days=1)], SHOP_TIME - timedelta(days=1)
    )
    assert await measure_one(breaks, "breaks") == 3
    assert await measure_one(streak_days, "streak_days") == 2


async def test_moments_count_when_they_are_confirmed_and_show_the_trait(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    for trait, status in (
        ("pack.lesson-0", "confirmed"),
        ("pack.lesson-0", "waiting"),
        ("pack.lesson-1", "confirmed"),
    ):
        await store_moment(shop, amira, trait, status)
    any_trait = await launch_plan(shop, leader, measure="moments")
    one_trait = await launch_plan(
        shop, leader, id=UUID(int=2), measure="moments", trait="pack.lesson-0"
    )
    assert await measure_one(any_trait, "moments") == 2
    assert await measure_one(one_trait, "moments") == 1


async def test_remembered_is_the_sum_of_recalls(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    await store_memory(amira, "pack.c0", CHALLENGE_FIRST_DAY)
    await store_memory(amira, "pack.c1", CHALLENGE_FIRST_DAY - timedelta(days=20))
    challenge = await launch_plan(shop, leader, measure="remembered", **NO_STAGES)
    # stability is 20 days: the days after which recall is 0.9
    assert await measure_one(challenge, "remembered") == pytest.approx(1.9)


async def test_the_newest_figure_of_a_day_counts_and_shares_become_a_percentage(
    shop: Shop,
) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader, measure="figure", unit="% satisfied", **NO_STAGES)

    async def record(day: date, amount: float, minute: int) -> None:
        figure = Figure(uuid4(), shop.shop, day, amount, out_of=20)
        now = SHOP_TIME + timedelta(days=1, minutes=minute)
        await record_figures(leader, challenge, [figure], now)

    await record(CHALLENGE_FIRST_DAY, 2, minute=0)
    await record(CHALLENGE_FIRST_DAY, 19, minute=1)
    await record(CHALLENGE_FIRST_DAY + timedelta(days=1), 17, minute=2)
    assert await measure_one(challenge, "figure") == pytest.approx(90)


async def test_days_on_duty_are_those_of_the_rota(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    challenge = await launch_plan(shop, leader)
    off = [CHALLENGE_FIRST_DAY + timedelta(days=days) for days in (0, 1)]
    await record_days_off(amira.login, off, SHOP_TIME - timedelta(days=1))
    async with connection() as conn:
        duty = await count_duty_days(conn, [challenge])
    assert list(duty.values()) == [7 + 5]


async def test_figures_in_percent_are_averaged_over_teams(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader, measure="figure", unit="% satisfied", **NO_STAGES)
    async with connection() as conn:
        row = await conn.fetchrow("SELECT * FROM challenge WHERE id = $1", challenge)
    teams = [ParticipatingTeam(1, "", 9, 90, 300), ParticipatingTeam(2, "", 9, 50, 100)]
    assert calculate_row_value(row, teams) == pytest.approx(80)
