"""The people that a file names: found by login or name, within the scope of a leader."""

from datetime import UTC, datetime

from support.shop import SHOP_TIME, Shop

from learning.actions.people.create_team import create_team
from learning.actions.people.erase_person import erase_person
from learning.queries.people.find_people import load_people_in_scope
from learning.rules.refusals import InputProblem

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def test_logins_and_names_are_found_in_any_spelling(shop: Shop) -> None:
    amira = await shop.add_member("Amira Haddad")
    leader = await shop.add_member("Lea", "leader")
    by_login, problems = (await load_people_in_scope(leader)).find(["AMIRA Haddad"], "login")
    assert (by_login["AMIRA Haddad"].id, by_login["AMIRA Haddad"].zone) == (amira.id, "UTC")
    assert problems == []
    by_name, problems = (await load_people_in_scope(leader)).find(["amira  haddad"], "name")
    assert by_name["amira  haddad"] == by_login["AMIRA Haddad"]
    assert problems == []


async def test_people_outside_the_scope_are_unknown(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    admin = await shop.add_member("Ada", "admin")
    other = await create_team("Other", shop.root, "UTC", (1,), "CCCC4444", SHOP_TIME)
    await shop.add_member("Bo", zone_team=other)
    found, problems = (await load_people_in_scope(leader)).find(["bo"], "login")
    assert (found, problems) == (
        {},
        [InputProblem("bo", "person.login_not_in_your_teams")],
    )
    for unrestricted in (admin, None):
        found, problems = (await load_people_in_scope(unrestricted)).find(["bo"], "login")
        assert (list(found), problems) == (["bo"], [])


async def test_a_name_of_several_people_is_a_problem_with_their_logins(shop: Shop) -> None:
    other = await create_team("Other", shop.root, "UTC", (1,), "CCCC4444", SHOP_TIME)
    await shop.add_member("Bo Lind")
    await shop.add_member("Bo Lind", zone_team=other)
    found, problems = (await load_people_in_scope(None)).find(["Bo Lind", "Nobody"], "name")
    assert found == {}
    assert problems == [
        InputProblem("Bo Lind", "person.name_is_ambiguous", {"logins": ["bo-lind", "bo-lind2"]}),
        InputProblem("Nobody", "person.name_not_in_your_teams"),
    ]


async def test_erased_people_are_not_found(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    await erase_person(amira.login, NOW)
    found, problems = (await load_people_in_scope(None)).find([f"left-{amira.id}"], "login")
    assert (found, len(problems)) == ({}, 1)
