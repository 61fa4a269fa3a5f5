"""The scores of people on boards, as PostgreSQL gives them."""

from datetime import timedelta

from support.company import COMPANY_DAY, COMPANY_TIME, COMPANY_WEEK, Company

from learning.actions.boards.repair_boards import repair_boards
from learning.leaderboards import make_board_key
from learning.queries.boards.board_scores import (
    load_board_lines,
    load_board_lines_of_period,
    load_board_view,
)
from learning.rules.boards.boards import BOARD_SCORE_SCALE, BoardWindow
from learning.rules.boards.periods import PERIOD_RULES, find_period_start


async def test_one_read_gives_the_scores_on_all_boards_of_all_periods(company: Company) -> None:
    (member,) = await company.add_members(1)
    await company.execute_statement(
        "INSERT INTO league (organisation, week, tier, number) VALUES ($1, $2, 1, 1)",
        member.path[0],
        COMPANY_WEEK,
    )
    await company.execute_statement(
        "INSERT INTO league_member (league, person, week) SELECT id, $1, week FROM league",
        member.id,
    )
    lines = {
        line.board: (
            list(line.people),
            [score and score // BOARD_SCORE_SCALE for score in line.scores],
        )
        for line in await load_board_lines([member.id])
    }
    expected = {make_board_key("league", 1, "week", COMPANY_WEEK)} | {
        make_board_key("team", team, period, find_period_start(period, COMPANY_DAY))
        for team in member.path
        for period in PERIOD_RULES
    }
    assert lines == dict.fromkeys(expected, ([member.id], [10]))
    await company.execute_statement("UPDATE team SET hidden = true WHERE id = $1", member.team)
    visible = {line.board for line in await load_board_lines([member.id]) if line.scores != [None]}
    assert visible == {board for board in expected if f"{{team:{member.team}}}" in board}
    await company.execute_statement(
        "UPDATE person SET erased_at = $2 WHERE id = $1", member.id, COMPANY_TIME
    )
    assert {tuple(line.scores) for line in await load_board_lines([member.id])} == {(None,)}
    assert await repair_boards(company.boards, COMPANY_TIME) == len(member.path) * len(PERIOD_RULES)


async def test_points_of_a_newer_week_leave_those_of_the_week_before_in_the_ledger(
    company: Company,
) -> None:
    """A person for whom the next week has begun still has their points on the board of this one."""
    ahead, behind = await company.add_members(2)
    await company.earn_points(ahead, 500, COMPANY_TIME + timedelta(days=7))
    lines = await load_board_lines_of_period("week", COMPANY_WEEK, [ahead.id, behind.id])
    shop_board = make_board_key("team", company.shop.id, "week", COMPANY_WEEK)
    (line,) = [line for line in lines if line.board == shop_board]
    points = [score and score // BOARD_SCORE_SCALE for score in line.scores]
    assert dict(zip(line.people, points, strict=True)) == {ahead.id: 10, behind.id: 20}


async def test_a_view_shows_the_top_and_the_rows_around_the_member(company: Company) -> None:
    members = await company.add_members(9)
    view = await load_board_view(
        "team", company.north.id, "week", COMPANY_WEEK, members[2].id, BoardWindow()
    )
    assert (view.size, view.rank) == (9, 7)
    assert [row.rank for row in view.rows] == [1, 2, 3, 5, 6, 7, 8]
    assert [row.points for row in view.rows] == [90, 80, 70, 50, 40, 30, 20]


async def test_a_board_without_points_is_empty(company: Company) -> None:
    member = await company.add_member("Newcomer")
    view = await load_board_view(
        "team", company.shop.id, "week", COMPANY_WEEK, member.id, BoardWindow()
    )
    assert (view.size, view.rank, view.rows) == (0, None, ())
