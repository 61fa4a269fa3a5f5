"""What people see of boards, from Redis and from PostgreSQL."""

from datetime import timedelta

import pytest
from support.company import COMPANY_DAY, COMPANY_TIME, COMPANY_WEEK, Company

from learning.actions.boards.open_boards import open_boards
from learning.actions.boards.rank_teams import rank_teams
from learning.actions.boards.repair_boards import repair_boards
from learning.leaderboards import make_board_key
from learning.queries.boards.boards import BoardEntry, BoardScope, VisibleBoard
from learning.queries.people.current_user import CurrentUser
from learning.rules.boards.periods import PERIOD_RULES, Period, find_period_start

PERIODS: tuple[Period, ...] = tuple(PERIOD_RULES)
UNREACHABLE_REDIS_URL = "redis://127.0.0.1:1/0"


async def read_from_both(
    company: Company, user: CurrentUser, scope: BoardScope, period: Period = "week"
) -> VisibleBoard:
    """Read a board from Redis and from PostgreSQL, and check that read_from_both show the same."""
    await repair_boards(company.boards, COMPANY_TIME)
    shown = await company.read_board(user, scope, period)
    unreachable = open_boards(UNREACHABLE_REDIS_URL)
    assert await company.read_board(user, scope, period, unreachable) == shown
    await unreachable.close()
    return shown


def rows(shown: VisibleBoard) -> list[tuple[int | None, int, bool]]:
    return [(entry.rank, entry.points, entry.me) for entry in shown.entries]


async def test_people_see_the_top_and_their_neighbours_but_not_the_bottom(company: Company) -> None:
    people = await company.add_members(8)
    scope = BoardScope("team", company.shop.id)
    last = [
        (1, 80, False),
        (2, 70, False),
        (3, 60, False),
        (6, 30, False),
        (7, 20, False),
        (8, 10, True),
    ]
    assert rows(await read_from_both(company, people[0], scope)) == last
    but_one = [*last[:3], (5, 40, False), (6, 30, False), (7, 20, True)]
    assert rows(await read_from_both(company, people[1], scope)) == but_one
    first = [(1, 80, True), *last[1:3]]
    assert rows(await read_from_both(company, people[7], scope)) == first
    assert rows(await read_from_both(company, await company.add_member("Viewer"), scope)) == [
        (1, 80, False),
        *first[1:],
        (None, 0, True),
    ]


async def test_of_two_people_with_equal_points_the_earlier_ranks_higher(company: Company) -> None:
    """To the second. Within a second, Redis and PostgreSQL have the same order."""
    late, early, same, also = [
        await company.add_member(name) for name in ("Late", "Early", "Same", "Also")
    ]
    await company.earn_points(late, 30, COMPANY_TIME + timedelta(seconds=1))
    await company.earn_points(early, 30)
    for user in (same, also):
        await company.earn_points(user, 20)
    for period in PERIODS:
        shown = await read_from_both(company, also, BoardScope("team", company.root.id), period)
        assert [entry.name for entry in shown.entries][:2] == ["Early", "Late"]
        assert [entry.rank for entry in shown.entries][:3] == [1, 2, 3]


async def test_more_points_rank_higher_even_when_they_came_later(
    company: Company,
) -> None:
    early, late = await company.add_member("Early"), await company.add_member("Late")
    await company.earn_points(early, 10, COMPANY_TIME - timedelta(days=2))
    await company.earn_points(late, 11)
    assert [
        entry.name
        for entry in (
            await read_from_both(company, early, BoardScope("team", company.shop.id))
        ).entries
    ] == [
        "Late",
        "Early",
    ]


async def test_every_period_has_boards_of_its_own(company: Company) -> None:
    user, other = await company.add_member("Amira"), await company.add_member("Other")
    await company.earn_points(other, 1)
    days = [COMPANY_DAY - timedelta(days=ago) for ago in (0, 3, 20)]
    for day in days:
        await company.earn_points(user, 10, COMPANY_TIME - (COMPANY_DAY - day))
    found = {
        period: (
            await read_from_both(company, user, BoardScope("team", company.shop.id), period)
        ).entries
        for period in PERIODS
    }
    assert {period: entries[0].points for period, entries in found.items()} == {
        period: 10 * sum(day >= find_period_start(period, COMPANY_DAY) for day in days)
        for period in PERIODS
    }


async def test_people_in_the_better_half_see_their_percentile(company: Company) -> None:
    people = await company.add_members(9)
    scope = BoardScope("team", company.root.id)
    shares = [(await read_from_both(company, user, scope)).percentile for user in people]
    assert shares == [None, None, None, None, None, 62, 75, 87, 100]


async def test_a_small_board_shows_no_percentile(company: Company) -> None:
    people = await company.add_members(4)
    assert (
        await read_from_both(company, people[-1], BoardScope("team", company.shop.id))
    ).percentile is None


async def test_a_team_sees_its_own_people_and_those_below(company: Company) -> None:
    shop, south = (
        await company.add_member("Shopkeeper"),
        await company.add_member("Southerner", company.south),
    )
    for user, points in ((shop, 10), (south, 20)):
        await company.earn_points(user, points)
    seen = {
        team.name: [
            entry.name
            for entry in (await read_from_both(company, shop, BoardScope("team", team.id))).entries
        ]
        for team in (company.shop, company.depot, company.north, company.root)
    }
    assert seen == {
        "Shop": ["Shopkeeper"],
        "Depot": [],
        "North": ["Shopkeeper"],
        "Chain": ["Southerner", "Shopkeeper"],
    }


async def test_an_alias_is_shown_and_a_person_who_opted_out_is_not_from_that_moment(
    company: Company,
) -> None:
    viewer, out, alias = await company.add_members(3)
    await repair_boards(company.boards, COMPANY_TIME)
    await company.execute_statement("UPDATE person SET alias = 'Falcon' WHERE id = $1", alias.id)
    await company.execute_statement("UPDATE person SET on_boards = false WHERE id = $1", out.id)
    assert [entry.name for entry in await company.read_entries(viewer)] == ["Falcon", "Person-0"]
    company.boards.enqueue(out.id)
    await company.boards.flush(out.id)
    assert await company.read_entries(viewer) == [
        BoardEntry(1, "Falcon", 30, False),
        BoardEntry(2, "Person-0", 10, True),
    ]
    assert out.id not in await company.read_team_points(company.root)
    await company.execute_statement("UPDATE person SET on_boards = true WHERE id = $1", out.id)
    company.boards.enqueue(out.id)
    await company.boards.flush(out.id)
    assert [entry.points for entry in await company.read_entries(viewer)] == [30, 20, 10]


async def test_people_of_a_hidden_team_are_seen_by_their_own_team_only(company: Company) -> None:
    hidden, other = (
        await company.add_member("Hidden", company.depot),
        await company.add_member("Other"),
    )
    for user in (hidden, other):
        await company.earn_points(user, 10)
    await repair_boards(company.boards, COMPANY_TIME)
    await company.execute_statement("UPDATE team SET hidden = true WHERE id = $1", company.depot.id)
    for team in (company.north, company.root):
        assert [entry.name for entry in await company.read_entries(other, team)] == ["Other"]
    company.boards.enqueue(hidden.id)
    await company.boards.flush()
    for team, seen in (
        (company.depot, ["Hidden"]),
        (company.north, ["Other"]),
        (company.root, ["Other"]),
    ):
        shown = await read_from_both(
            company, hidden if team is company.depot else other, BoardScope("team", team.id)
        )
        assert [entry.name for entry in shown.entries] == seen
    assert await company.read_team_points(company.north) == {other.id: 10}


async def test_below_a_hidden_region_its_teams_still_see_each_other(company: Company) -> None:
    first, second = (
        await company.add_member("First", company.shop),
        await company.add_member("Second", company.depot),
    )
    for user, points in ((first, 20), (second, 10)):
        await company.earn_points(user, points)
    await company.execute_statement("UPDATE team SET hidden = true WHERE id = $1", company.north.id)
    assert (
        len((await read_from_both(company, second, BoardScope("team", company.north.id))).entries)
        == 2
    )
    assert (
        await read_from_both(company, second, BoardScope("team", company.root.id))
    ).entries == []


async def test_a_small_team_can_win(company: Company) -> None:
    """Scores are points per active member. Inactive and hidden people do not count."""
    small = [await company.add_member(f"Small-{n}", company.depot) for n in range(3)]
    large = [await company.add_member(f"Large-{n}") for n in range(6)]
    for user in small:
        await company.earn_points(user, 20)
    for user in large[:5]:
        await company.earn_points(user, 25, COMPANY_TIME - timedelta(days=20))
        await company.earn_points(user, 15)
    await company.earn_points(large[5], 500)
    await company.execute_statement(
        "UPDATE person SET on_boards = false WHERE id = $1", large[5].id
    )
    unreachable = await company.add_member("Away", company.depot)
    await company.earn_points(unreachable, 90, COMPANY_TIME - timedelta(days=60))
    scope = BoardScope("teams", company.north.id)
    await rank_teams(company.boards, COMPANY_TIME)
    shown = await read_from_both(company, large[0], scope)
    assert shown.entries == [BoardEntry(1, "Depot", 20, False), BoardEntry(2, "Shop", 15, True)]
    assert (await read_from_both(company, small[0], scope)).entries == [
        BoardEntry(1, "Depot", 20, True)
    ]
    season = await read_from_both(company, large[0], scope, "season")
    assert season.entries == [
        BoardEntry(1, "Shop", 40, True)
    ]  # the last of two teams is only shown to its own members


async def test_a_hidden_team_and_one_of_two_people_have_no_average(company: Company) -> None:
    for number in range(3):
        await company.earn_points(await company.add_member(f"Hidden-{number}", company.depot), 10)
        await company.earn_points(await company.add_member(f"Seen-{number}", company.south), 10)
    for number in range(2):
        await company.earn_points(await company.add_member(f"Pair-{number}"), 10)
    await company.execute_statement("UPDATE team SET hidden = true WHERE id = $1", company.depot.id)
    viewer = await company.add_member("Viewer")
    await rank_teams(company.boards, COMPANY_TIME)
    assert (
        await read_from_both(company, viewer, BoardScope("teams", company.north.id))
    ).entries == []
    assert await company.read_key_points(
        make_board_key("teams", company.root.id, "week", COMPANY_WEEK)
    ) == {company.south.id: 10}


@pytest.mark.parametrize("lost", ["team", "teams"])
async def test_a_lost_board_is_read_from_postgresql(company: Company, lost: str) -> None:
    people = await company.add_members(4)
    await repair_boards(company.boards, COMPANY_TIME)
    await rank_teams(company.boards, COMPANY_TIME)
    subject = company.shop.id if lost == "team" else company.north.id
    scope = BoardScope("team" if lost == "team" else "teams", subject)
    before = await company.read_board(people[0], scope)
    name = make_board_key(lost, subject, "week", COMPANY_WEEK)
    assert await company.boards.nodes.send_command(name, "DEL", name, f"{name}:whole") == 2
    await company.earn_points(people[3], 1)  # the only row of the board in Redis now
    after = await company.read_board(people[0], scope)
    assert [entry.name for entry in after.entries] == [entry.name for entry in before.entries]
