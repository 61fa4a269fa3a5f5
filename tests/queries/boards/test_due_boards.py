"""The boards that must exist at an instant, in the time zones of all teams."""

from datetime import UTC, date, datetime

from support.company import COMPANY_DAY, COMPANY_TIME, COMPANY_WEEK, Company

from learning.leaderboards import make_board_key
from learning.queries.boards.due_boards import list_due_boards, load_newest_person_id
from learning.rules.boards.periods import PERIOD_RULES, find_period_start

MONDAY_MORNING_IN_TOKYO = datetime(2026, 3, 8, 20, tzinfo=UTC)
"""05:00 on Monday in Tokyo, and 20:00 on Sunday in UTC."""


async def test_each_period_has_a_board_for_every_team(company: Company) -> None:
    due = await list_due_boards(COMPANY_TIME)
    assert [(one.period, one.start) for one in due] == [
        (period, find_period_start(period, COMPANY_DAY)) for period in PERIOD_RULES
    ]
    teams = (company.root, company.north, company.shop, company.depot, company.south)
    assert due[0].boards == [
        make_board_key("team", team.id, "week", COMPANY_WEEK) for team in teams
    ]
    assert due[0].parents == [company.root.id, company.north.id]


async def test_two_weeks_are_current_while_monday_has_begun_in_one_zone_only(
    company: Company,
) -> None:
    await company.execute_statement(
        "UPDATE team SET zone = 'Asia/Tokyo' WHERE id = $1", company.south.id
    )
    due = await list_due_boards(MONDAY_MORNING_IN_TOKYO)
    weeks = [one.start for one in due if one.period == "week"]
    assert weeks == [date(2026, 3, 2), date(2026, 3, 9)]
    assert [one.start for one in due if one.period == "month"] == [date(2026, 3, 1)]


async def test_leagues_have_boards_in_their_week_only(company: Company) -> None:
    await company.execute_statement(
        "INSERT INTO league (organisation, week, tier, number) VALUES ($1, $2, 1, 1)",
        company.root.id,
        COMPANY_WEEK,
    )
    boards = {one.period: one.boards for one in await list_due_boards(COMPANY_TIME)}
    assert make_board_key("league", 1, "week", COMPANY_WEEK) in boards["week"]
    del boards["week"]
    assert boards
    assert not any("league" in board for keys in boards.values() for board in keys)


async def test_the_newest_person_is_found_and_there_may_be_nobody(company: Company) -> None:
    assert await load_newest_person_id() == 0
    members = await company.add_members(2)
    assert await load_newest_person_id() == members[-1].id
