"""Boards are told who, and never in the way of whom they are told by."""

import asyncio
from collections.abc import Collection, Mapping

import pytest
from support.company import COMPANY_WEEK, Company

from learning.leaderboards import BoardChange, BoardLine, BoardPublisher, make_board_key, publisher
from learning.queries.boards.board_scores import load_board_lines, open_boards
from learning.queries.boards.boards import BoardScope
from learning.rules.boards.boards import BOARD_SCORE_SCALE
from learning.tables.database import transaction

NOWHERE = "redis://127.0.0.1:1/0"


async def test_who_was_told_of_twice_goes_out_once(company: Company) -> None:
    people = [await company.add_member(f"Person-{number}") for number in range(3)]
    asked: list[list[int]] = []

    async def counted(wanted: Collection[int]) -> list[BoardLine]:
        asked.append(list(wanted))
        return await load_board_lines(wanted)

    boards = BoardPublisher(NOWHERE, counted)
    for _ in range(5):
        boards.enqueue(*(who.id for who in people))
    await boards.flush()
    assert asked == [[who.id for who in people]]
    await boards.close()


async def test_telling_again_and_in_any_order_changes_nothing(company: Company) -> None:
    people = await company.add_members(3)
    before = await company.read_team_points(company.root)
    for who in (*reversed(people), *people):
        company.boards.enqueue(who.id)
        await company.boards.flush(who.id)
    assert (
        await company.read_team_points(company.root)
        == before
        == {who.id: 10 * n for n, who in enumerate(people, 1)}
    )


async def test_an_older_total_never_takes_the_place_of_a_newer_one(company: Company) -> None:
    (who,) = await company.add_members(1)
    board = make_board_key("team", company.shop.id, "week", COMPANY_WEEK)
    old = BoardLine(board, [who.id], [5 * BOARD_SCORE_SCALE])
    await company.boards.write_changes({board: publisher.build_board_change(old, ())})
    assert await company.read_team_points(company.shop) == {who.id: 10}


async def test_a_correction_lowers_and_takes_off_who_has_nothing_left(company: Company) -> None:
    who, other = await company.add_members(2)
    await company.earn_points(who, -4)
    assert (await company.read_team_points(company.shop))[who.id] == 6
    await company.earn_points(who, -6)
    for team in (company.shop, company.root):
        assert await company.read_team_points(team) == {other.id: 20}


async def test_it_is_told_after_the_commit_even_from_inside_a_transaction(company: Company) -> None:
    """Whoever tells inside one by mistake disturbs it by nothing; what is not committed is not told."""
    who, other = await company.add_members(2)
    async with transaction() as conn:
        await conn.execute("UPDATE progress SET week_points = 99 WHERE person = $1", who.id)
        company.boards.enqueue(who.id)
        await company.boards.flush(who.id)
        assert (
            await conn.fetchval("SELECT week_points FROM progress WHERE person = $1", other.id)
            == 20
        )
    assert (await company.read_team_points(company.shop))[who.id] == 10


async def test_nobody_waits_for_a_redis_that_is_away(company: Company) -> None:
    (who,) = await company.add_members(1)
    boards = open_boards(NOWHERE)
    begun = asyncio.get_running_loop().time()
    for _ in range(50):
        boards.enqueue(who.id)
        await boards.flush(who.id)
        await company.read_board(who, BoardScope("team", company.shop.id), boards=boards)
    assert asyncio.get_running_loop().time() - begun < 5
    await boards.close()


async def test_what_could_not_be_told_is_told_when_redis_is_back(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(company.boards.nodes.breaker, "pause_seconds", 0.05)
    (who,) = await company.add_members(1)
    write, failing = company.boards.write_changes, True

    async def fails(changes: Mapping[str, BoardChange]) -> set[str]:
        return set(changes) if failing else await write(changes)

    monkeypatch.setattr(company.boards, "write_changes", fails)
    await company.earn_points(who, 5)
    assert await company.read_team_points(company.shop) == {who.id: 10}
    failing = False
    for _ in range(100):
        await asyncio.sleep(0.02)
        await company.boards.flush()
        if await company.read_team_points(company.shop) == {who.id: 15}:
            break
    assert await company.read_team_points(company.root) == {who.id: 15}
