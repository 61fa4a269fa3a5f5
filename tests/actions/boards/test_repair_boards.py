import asyncio
from datetime import date, timedelta

import pytest
from support.company import COMPANY_DAY, COMPANY_TIME, COMPANY_WEEK, Company

from learning.actions.boards import repair_boards as repair_boards_module
from learning.actions.boards.repair_boards import repair_boards
from learning.leaderboards import make_board_key
from learning.queries.boards.board_scores import load_board_view
from learning.queries.boards.boards import BoardScope
from learning.rules.boards.boards import BOARD_SCORE_SCALE, BoardWindow
from learning.rules.boards.periods import PERIOD_RULES, Period, find_period_start

PERIODS: tuple[Period, ...] = tuple(PERIOD_RULES)


async def test_lost_boards_are_repaired(company: Company) -> None:
    people = await company.add_members(5)
    teams = (company.shop, company.north, company.root)
    for board in [
        make_board_key("team", team.id, period, find_period_start(period, COMPANY_DAY))
        for team in teams
        for period in PERIODS
    ]:
        assert await company.boards.nodes.send_command(board, "DEL", board) == 1
    assert await repair_boards(company.boards, COMPANY_TIME) == 5 * 3 * len(PERIODS)
    for team in teams:
        for period in PERIODS:
            assert await company.read_team_points(team, period) == {
                user.id: 10 * n for n, user in enumerate(people, 1)
            }
    assert await repair_boards(company.boards, COMPANY_TIME) == 0


async def test_rows_that_are_too_low_too_high_or_superfluous_are_repaired(company: Company) -> None:
    low, high, gone = [await company.add_member(name) for name in ("Low", "High", "Gone")]
    for user in (low, high, gone):
        await company.earn_points(user, 30)
    await repair_boards(company.boards, COMPANY_TIME)
    await company.execute_statement("UPDATE person SET on_boards = false WHERE id = $1", gone.id)
    board = make_board_key("team", company.shop.id, "week", COMPANY_WEEK)
    await company.boards.nodes.send_command(
        board,
        "ZADD",
        board,
        BOARD_SCORE_SCALE,
        low.id,
        999 * BOARD_SCORE_SCALE,
        high.id,
        50 * BOARD_SCORE_SCALE,
        123456,
    )
    assert await repair_boards(company.boards, COMPANY_TIME) == 3 * len(PERIODS) + 3
    assert await company.read_team_points(company.shop) == {low.id: 30, high.id: 30}


async def test_the_score_itself_is_repaired_not_only_the_points(company: Company) -> None:
    (user,) = await company.add_members(1)
    board = make_board_key("team", company.shop.id, "week", COMPANY_WEEK)
    right = await company.boards.read_scores({board: [user.id]})
    for wrong in (10 * BOARD_SCORE_SCALE, 11 * BOARD_SCORE_SCALE - 1):
        await company.boards.nodes.send_command(board, "ZADD", board, wrong, user.id)
        assert await repair_boards(company.boards, COMPANY_TIME) == 1
        assert await company.boards.read_scores({board: [user.id]}) == right


async def test_it_goes_through_people_and_rows_in_chunks(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repair_boards_module, "PEOPLE_PER_REPAIR_CHUNK", 2)
    people = await company.add_members(7)
    await company.execute_statement("DELETE FROM progress WHERE person = $1", people[3].id)
    board = make_board_key("team", company.south.id, "month", date(2026, 3, 1))
    strangers = [
        number for person in range(2000, 4500) for number in (5 * BOARD_SCORE_SCALE, person)
    ]
    await company.boards.nodes.send_command(board, "ZADD", board, *strangers)
    assert await repair_boards(company.boards, COMPANY_TIME) == 2500 + 3 * len(PERIODS)
    assert await company.read_team_points(company.south, "month") == {}
    assert people[3].id not in await company.read_team_points(company.shop)
    assert len(await company.read_team_points(company.shop)) == 6


async def test_points_earned_during_a_repair_are_not_lost(company: Company) -> None:
    people = await company.add_members(4)

    async def repair_often() -> None:
        for _ in range(6):
            await repair_boards(company.boards, COMPANY_TIME)

    async def earn_often() -> None:
        for number in range(12):
            await company.earn_points(people[number % 4], 5)

    await asyncio.gather(repair_often(), earn_often(), earn_often())
    await company.boards.flush()
    assert await company.read_team_points(company.shop) == {
        user.id: 10 * n + 30 for n, user in enumerate(people, 1)
    }
    assert await repair_boards(company.boards, COMPANY_TIME) == 0


async def test_the_board_of_last_week_is_not_filled_again(company: Company) -> None:
    await company.add_members(2)
    later = COMPANY_TIME + timedelta(days=7)
    await repair_boards(company.boards, later)
    assert (
        await company.read_team_points(company.shop, "week", COMPANY_WEEK + timedelta(days=7)) == {}
    )
    assert len(await company.read_team_points(company.shop, "month")) == 2


async def test_people_whose_monday_has_begun_stay_on_the_board_of_the_week_before(
    company: Company,
) -> None:
    """Their points of the older week are summed from the ledger."""
    await company.execute_statement(
        "UPDATE team SET zone = 'Asia/Tokyo' WHERE id = $1", company.south.id
    )
    early, late = (
        await company.add_member("Tokyo", company.south),
        await company.add_member("London"),
    )
    for user in (early, late):
        await company.earn_points(user, 20, publish=False)
    sunday = COMPANY_TIME.replace(day=8, hour=21)  # in Tokyo it is Monday, six in the morning
    await company.earn_points(early, 5, sunday, publish=False)
    rows_of_early, rows_of_late = 2 * (len(PERIODS) + 1), 3 * len(PERIODS)  # early has two weeks
    assert await repair_boards(company.boards, sunday) == rows_of_early + rows_of_late
    assert await company.read_team_points(company.root) == {early.id: 20, late.id: 20}
    assert await company.read_team_points(
        company.root, "week", COMPANY_WEEK + timedelta(days=7)
    ) == {early.id: 5}
    assert await company.read_team_points(company.root, "month") == {early.id: 25, late.id: 20}
    seen = await load_board_view(
        "team", company.root.id, "week", COMPANY_WEEK, late.id, BoardWindow()
    )
    assert (seen.size, seen.rank) == (2, 1)


async def test_only_whole_boards_are_read_from_redis(company: Company) -> None:
    people = await company.add_members(3)
    scope = BoardScope("team", company.shop.id)
    board = make_board_key("team", company.shop.id, "week", COMPANY_WEEK)
    assert await company.boards.read_view(board, people[0].id, BoardWindow()) is None
    assert len((await company.read_board(people[0], scope)).entries) == 3
    await repair_boards(company.boards, COMPANY_TIME)
    assert await company.boards.read_view(board, people[0].id, BoardWindow()) is not None
    assert len((await company.read_board(people[0], scope)).entries) == 3
