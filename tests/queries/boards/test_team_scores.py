"""The scores of teams with the same parent: points per active member."""

from datetime import timedelta

from support.company import COMPANY_TIME, COMPANY_WEEK, Company

from learning.queries.boards.team_scores import load_team_scores, load_teams_board_view
from learning.rules.boards.boards import BOARD_SCORE_SCALE, BoardWindow
from learning.tables.people import TeamTable


async def add_active_members(company: Company, team: TeamTable, people: int, points: int) -> None:
    for number in range(people):
        member = await company.add_member(f"{team.name}-{number}", team)
        await company.earn_points(member, points)


async def read_points_per_member(company: Company, parent: TeamTable) -> dict[int, float]:
    scores = (await load_team_scores("week", COMPANY_WEEK)).get(parent.id, {})
    return {team: score / BOARD_SCORE_SCALE for team, score in scores.items()}


async def test_points_are_divided_by_the_active_members(company: Company) -> None:
    await add_active_members(company, company.shop, 4, 10)
    await add_active_members(company, company.depot, 3, 20)
    inactive = await company.add_member("Inactive", company.depot)
    await company.earn_points(inactive, 90, COMPANY_TIME - timedelta(days=60))
    assert await read_points_per_member(company, company.north) == {
        company.shop.id: 10,
        company.depot.id: 20,
    }
    people_of_north = 4 + 3
    assert await read_points_per_member(company, company.root) == {
        company.north.id: round((40 + 60) * BOARD_SCORE_SCALE / people_of_north) / BOARD_SCORE_SCALE
    }


async def test_a_team_of_two_has_no_score(company: Company) -> None:
    await add_active_members(company, company.shop, 2, 10)
    assert await read_points_per_member(company, company.north) == {}


async def test_a_person_who_left_the_boards_counts_for_nothing(company: Company) -> None:
    await add_active_members(company, company.shop, 3, 10)
    hidden = await company.add_member("Hidden")
    await company.earn_points(hidden, 500)
    await company.execute_statement("UPDATE person SET on_boards = false WHERE id = $1", hidden.id)
    assert await read_points_per_member(company, company.north) == {company.shop.id: 10}


async def test_only_the_teams_below_one_parent_are_read_when_it_is_given(company: Company) -> None:
    await add_active_members(company, company.shop, 3, 10)
    assert set(await load_team_scores("week", COMPANY_WEEK)) == {company.north.id, company.root.id}
    only_north = await load_team_scores("week", COMPANY_WEEK, company.north.id)
    assert set(only_north) == {company.north.id}


async def test_the_last_of_two_teams_is_only_shown_to_its_own_members(company: Company) -> None:
    await add_active_members(company, company.shop, 3, 10)
    await add_active_members(company, company.depot, 3, 20)
    views = [
        await load_teams_board_view(
            company.north.id, "week", COMPANY_WEEK, member_team, BoardWindow()
        )
        for member_team in (company.shop.id, company.depot.id)
    ]
    assert [[row.member for row in view.rows] for view in views] == [
        [company.depot.id, company.shop.id],
        [company.depot.id],
    ]
