"""The sweep of every minute: when it works at once, and when it rests."""

import asyncio
from datetime import datetime

import pytest
from support.company import COMPANY_TIME, COMPANY_WEEK, Company

from learning.actions.boards import sweep_boards as sweep_boards_module
from learning.actions.boards.repair_boards import repair_boards
from learning.actions.boards.sweep_boards import sweep_boards
from learning.leaderboards import BoardPublisher, make_board_key


@pytest.fixture
def repairs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The wrong rows of each repair. Repairs are slowed down here, so that a long rest follows."""
    wrong_rows: list[int] = []

    async def repair_slowly(boards: BoardPublisher, now: datetime) -> int:
        wrong_rows.append(await repair_boards(boards, now))
        await asyncio.sleep(0.2)
        return wrong_rows[-1]

    monkeypatch.setattr(sweep_boards_module, "SWEEP_REST_FACTOR", 300)
    monkeypatch.setattr(sweep_boards_module, "repair_boards", repair_slowly)
    return wrong_rows


async def test_it_rests_when_all_is_well(company: Company, repairs: list[int]) -> None:
    await company.add_members(3)
    for _ in range(3):
        await sweep_boards(company.boards, COMPANY_TIME)
    assert repairs == [0]


async def test_a_loss_of_data_ends_the_rest(company: Company, repairs: list[int]) -> None:
    await company.add_members(3)
    await sweep_boards(company.boards, COMPANY_TIME)
    await company.empty_redis()
    await sweep_boards(company.boards, COMPANY_TIME)
    assert repairs == [0, 3 * 3 * 3]
    assert len(await company.read_team_points(company.root)) == 3


async def test_one_lost_board_ends_the_rest_and_so_does_a_new_team(
    company: Company, repairs: list[int]
) -> None:
    await company.add_members(3)
    await sweep_boards(company.boards, COMPANY_TIME)
    board = make_board_key("team", company.shop.id, "week", COMPANY_WEEK)
    await company.boards.nodes.send_command(board, "DEL", board, f"{board}:whole")
    await sweep_boards(company.boards, COMPANY_TIME)
    await company.execute_statement(
        "INSERT INTO team (parent, path, name, zone, work_days, join_code, created_at)"
        " SELECT id, path || 99, 'New', zone, work_days, 'NEWNEWNE', created_at"
        " FROM team WHERE parent IS NULL"
    )
    await sweep_boards(company.boards, COMPANY_TIME)
    assert repairs == [0, 3, 0]


async def test_sweeps_at_the_same_time_do_the_work_once(
    company: Company, repairs: list[int]
) -> None:
    await company.add_members(3)
    await asyncio.gather(*(sweep_boards(company.boards, COMPANY_TIME) for _ in range(3)))
    assert repairs == [0]


async def test_teams_are_ranked_with_every_sweep_that_does_not_rest(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep_boards_module, "SWEEP_REST_FACTOR", 0)
    people = await company.add_members(3)
    board = make_board_key("teams", company.north.id, "week", COMPANY_WEEK)
    await sweep_boards(company.boards, COMPANY_TIME)
    assert await company.read_key_points(board) == {company.shop.id: 20}
    await company.earn_points(people[0], 30)
    await sweep_boards(company.boards, COMPANY_TIME)
    assert await company.read_key_points(board) == {company.shop.id: 30}
    await company.execute_statement(
        "UPDATE person SET on_boards = false WHERE id = $1", people[0].id
    )
    await sweep_boards(company.boards, COMPANY_TIME)
    assert await company.read_key_points(board) == {}
