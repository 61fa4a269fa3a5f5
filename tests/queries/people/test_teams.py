"""Teams and members as leaders see them, and the team of a join code."""

from datetime import timedelta

from support.practice import set_streak
from support.shop import SHOP_TIME, Shop

from learning.actions.people.create_team import create_team
from learning.actions.people.erase_person import erase_person
from learning.queries.people.teams import (
    find_invitation,
    list_all_teams,
    list_led_members,
    list_led_teams,
)
from learning.rules.people.join_codes import format_join_code
from learning.rules.rota.days import find_week_start
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
    led = await list_led_teams(leader)
    assert [(team.id, team.parent, team.members) for team in led] == [
        (shop.shop, shop.root, 2),
        (below, shop.shop, 0),
    ]
    everything = [team.id for team in await list_all_teams()]
    assert [team.id for team in await list_led_teams(admin)] == everything
    assert everything.index(shop.root) == 0
    assert set(everything) == {shop.root, shop.shop, below, beside}


async def test_members_come_by_name_with_figures_of_today(shop: Shop) -> None:
    leader, amira = await shop.add_member("lea", "leader"), await shop.add_member("Amira")
    await set_streak(amira.id, 3, 5, TODAY - timedelta(days=1))
    await ProgressTable.update(
        {ProgressTable.week: find_week_start(TODAY), ProgressTable.week_points: 12}
    ).where(ProgressTable.person == amira.id)
    teams = await list_led_teams(leader)
    first, second = (await list_led_members(leader, teams, SHOP_TIME))[shop.shop]
    assert (first.login, first.streak, first.week_points) == ("amira", 3, 12)
    assert (second.login, second.role, second.last_day) == ("lea", "leader", None)
    later = await list_led_members(leader, teams, SHOP_TIME + timedelta(days=7))
    assert (later[shop.shop][0].streak, later[shop.shop][0].week_points) == (0, 0)


async def test_an_erased_person_is_no_member(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    await erase_person(amira.login, SHOP_TIME)
    teams = await list_led_teams(leader)
    members = await list_led_members(leader, teams, SHOP_TIME)
    assert [member.login for member in members[shop.shop]] == ["lea"]
    assert teams[0].members == 1
