"""Teams and members as leaders see them, and the team of a join code."""

from datetime import datetime, timedelta

from support.practice import set_streak
from support.shop import SHOP_TIME, Shop
from support.statements import collect_statements

from learning.actions.people.create_team import create_team
from learning.actions.people.erase_person import erase_person
from learning.queries.people.current_user import CurrentUser
from learning.queries.people.team_members import (
    MAX_MEMBERS_PER_PAGE,
    TeamMember,
    load_page_of_members,
)
from learning.queries.people.team_pages import MAX_TEAMS_PER_PAGE, load_page_of_teams
from learning.queries.people.teams import find_invitation, list_all_teams
from learning.rules.people.join_codes import format_join_code
from learning.rules.rota.days import find_week_start
from learning.tables.database import connection
from learning.tables.progress import ProgressTable

TODAY = SHOP_TIME.date()


async def test_an_invitation_names_team_and_organisation(shop: Shop) -> None:
    teams = {team.id: team for team in await list_all_teams()}
    code = teams[shop.shop].join_code
    invitation = await find_invitation(f" {format_join_code(code).lower()} ")
    assert invitation is not None
    assert (invitation.id, invitation.team) == (shop.shop, teams[shop.shop].name)
    assert invitation.organisation == teams[shop.root].name
    assert await find_invitation("ZZZZZZZZ") is None
    assert await find_invitation("no code") is None


async def test_a_leader_sees_the_own_team_and_those_below_parents_first(shop: Shop) -> None:
    below = await create_team("Below", shop.shop, "UTC", (1,), "BBBB4444", SHOP_TIME)
    beside = await create_team("Beside", shop.root, "UTC", (1,), "CCCC4444", SHOP_TIME)
    leader, admin = await shop.add_member("Lea", "leader"), await shop.add_member("Ada", "admin")
    led, last = await load_page_of_teams(leader, "", 0)
    assert [(team.id, team.parent, team.members) for team in led] == [
        (shop.shop, shop.root, 2),
        (below, shop.shop, 0),
    ]
    assert last is None
    everything = [team.id for team in await list_all_teams()]
    assert [team.id for team in (await load_page_of_teams(admin, "", 0))[0]] == everything
    assert everything.index(shop.root) == 0
    assert set(everything) == {shop.root, shop.shop, below, beside}


async def test_teams_come_a_page_at_a_time_and_are_found_in_every_spelling(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    names = [f"Café-{number}" for number in range(MAX_TEAMS_PER_PAGE + 3)]
    for number, name in enumerate(names):
        await create_team(name, shop.shop, "UTC", (1,), f"CODE{number:04}", SHOP_TIME)
    first, last = await load_page_of_teams(leader, "", 0)
    assert (len(first), last) == (MAX_TEAMS_PER_PAGE, first[-1].id)
    second, end = await load_page_of_teams(leader, "", last or 0)
    assert end is None
    assert [team.name for team in [*first, *second]] == ["Shop", *names]
    found, _ = await load_page_of_teams(leader, "CAFÉ 22", 0)
    assert [team.name for team in found] == ["Café-22"]
    assert (await load_page_of_teams(leader, "", 0, shop.root))[0] == []
    assert [team.id for team in (await load_page_of_teams(leader, "", 0, last or 0))[0]] == [last]


async def test_members_come_by_name_with_figures_of_today(shop: Shop) -> None:
    leader, amira = await shop.add_member("lea", "leader"), await shop.add_member("Amira")
    await set_streak(amira.id, 3, 5, TODAY - timedelta(days=1))
    await ProgressTable.update(
        {ProgressTable.week: find_week_start(TODAY), ProgressTable.week_points: 12}
    ).where(ProgressTable.person == amira.id)
    first, second = await list_members(leader)
    assert (first.login, first.streak, first.week_points) == ("amira", 3, 12)
    assert (second.login, second.role, second.last_day) == ("lea", "leader", None)
    later = await list_members(leader, now=SHOP_TIME + timedelta(days=7))
    assert (later[0].streak, later[0].week_points) == (0, 0)


async def test_people_come_a_page_at_a_time_and_are_found_in_every_spelling(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    numbers = range(MAX_MEMBERS_PER_PAGE + 2)
    for number in numbers:
        await shop.add_member(f"Person {number:02}")
    page, last = await load_page_of_members(leader, 0, "", "", SHOP_TIME)
    assert (len(page), last) == (MAX_MEMBERS_PER_PAGE, page[-1].login)
    rest, end = await load_page_of_members(leader, 0, "", last or "", SHOP_TIME)
    assert [one.name for one in [*page, *rest]] == ["Lea", *(f"Person {n:02}" for n in numbers)]
    assert end is None
    assert [one.name for one in await list_members(leader, name="person-07")] == ["Person 07"]
    async with connection() as conn:  # what the worker has not seen yet is found, too
        await conn.execute("UPDATE person SET name = 'Amélie' WHERE name = 'Person 07'")
    assert [one.name for one in await list_members(leader, name="amélie")] == ["Amélie"]
    assert await list_members(leader, name="person 07") == []


async def test_a_page_shows_no_people_of_others(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    other = await create_team("Other", shop.root, "UTC", (1,), "CCCC4444", SHOP_TIME)
    stranger = await shop.add_member("Aaron")
    async with connection() as conn:
        await conn.execute("UPDATE person SET team = $1 WHERE id = $2", other, stranger.id)
    assert await list_members(leader, other) == []
    assert [one.login for one in await list_members(leader)] == ["lea"]
    behind_stranger, _ = await load_page_of_members(leader, 0, "", stranger.login, SHOP_TIME)
    assert behind_stranger == []  # the place of a name of others is not shown either


async def test_pages_take_as_many_statements_for_many_rows_as_for_few(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    for number in range(3):
        await create_team(f"Below {number}", shop.shop, "UTC", (1,), f"CODE000{number}", SHOP_TIME)
        await shop.add_member(f"Person {number}")
    await load_page_of_teams(leader, "", 0)  # The driver asks for unknown types once.
    await load_page_of_members(leader, 0, "", "", SHOP_TIME)
    async with collect_statements() as statements:
        await load_page_of_teams(leader, "", 0)
        await load_page_of_members(leader, 0, "", "", SHOP_TIME)
    assert len(statements) == 2 + 3


async def test_an_erased_person_is_no_member(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    await erase_person(amira.login, SHOP_TIME)
    assert [member.login for member in await list_members(leader)] == ["lea"]
    assert (await load_page_of_teams(leader, "", 0))[0][0].members == 1
    async with connection() as conn:
        assert await conn.fetchval("SELECT name_key FROM person WHERE id = $1", amira.id) is None


async def list_members(
    leader: CurrentUser, team: int = 0, name: str = "", now: datetime = SHOP_TIME
) -> list[TeamMember]:
    """List the first page of members."""
    return (await load_page_of_members(leader, team, name, "", now))[0]
