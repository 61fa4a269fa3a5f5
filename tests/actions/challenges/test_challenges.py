"""The life of a challenge on real PostgreSQL: launched once, counted from the ledger, changed fairly, settled once."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from support.challenges import (
    CHALLENGE_FIRST_DAY,
    launch_plan,
    make_plan,
    read_challenge_row,
    read_notices,
    record_practice,
)
from support.shop import SHOP_TIME, Shop
from support.statements import collect_statements

from learning.actions.challenges.change_challenge import cancel_challenge, edit_challenge
from learning.actions.challenges.launch_challenge import launch_challenge
from learning.actions.challenges.measure_challenges import measure_challenges
from learning.actions.challenges.post_challenge_points import (
    PARTICIPATION_POINTS,
    TARGET_REACHED_POINTS,
    post_challenge_points,
)
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.actions.jobs.job_queue import claim_due_jobs, find_job
from learning.actions.notices.send_notices import send_notices
from learning.actions.people.create_team import create_team
from learning.queries.notices.notices import list_notices_of_teams
from learning.rules.challenges.challenges import LATE_ATTEMPTS_GRACE, ChallengeEdit
from learning.rules.refusals import Conflict, Forbidden, Invalid, NotFound
from learning.steps.jobs.job_rows import Job
from learning.tables.database import connection

END = datetime(2026, 3, 9, 4, tzinfo=SHOP_TIME.tzinfo)
"""The shop's first instant after the challenge's last day."""
OVER = END + LATE_ATTEMPTS_GRACE


async def value(challenge: int) -> float:
    async with connection() as conn:
        return float(
            await conn.fetchval("SELECT value FROM challenge_team WHERE challenge = $1", challenge)
        )


async def jobs(challenge: int) -> list[tuple[str, str, datetime]]:
    async with connection() as conn:
        rows = await conn.fetch(
            "SELECT kind, subject, due_at FROM due_job WHERE split_part(subject, ':', 1) = $1 AND kind LIKE 'challenge%'"
            " AND done_at IS NULL ORDER BY due_at, subject",
            str(challenge),
        )
    return [tuple(found) for found in rows]


async def due(kind: str, now: datetime) -> list[Job]:
    await claim_due_jobs(now, 1000)
    async with connection() as conn:
        rows = await conn.fetch(
            "SELECT id FROM due_job WHERE kind = $1 AND done_at IS NULL AND due_at <= $2", kind, now
        )
    return [job for one in rows if (job := await find_job(one["id"]))]


async def test_a_plan_sent_twice_is_one_challenge(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    first, second = await launch_plan(shop, leader), await launch_plan(shop, leader)
    assert first == second
    assert [kind for kind, _, _ in await jobs(first)] == [
        *["challenge_notice"] * 3,
        "challenge_settle",
    ]
    with pytest.raises(Invalid, match="taken"):
        await launch_plan(shop, await shop.add_member("Lars", "leader"))


async def test_it_ends_when_the_last_of_its_teams_does(shop: Shop) -> None:
    leader = await shop.add_member("Rita", "leader", shop.root)
    honolulu = await create_team(
        "Honolulu", shop.root, "Pacific/Honolulu", range(1, 8), "CCCC4444", SHOP_TIME
    )
    made = await launch_plan(
        shop, leader, team=shop.root, teams=(shop.shop, honolulu), form="race", stages=()
    )
    assert (await read_challenge_row(made))["ends_at"] == END + timedelta(hours=10)
    notices = {subject: at for kind, subject, at in await jobs(made) if kind == "challenge_notice"}
    assert notices[f"{made}:{honolulu}:kickoff"] - notices[
        f"{made}:{shop.shop}:kickoff"
    ] == timedelta(hours=10)


async def test_leaders_launch_for_their_own_part_of_the_tree_only(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    other = await create_team("Other", shop.root, "UTC", range(1, 8), "DDDD5555", SHOP_TIME)
    for teams, team in (((other,), other), ((shop.shop, other), shop.root), ((other,), shop.shop)):
        with pytest.raises(Invalid, match="not yours"):
            await launch_challenge(leader, make_plan(shop, team=team, teams=teams), SHOP_TIME)


async def test_breaks_are_counted_from_the_ledger_within_its_days(shop: Shop) -> None:
    leader, amira, ben = (
        await shop.add_member("Lea", "leader"),
        await shop.add_member("Amira"),
        await shop.add_member("Ben"),
    )
    made = await launch_plan(shop, leader)
    await record_practice(amira, SHOP_TIME - timedelta(days=1))
    await record_practice(amira, SHOP_TIME)
    await record_practice(amira, SHOP_TIME + timedelta(minutes=1), "pack.c1")
    await record_practice(ben, SHOP_TIME + timedelta(days=1))
    await record_practice(ben, END)
    assert await measure_challenges(SHOP_TIME) == [made]
    assert ((await read_challenge_row(made))["status"], await value(made)) == ("running", 2)
    assert await measure_challenges(SHOP_TIME) == []


async def test_one_that_begins_today_runs_as_soon_as_it_is_counted_and_others_wait(
    shop: Shop,
) -> None:
    leader = await shop.add_member("Lea", "leader")
    made = await launch_plan(shop, leader)
    tomorrow, other = (
        CHALLENGE_FIRST_DAY + timedelta(days=1),
        await launch_plan(shop, leader, id=UUID(int=2)),
    )
    later = await launch_plan(shop, leader, id=UUID(int=3), first_day=tomorrow)
    await measure_challenges(SHOP_TIME, only=[made, later])
    assert [(await read_challenge_row(one))["status"] for one in (made, later, other)] == [
        "running",
        "scheduled",
        "scheduled",
    ]


async def test_a_stage_is_reached_and_told_once(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    made = await launch_plan(shop, leader)
    for day in range(3):
        await record_practice(amira, SHOP_TIME + timedelta(days=day))
        await asyncio.gather(
            *(measure_challenges(SHOP_TIME + timedelta(days=day)) for _ in range(3))
        )
    assert await read_notices(made) == [(shop.shop, "milestone", "1")]


async def test_the_morning_words_are_told_once_and_not_by_an_older_version(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    made = await launch_plan(shop, leader)
    kickoff = next(
        job
        for job in await due("challenge_notice", SHOP_TIME + timedelta(days=1))
        if "kickoff" in job.subject
    )
    await edit_challenge(leader, made, ChallengeEdit(title="Chase it"), SHOP_TIME)
    await send_notices(kickoff, SHOP_TIME)
    assert await read_notices(made) == [(shop.shop, "edited", "2")]
    for job in await due("challenge_notice", SHOP_TIME + timedelta(days=1)):
        await send_notices(job, SHOP_TIME)
        await send_notices(job, SHOP_TIME)
    assert await read_notices(made) == [(shop.shop, "edited", "2"), (shop.shop, "kickoff", "")]


async def test_four_workers_settle_it_once_and_what_comes_later_changes_nothing(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    made = await launch_plan(shop, leader)
    for day in range(4):
        await record_practice(amira, SHOP_TIME + timedelta(days=day))
    await record_practice(
        amira, END - timedelta(seconds=1), day=CHALLENGE_FIRST_DAY + timedelta(days=6)
    )
    settled = await asyncio.gather(*(settle_challenges(None, OVER) for _ in range(4)))
    assert sum(settled) == 1
    result = msgspec.json.decode((await read_challenge_row(made))["result"])
    assert (result["value"], result["reached"], result["stages"]) == (5, True, 2)
    await record_practice(amira, SHOP_TIME + timedelta(days=5))
    assert await settle_challenges(None, OVER) == 0
    assert await measure_challenges(OVER) == []
    assert msgspec.json.decode((await read_challenge_row(made))["result"]) == result
    assert [kind for _, kind, _ in await read_notices(made)] == ["settled"]
    (notice,) = await list_notices_of_teams([shop.shop])
    assert msgspec.to_builtins(notice.body) == {
        "title": "Chase the award",
        "unit": "breaks",
        "reward": "An evening out",
        "value": 5,
        "target": 4,
        "reached": True,
    }


async def test_late_offline_answers_count_within_the_grace(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    made = await launch_plan(shop, leader)
    assert await settle_challenges(None, OVER - timedelta(seconds=1)) == 0
    await record_practice(
        amira, END - timedelta(hours=2), day=CHALLENGE_FIRST_DAY + timedelta(days=6)
    )  # arrives a day later
    assert await settle_challenges(None, OVER) == 1
    assert msgspec.json.decode((await read_challenge_row(made))["result"])["value"] == 1


async def test_everybody_who_took_part_is_paid_once_and_nobody_else(shop: Shop) -> None:
    leader, amira, ben = (
        await shop.add_member("Lea", "leader"),
        await shop.add_member("Amira"),
        await shop.add_member("Ben"),
    )
    made = await launch_plan(shop, leader)
    for day in range(4):
        await record_practice(amira, SHOP_TIME + timedelta(days=day))
    await settle_challenges(None, OVER)
    (job,) = await due("challenge_ceremony", OVER)
    assert await post_challenge_points(job, shop.boards, OVER) == 1
    assert await post_challenge_points(job, shop.boards, OVER) == 0
    async with connection() as conn:
        points = dict(
            await conn.fetch(
                "SELECT person, points FROM ledger_entry WHERE cause = $1", f"challenge:{made}"
            )
        )
        counters = msgspec.json.decode(
            await conn.fetchval("SELECT counters FROM progress WHERE person = $1", amira.id)
        )
    assert points == {amira.id: TARGET_REACHED_POINTS}
    assert ben.id not in points
    assert TARGET_REACHED_POINTS > PARTICIPATION_POINTS
    assert (
        counters["challenge.won"]
        == counters["challenge.won.national-award"]
        == counters["challenge.won.quest"]
        == 1
    )


async def test_a_change_makes_it_longer_or_easier_and_is_told(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    made = await launch_plan(shop, leader)
    await measure_challenges(SHOP_TIME)
    later = CHALLENGE_FIRST_DAY + timedelta(days=9)
    await edit_challenge(leader, made, ChallengeEdit(last_day=later, target=3), SHOP_TIME)
    with pytest.raises(Invalid):
        await edit_challenge(leader, made, ChallengeEdit(target=9), SHOP_TIME)
    await record_practice(amira, END + timedelta(days=1))
    assert await settle_challenges(None, OVER) == 0, "the job of the first version is of no account"
    assert await settle_challenges(None, OVER + timedelta(days=3)) == 1
    assert msgspec.json.decode((await read_challenge_row(made))["result"])["value"] == 1
    assert (shop.shop, "extended", "2") in await read_notices(made)


async def test_the_stages_move_with_the_target(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    made = await launch_plan(shop, leader)
    await edit_challenge(leader, made, ChallengeEdit(target=3), SHOP_TIME)
    await edit_challenge(leader, made, ChallengeEdit(title="Chase it"), SHOP_TIME)
    async with connection() as conn:
        stages = await conn.fetch(
            "SELECT target FROM challenge_stage WHERE challenge = $1 ORDER BY number", made
        )
    assert [stage["target"] for stage in stages] == pytest.approx([1.5, 3])


async def test_moments_of_a_trait_count_where_a_team_learns_it(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    made = await launch_plan(shop, leader, measure="moments", trait="pack.lesson-0")
    assert (await read_challenge_row(made))["trait"] == "pack.lesson-0"
    every = await launch_plan(shop, leader, id=UUID(int=3), measure="moments", trait="")
    assert (await read_challenge_row(every))["trait"] is None, "an empty one would count none"
    with pytest.raises(Invalid, match="no such trait"):
        await launch_plan(shop, leader, id=UUID(int=2), measure="moments", trait="pack.lesson-9")


async def test_a_cancelled_one_is_told_with_its_reason_and_never_settled(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    made = await launch_plan(shop, leader)
    await cancel_challenge(leader, made, "The award was moved.", SHOP_TIME)
    with pytest.raises(Conflict):
        await edit_challenge(leader, made, ChallengeEdit(title="Again"), SHOP_TIME)
    assert await settle_challenges(None, OVER) == 0
    for job in await due("challenge_notice", OVER):
        await send_notices(job, OVER)
    assert await jobs(made) == []
    assert await read_notices(made) == [(shop.shop, "cancelled", "")]
    assert (await read_challenge_row(made))["status"] == "cancelled"


async def test_nobody_changes_what_they_do_not_lead(shop: Shop) -> None:
    leader, learner = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    other = await create_team("Other", shop.root, "UTC", range(1, 8), "DDDD5555", SHOP_TIME)
    stranger = await shop.add_member("Olga", "leader", other)
    made = await launch_plan(shop, leader)
    with pytest.raises(NotFound):
        await cancel_challenge(stranger, made, "Because", SHOP_TIME)
    with pytest.raises(Forbidden):
        await cancel_challenge(learner, made, "Because", SHOP_TIME)
    assert (await read_challenge_row(made))["status"] == "scheduled"


async def test_hundreds_are_settled_in_a_bounded_number_of_statements(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    for number in range(2, 60):
        await launch_challenge(leader, make_plan(shop, id=UUID(int=number)), SHOP_TIME)
    async with collect_statements() as statements:
        assert await settle_challenges(None, OVER) == 58
    assert len(statements) < 40


async def test_one_that_cannot_be_settled_holds_up_no_other(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    made = [await launch_plan(shop, leader, id=UUID(int=number)) for number in range(1, 6)]
    async with connection() as conn:
        await conn.execute("UPDATE challenge SET measure = 'none' WHERE id = $1", made[2])
    assert await settle_challenges(None, OVER) == 4
    assert [(await read_challenge_row(one))["status"] for one in made] == [
        *["settled"] * 2,
        "scheduled",
        *["settled"] * 2,
    ]
    assert await settle_challenges(None, OVER) == 0
