"""Ceremonies on real PostgreSQL: everybody who took part gets their share, once, however many end together and whoever holds them."""

import asyncio
from collections.abc import Mapping
from contextvars import Context
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest
from support.challenges import launch_plan, record_practice
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
from learning.rules.challenges.challenges import LATE_ATTEMPTS_GRACE
from learning.steps.jobs.job_rows import lock_due_jobs
from learning.steps.recognition.lock_progress import LockedProgress, save_progress
from learning.tables.database import connection, transaction

OVER = datetime(2026, 3, 9, 4, tzinfo=SHOP_TIME.tzinfo) + LATE_ATTEMPTS_GRACE
"""When what the shop began on `NOW` is settled."""
NAMES = ("Amira", "Ben", "Chloe", "Dan", "Elif", "Femi", "Gita")


async def crew_of(shop: Shop, *names: str) -> list[CurrentUser]:
    """People who practise on the first day."""
    crew = [await shop.add_member(name) for name in names]
    for who in crew:
        await record_practice(who, SHOP_TIME)
    return crew


async def ended(shop: Shop, many: int, **changes: Any) -> list[int]:
    """So many challenges, settled."""
    leader = await shop.add_member("Lea", "leader")
    made = [
        await launch_plan(shop, leader, id=UUID(int=number), **changes)
        for number in range(1, many + 1)
    ]
    assert await settle_challenges(None, OVER) == many
    return made


async def shares() -> dict[tuple[int, str], int]:
    """What was paid, by person and cause. That nothing is there twice, the table sees to."""
    async with connection() as conn:
        rows = await conn.fetch(
            "SELECT person, cause, points FROM ledger_entry WHERE cause LIKE 'challenge:%'"
        )
    return {(row["person"], row["cause"]): row["points"] for row in rows}


async def left() -> int:
    async with connection() as conn:
        return int(
            await conn.fetchval(
                "SELECT count(*) FROM due_job WHERE kind = 'challenge_ceremony' AND done_at IS NULL"
            )
        )


async def joined(who: CurrentUser) -> tuple[int, int]:
    """How many challenges are counted for somebody, and their points."""
    async with connection() as conn:
        row = await conn.fetchrow("SELECT counters, points FROM progress WHERE person = $1", who.id)
    return msgspec.json.decode(row["counters"]).get("challenge.joined", 0), row["points"]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks so small that a handful of people needs many."""
    monkeypatch.setattr(module, "MAX_CHALLENGES_PER_POINTS_CHUNK", 2)
    monkeypatch.setattr(module, "MAX_MEMBERS_PER_POINTS_CHUNK", 3)


@pytest.mark.usefixtures("small")
async def test_many_workers_at_once_and_again_pay_every_share_once(shop: Shop) -> None:
    crew = await crew_of(shop, *NAMES)
    made = await ended(shop, 6)
    found = [
        sum(
            await asyncio.gather(
                *(post_challenge_points(None, shop.boards, OVER) for _ in range(4))
            )
        )
        for _ in range(2)
    ]
    assert found == [6 * len(crew), 0]
    assert await shares() == {
        (who.id, f"challenge:{one}"): TARGET_REACHED_POINTS for who in crew for one in made
    }
    assert [await joined(who) for who in crew] == [(6, 10 + 6 * TARGET_REACHED_POINTS)] * len(crew)
    assert await left() == 0


@pytest.mark.usefixtures("small")
async def test_a_worker_that_dies_in_the_middle_leaves_whole_chunks_and_the_next_goes_on(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew = await crew_of(shop, *NAMES)
    await ended(shop, 2)
    done, chunks = iter(range(100)), 2

    async def cut(conn: asyncpg.Connection, accounts: Mapping[int, LockedProgress]) -> None:
        await save_progress(conn, accounts)
        if next(done) == chunks:
            raise ConnectionError("the power went")

    monkeypatch.setattr("learning.steps.recognition.post_ledger_entries.save_progress", cut)
    with pytest.raises(ConnectionError):
        await post_challenge_points(None, shop.boards, OVER)
    assert len(await shares()) == sum([(await joined(who))[0] for who in crew]) == chunks * 3
    assert await left() == 2, "a ceremony is over when everybody has got their share"
    assert await post_challenge_points(None, shop.boards, OVER) == 2 * len(crew) - chunks * 3
    assert [await joined(who) for who in crew] == [(2, 10 + 2 * TARGET_REACHED_POINTS)] * len(crew)
    assert await left() == 0


@pytest.mark.usefixtures("small")
async def test_what_another_worker_holds_is_left_to_it(shop: Shop) -> None:
    crew = await crew_of(shop, *NAMES[:2])
    await ended(shop, 3)
    async with transaction() as conn:
        assert len(await lock_due_jobs(conn, "challenge_ceremony", OVER, 1)) == 1
        found = await asyncio.create_task(
            post_challenge_points(None, shop.boards, OVER), context=Context()
        )
    assert found == 2 * len(crew)
    assert await left() == 1


async def test_only_those_who_took_part_within_its_days_and_are_still_there(shop: Shop) -> None:
    amira, ben, chloe, dan = [await shop.add_member(name) for name in NAMES[:4]]
    await record_practice(amira, SHOP_TIME)
    await record_practice(ben, SHOP_TIME - timedelta(days=1))
    await record_practice(chloe, SHOP_TIME)
    await erase_person(chloe.login, SHOP_TIME)
    (made,) = await ended(shop, 1, target=50)
    assert await post_challenge_points(None, shop.boards, OVER) == 1
    assert await shares() == {(amira.id, f"challenge:{made}"): PARTICIPATION_POINTS}
    assert [await joined(who) for who in (ben, chloe, dan)] == [(0, 10), (0, 10), (0, 0)]


async def test_whoever_belongs_to_two_of_its_teams_gets_one_share(shop: Shop) -> None:
    (amira,) = await crew_of(shop, "Amira")
    leader = await shop.add_member("Rita", "leader", shop.root)
    made = await launch_plan(
        shop, leader, team=shop.root, teams=(shop.root,), form="team", target=1, stages=()
    )
    async with connection() as conn:  # as one that was launched before a part of a part was refused
        await conn.execute(
            "INSERT INTO challenge_team (challenge, team, starts_at, ends_at)"
            " SELECT challenge, $2, starts_at, ends_at FROM challenge_team WHERE challenge = $1",
            made,
            shop.shop,
        )
    assert await settle_challenges(None, OVER) == 1
    assert await post_challenge_points(None, shop.boards, OVER) == 1
    assert await joined(amira) == (1, 10 + TARGET_REACHED_POINTS)


async def test_the_boards_know_of_it(shop: Shop) -> None:
    (amira,) = await crew_of(shop, "Amira")
    await ended(shop, 2, form="team", target=1, stages=())
    await post_challenge_points(None, shop.boards, OVER)
    await shop.boards.flush()
    board = make_board_key("team", shop.shop, "week", find_period_start("week", OVER.date()))
    found = await shop.boards.read_scores({board: [amira.id]})
    assert [score // BOARD_SCORE_SCALE for score in found[board] if score is not None] == [
        2 * TARGET_REACHED_POINTS
    ]


@pytest.mark.parametrize("many", [1, 30])
async def test_a_chunk_takes_the_same_few_statements_however_many_it_holds(
    shop: Shop, many: int
) -> None:
    crew = await crew_of(shop, *NAMES)
    await ended(shop, many)
    async with collect_statements() as statements:
        assert await post_challenge_points(None, shop.boards, OVER) == many * len(crew)
    assert len(statements) <= 13, statements


@pytest.mark.parametrize("at_fault", [1, 3, 5])
async def test_one_that_fails_holds_up_no_other_and_is_tried_again_later(
    shop: Shop, at_fault: int
) -> None:
    crew = await crew_of(shop, *NAMES[:2])
    made = await ended(shop, 5)
    bad = made[at_fault - 1]
    kept = await broken(bad)
    for _ in range(2):
        await post_challenge_points(None, shop.boards, OVER)
        assert await shares() == {
            (who.id, f"challenge:{one}"): PARTICIPATION_POINTS
            for who in crew
            for one in made
            if one != bad
        }
    assert await left() == 1
    assert (await problem(bad)).startswith("KeyError")
    async with connection() as conn:
        await conn.execute("UPDATE challenge SET result = $2 WHERE id = $1", bad, kept)
    later = OVER + timedelta(hours=2)
    assert await claim_due_jobs(later)
    assert await post_challenge_points(None, shop.boards, later) == len(crew)
    assert await left() == 0


async def broken(challenge: int) -> str:
    """Break the result of one, so that its ceremony always fails; return it as it was."""
    async with connection() as conn:
        kept: str = await conn.fetchval("SELECT result FROM challenge WHERE id = $1", challenge)
        await conn.execute("UPDATE challenge SET result = '{}' WHERE id = $1", challenge)
    return kept


async def problem(challenge: int) -> str:
    async with connection() as conn:
        return str(
            await conn.fetchval(
                "SELECT problem FROM due_job WHERE kind = 'challenge_ceremony' AND subject = $1",
                str(challenge),
            )
        )
