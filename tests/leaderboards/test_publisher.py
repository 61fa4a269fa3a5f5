"""The boards of people who were enqueued are written, and nobody waits for that."""

import asyncio
from collections.abc import Collection, Mapping

import pytest
from support.company import COMPANY_WEEK, Company

from learning.actions.boards.note_unwritten_boards import note_unwritten_boards
from learning.actions.boards.open_boards import open_boards
from learning.leaderboards import BoardChange, BoardLine, BoardPublisher, make_board_key, publisher
from learning.queries.boards.board_scores import load_board_lines
from learning.queries.boards.boards import BoardScope
from learning.rules.boards.boards import BOARD_SCORE_SCALE
from learning.tables.database import transaction

UNREACHABLE_REDIS_URL = "redis://127.0.0.1:1/0"


async def test_a_person_enqueued_twice_is_written_once(company: Company) -> None:
    people = [await company.add_member(f"Person-{number}") for number in range(3)]
    calls: list[list[int]] = []

    async def count_and_load(wanted: Collection[int]) -> list[BoardLine]:
        calls.append(list(wanted))
        return await load_board_lines(wanted)

    boards = BoardPublisher(UNREACHABLE_REDIS_URL, count_and_load, note_unwritten_boards)
    for _ in range(5):
        boards.enqueue(*(user.id for user in people))
    await boards.flush()
    assert calls == [[user.id for user in people]]
    await boards.close()


async def test_writing_again_in_any_order_changes_nothing(company: Company) -> None:
    people = await company.add_members(3)
    before = await company.read_team_points(company.root)
    for user in (*reversed(people), *people):
        company.boards.enqueue(user.id)
        await company.boards.flush(user.id)
    assert (
        await company.read_team_points(company.root)
        == before
        == {user.id: 10 * n for n, user in enumerate(people, 1)}
    )


async def test_an_older_total_never_replaces_a_newer_one(company: Company) -> None:
    (user,) = await company.add_members(1)
    board = make_board_key("team", company.shop.id, "week", COMPANY_WEEK)
    old = BoardLine(board, [user.id], [5 * BOARD_SCORE_SCALE])
    await company.boards.write_changes({board: publisher.build_board_change(old, ())})
    assert await company.read_team_points(company.shop) == {user.id: 10}


async def test_a_correction_lowers_a_score_and_removes_a_person_without_points(
    company: Company,
) -> None:
    user, other = await company.add_members(2)
    await company.earn_points(user, -4)
    assert (await company.read_team_points(company.shop))[user.id] == 6
    await company.earn_points(user, -6)
    for team in (company.shop, company.root):
        assert await company.read_team_points(team) == {other.id: 20}


async def test_only_committed_points_are_written(company: Company) -> None:
    """Enqueueing inside a transaction does not disturb it, and writes only what is committed."""
    user, other = await company.add_members(2)
    async with transaction() as conn:
        await conn.execute("UPDATE progress SET week_points = 99 WHERE person = $1", user.id)
        company.boards.enqueue(user.id)
        await company.boards.flush(user.id)
        assert (
            await conn.fetchval("SELECT week_points FROM progress WHERE person = $1", other.id)
            == 20
        )
    assert (await company.read_team_points(company.shop))[user.id] == 10


async def test_nobody_waits_for_an_unavailable_redis(company: Company) -> None:
    (user,) = await company.add_members(1)
    boards = open_boards(UNREACHABLE_REDIS_URL)
    begun = asyncio.get_running_loop().time()
    for _ in range(50):
        boards.enqueue(user.id)
        await boards.flush(user.id)
        await company.read_board(user, BoardScope("team", company.shop.id), boards=boards)
    assert asyncio.get_running_loop().time() - begun < 5
    await boards.close()


async def test_boards_are_written_when_redis_is_available_again(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(company.boards.nodes.breaker, "pause_seconds", 0.05)
    (user,) = await company.add_members(1)
    write, failing = company.boards.write_changes, True

    async def fails(changes: Mapping[str, BoardChange]) -> set[str]:
        return set(changes) if failing else await write(changes)

    monkeypatch.setattr(company.boards, "write_changes", fails)
    await company.earn_points(user, 5)
    assert await company.read_team_points(company.shop) == {user.id: 10}
    failing = False
    for _ in range(100):
        await asyncio.sleep(0.02)
        await company.boards.flush()
        if await company.read_team_points(company.shop) == {user.id: 15}:
            break
    assert await company.read_team_points(company.root) == {user.id: 15}
