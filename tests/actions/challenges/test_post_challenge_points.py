"""Points of settled challenges on real PostgreSQL: once for everybody who took part."""

import asyncio
from collections.abc import Mapping
from contextvars import Context
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest
from support.challenges import SETTLED_AT, claim_jobs, launch_plan, record_practice
from support.shop import SHOP_TIME, Shop
from support.statements import collect_statements

from learning.actions.challenges import post_challenge_points as module
from learning.actions.challenges.post_challenge_points import (
    PARTICIPATION_POINTS,
    TARGET_REACHED_POINTS,
    post_challenge_points,
)
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.actions.jobs.job_queue import claim_due_jobs
from learning.actions.people.erase_person import erase_person
from learning.leaderboards import make_board_key
from learning.queries.people.current_user import CurrentUser
from learning.rules.boards.boards import BOARD_SCORE_SCALE
from learning.rules.boards.periods import find_period_start
from learning.steps.jobs.job_rows import lock_due_jobs
from learning.steps.recognition.lock_progress import LockedProgress, save_progress
from learning.tables.database import connection, transaction

NAMES = ("Amira", "Ben", "Chloe", "Dan", "Elif", "Femi", "Gita")


async def add_practising_members(shop: Shop, *names: str) -> list[CurrentUser]:
    """Add people who practise on the first day."""
    members = [await shop.add_member(name) for name in names]
    for member in members:
        await record_practice(member, SHOP_TIME)
    return members


async def settle_new_challenges(shop: Shop, number_of_challenges: int, **changes: Any) -> list[int]:
    """Launch challenges and settle them; return their ids."""
    leader = await shop.add_member("Lea", "leader")
    challenges = [
        await launch_plan(shop, leader, id=UUID(int=number), **changes)
        for number in range(1, number_of_challenges + 1)
    ]
    assert await settle_challenges(None, SETTLED_AT) == number_of_challenges
    return challenges


async def read_challenge_points() -> dict[tuple[int, str], int]:
    """Read points by person and cause. A constraint of the table makes each pair unique."""
    async with connection() as conn:
        rows = await conn.fetch(
            "SELECT person, cause, points FROM ledger_entry WHERE cause LIKE 'challenge:%'"
        )
    return {(row["person"], row["cause"]): row["points"] for row in rows}


async def count_open_jobs() -> int:
    """Count the jobs that are not done."""
    async with connection() as conn:
        return int(
            await conn.fetchval(
                "SELECT count(*) FROM due_job WHERE kind = 'challenge_ceremony' AND done_at IS NULL"
            )
        )


async def read_progress(user: CurrentUser) -> tuple[int, int]:
    """Read the number of joined challenges and the points of a person."""
    async with connection() as conn:
        row = await conn.fetchrow(
            "SELECT counters, points FROM progress WHERE person = $1", user.id
        )
    return msgspec.json.decode(row["counters"]).get("challenge.joined", 0), row["points"]


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make chunks so small that a few people need several."""
    monkeypatch.setattr(module, "MAX_CHALLENGES_PER_POINTS_CHUNK", 2)
    monkeypatch.setattr(module, "MAX_MEMBERS_PER_POINTS_CHUNK", 3)


@pytest.mark.usefixtures("small_chunks")
async def test_many_workers_at_once_and_again_post_every_entry_once(shop: Shop) -> None:
    members = await add_practising_members(shop, *NAMES)
    challenges = await settle_new_challenges(shop, 6)
    found = [
        sum(
            await asyncio.gather(
                *(post_challenge_points(None, shop.boards, SETTLED_AT) for _ in range(4))
            )
        )
        for _ in range(2)
    ]
    assert found == [6 * len(members), 0]
    assert await read_challenge_points() == {
        (member.id, f"challenge:{one}"): TARGET_REACHED_POINTS
        for member in members
        for one in challenges
    }
    assert [await read_progress(member) for member in members] == [
        (6, 10 + 6 * TARGET_REACHED_POINTS)
    ] * len(members)
    assert await count_open_jobs() == 0


@pytest.mark.usefixtures("small_chunks")
async def test_a_worker_that_dies_leaves_whole_chunks_and_the_next_one_goes_on(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = await add_practising_members(shop, *NAMES)
    await settle_new_challenges(shop, 2)
    done, chunks = iter(range(100)), 2

    async def save_and_fail(
        conn: asyncpg.Connection, accounts: Mapping[int, LockedProgress]
    ) -> None:
        await save_progress(conn, accounts)
        if next(done) == chunks:
            raise ConnectionError("connection lost")

    monkeypatch.setattr(
        "learning.steps.recognition.post_ledger_entries.save_progress", save_and_fail
    )
    with pytest.raises(ConnectionError):
        await post_challenge_points(None, shop.boards, SETTLED_AT)
    assert (
        len(await read_challenge_points())
        == sum([(await read_progress(member))[0] for member in members])
        == chunks * 3
    )
    assert await count_open_jobs() == 2, "a job is done when everybody has points"
    assert (
        await post_challenge_points(None, shop.boards, SETTLED_AT) == 2 * len(members) - chunks * 3
    )
    assert [await read_progress(member) for member in members] == [
        (2, 10 + 2 * TARGET_REACHED_POINTS)
    ] * len(members)
    assert await count_open_jobs() == 0


@pytest.mark.usefixtures("small_chunks")
async def test_a_job_that_another_worker_has_locked_is_skipped(shop: Shop) -> None:
    members = await add_practising_members(shop, *NAMES[:2])
    await settle_new_challenges(shop, 3)
    async with transaction() as conn:
        assert len(await lock_due_jobs(conn, "challenge_ceremony", SETTLED_AT, 1)) == 1
        found = await asyncio.create_task(
            post_challenge_points(None, shop.boards, SETTLED_AT), context=Context()
        )
    assert found == 2 * len(members)
    assert await count_open_jobs() == 1


async def test_only_members_who_took_part_within_its_days_get_points(shop: Shop) -> None:
    amira, ben, chloe, dan = [await shop.add_member(name) for name in NAMES[:4]]
    await record_practice(amira, SHOP_TIME)
    await record_practice(ben, SHOP_TIME - timedelta(days=1))
    await record_practice(chloe, SHOP_TIME)
    await erase_person(chloe.login, SHOP_TIME)
    (challenges,) = await settle_new_challenges(shop, 1, target=50)
    assert await post_challenge_points(None, shop.boards, SETTLED_AT) == 1
    assert await read_challenge_points() == {
        (amira.id, f"challenge:{challenges}"): PARTICIPATION_POINTS
    }
    assert [await read_progress(member) for member in (ben, chloe, dan)] == [
        (0, 10),
        (0, 10),
        (0, 0),
    ]


@pytest.mark.parametrize("number_of_people", [6, 12])
@pytest.mark.usefixtures("small_chunks")
async def test_the_members_of_a_large_challenge_are_read_once(
    shop: Shop, number_of_people: int
) -> None:
    members = await add_practising_members(shop, *(f"Person {n}" for n in range(number_of_people)))
    await settle_new_challenges(shop, 1)
    async with collect_statements() as statements:
        assert await post_challenge_points(None, shop.boards, SETTLED_AT) == len(members)
    assert sum("SELECT DISTINCT ct.challenge, p.id" in one for one in statements) == 1


async def test_the_removal_of_an_older_moment_is_taking_part(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    async with connection() as conn:
        await conn.execute(
            "INSERT INTO ledger_entry (person, cause, points, team, day, earned_at)"
            " VALUES ($1, 'moment-removed:1', 0, $2, $3, $4)",
            amira.id,
            shop.shop,
            SHOP_TIME.date() - timedelta(days=30),
            SHOP_TIME,
        )
    await settle_new_challenges(shop, 1)
    assert await post_challenge_points(None, shop.boards, SETTLED_AT) == 1


async def test_a_member_of_two_of_its_teams_gets_points_once(shop: Shop) -> None:
    (amira,) = await add_practising_members(shop, "Amira")
    leader = await shop.add_member("Rita", "leader", shop.root)
    challenges = await launch_plan(
        shop, leader, team=shop.root, teams=(shop.root,), form="team", target=1, stages=()
    )
    async with (
        connection() as conn
    ):  # nested teams are refused at the launch, so the row is inserted here
        await conn.execute(
            "INSERT INTO challenge_team (challenge, team, starts_at, ends_at)"
            " SELECT challenge, $2, starts_at, ends_at FROM challenge_team WHERE challenge = $1",
            challenges,
            shop.shop,
        )
    assert await settle_challenges(None, SETTLED_AT) == 1
    assert await post_challenge_points(None, shop.boards, SETTLED_AT) == 1
    assert await read_progress(amira) == (1, 10 + TARGET_REACHED_POINTS)


async def test_the_boards_are_updated(shop: Shop) -> None:
    (amira,) = await add_practising_members(shop, "Amira")
    await settle_new_challenges(shop, 2, form="team", target=1, stages=())
    await post_challenge_points(None, shop.boards, SETTLED_AT)
    await shop.boards.flush()
    board = make_board_key("team", shop.shop, "week", find_period_start("week", SETTLED_AT.date()))
    found = await shop.boards.read_scores({board: [amira.id]})
    assert [score // BOARD_SCORE_SCALE for score in found[board] if score is not None] == [
        2 * TARGET_REACHED_POINTS
    ]


@pytest.mark.parametrize("number_of_challenges", [1, 30])
async def test_a_chunk_needs_a_bounded_number_of_statements(
    shop: Shop, number_of_challenges: int
) -> None:
    members = await add_practising_members(shop, *NAMES)
    await settle_new_challenges(shop, number_of_challenges)
    async with collect_statements() as statements:
        assert await post_challenge_points(
            None, shop.boards, SETTLED_AT
        ) == number_of_challenges * len(members)
    assert len(statements) <= 14, statements


@pytest.mark.parametrize("failing_number", [1, 3, 5])
async def test_a_failing_challenge_delays_no_other_and_is_tried_again(
    shop: Shop, failing_number: int
) -> None:
    members = await add_practising_members(shop, *NAMES[:2])
    challenges = await settle_new_challenges(shop, 5)
    failing = challenges[failing_number - 1]
    result = await break_result(failing)
    for _ in range(2):
        await post_challenge_points(None, shop.boards, SETTLED_AT)
        assert await read_challenge_points() == {
            (member.id, f"challenge:{one}"): PARTICIPATION_POINTS
            for member in members
            for one in challenges
            if one != failing
        }
    assert await count_open_jobs() == 1
    assert (await read_job_problem(failing)).startswith("ValidationError")
    async with connection() as conn:
        await conn.execute("UPDATE challenge SET result = $2 WHERE id = $1", failing, result)
    later = SETTLED_AT + timedelta(hours=2)
    assert await claim_due_jobs(later)
    assert await post_challenge_points(None, shop.boards, later) == len(members)
    assert await count_open_jobs() == 0


async def break_result(challenge: int) -> str:
    """Store a result that cannot be read; return the one before."""
    async with connection() as conn:
        result: str = await conn.fetchval("SELECT result FROM challenge WHERE id = $1", challenge)
        await conn.execute("UPDATE challenge SET result = '{}' WHERE id = $1", challenge)
    return result


async def read_job_problem(challenge: int) -> str:
    """Read why the job of a challenge failed."""
    async with connection() as conn:
        return str(
            await conn.fetchval(
                "SELECT problem FROM due_job WHERE kind = 'challenge_ceremony' AND subject = $1",
                str(challenge),
            )
        )


async def test_only_people_who_took_part_get_points_and_counters(shop: Shop) -> None:
    leader, amira, ben = (
        await shop.add_member("Lea", "leader"),
        await shop.add_member("Amira"),
        await shop.add_member("Ben"),
    )
    challenge = await launch_plan(shop, leader)
    for day in range(4):
        await record_practice(amira, SHOP_TIME + timedelta(days=day))
    await settle_challenges(None, SETTLED_AT)
    (job,) = await claim_jobs("challenge_ceremony", SETTLED_AT)
    assert await post_challenge_points(job, shop.boards, SETTLED_AT) == 1
    assert await post_challenge_points(job, shop.boards, SETTLED_AT) == 0
    async with connection() as conn:
        points = dict(
            await conn.fetch(
                "SELECT person, points FROM ledger_entry WHERE cause = $1", f"challenge:{challenge}"
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
