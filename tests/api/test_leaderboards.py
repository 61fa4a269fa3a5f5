"""Leaderboards by the API."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from support.api_client import open_api_client
from support.company import Company, open_company
from support.people import find_audit_entry, find_person

from learning.actions.boards.repair_boards import repair_boards
from learning.queries.people.current_user import CurrentUser
from learning.rules.boards.periods import PERIOD_RULES, find_period_start, name_period
from learning.rules.rota.days import to_local_day
from learning.tables.people import PersonTable


@pytest.fixture
async def company(database: str, clean_redis: str) -> AsyncIterator[Company]:
    async with open_company(clean_redis) as made:
        yield made


async def add_member_with_points(
    company: Company, name: str, points: int, team: Any = None
) -> CurrentUser:
    user = await company.add_member(name, team)
    await company.earn_points(user, points, datetime.now(UTC))
    return user


async def read_page(client: AsyncClient, name: str, period: str = "") -> dict[str, Any]:
    answer = await client.get(
        f"/api/leaderboards/{name}", params={"period": period} if period else {}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def wait_for_names(client: AsyncClient, name: str, wanted: list[str]) -> None:
    """Wait until the board shows these list_names. A name that returns may take a moment."""
    for _ in range(100):
        if list_names(await read_page(client, name)) == wanted:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{wanted} are not seen")


def list_names(found: dict[str, Any]) -> list[str]:
    return [entry["name"] for entry in found["entries"]]


async def test_each_board_shows_its_people(company: Company) -> None:
    await add_member_with_points(company, "Shop", 10)
    await add_member_with_points(company, "Depot", 20, company.depot)
    await add_member_with_points(company, "South", 30, company.south)
    async with open_api_client(await find_person("shop")) as client:
        found = {
            name: list_names(await read_page(client, name))
            for name in ("team", "parent", "organisation")
        }
    assert found == {
        "team": ["Shop"],
        "parent": ["Depot", "Shop"],
        "organisation": ["South", "Depot", "Shop"],
    }


async def test_who_is_at_the_root_has_one_board_of_people_and_one_of_the_teams_below(
    company: Company,
) -> None:
    await add_member_with_points(company, "Boss", 10, company.root)
    for number in range(3):
        await add_member_with_points(company, f"South-{number}", 20, company.south)
    async with open_api_client(await find_person("boss")) as client:
        for name in ("team", "parent", "organisation"):
            assert len((await read_page(client, name))["entries"]) == 4
        assert (await read_page(client, "teams"))["entries"] == [
            {"rank": 1, "name": "South", "points": 20, "me": False}
        ]


async def test_every_period_has_its_name(company: Company) -> None:
    await add_member_with_points(company, "Amira", 10)
    today = to_local_day(datetime.now(UTC), "UTC")
    async with open_api_client(await find_person("amira")) as client:
        for period, rule in PERIOD_RULES.items():
            found = await read_page(client, "team", period)
            assert found["period"] == name_period(period, rule.find_start(today))
            assert found["entries"] == [{"rank": 1, "name": "Amira", "points": 10, "me": True}]
        assert (await read_page(client, "team"))["period"] == name_period(
            "week", find_period_start("week", today)
        )


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("bottom", 422),
        ("team?period=day", 422),
        ("team?period=", 422),
        ("league?period=month", 422),
    ],
)
async def test_an_unknown_board_or_period_is_refused(
    company: Company, path: str, status: int
) -> None:
    await company.add_member("Amira")
    async with open_api_client(await find_person("amira")) as client:
        answer = await client.get(f"/api/leaderboards/{path}")
        assert answer.status_code == status
        assert answer.json()["detail"]


async def test_a_league_is_shown_with_its_tier_before_it_is_formed_as_none(
    company: Company,
) -> None:
    user = await add_member_with_points(company, "Amira", 10)
    other = await add_member_with_points(company, "Ben", 20, company.south)
    async with open_api_client(await find_person("amira")) as client:
        before = await read_page(client, "league")
        assert (before["entries"], before["league"]) == ([], {"tier": 1, "tiers": 8, "last": None})
        week = find_period_start("week", to_local_day(datetime.now(UTC), "UTC"))
        await company.execute_statement(
            "INSERT INTO league (organisation, week, tier, number) VALUES ($1, $2, 3, 1)",
            user.path[0],
            week,
        )
        for member in (user, other):
            await company.execute_statement(
                "INSERT INTO league_member (league, person, week, tier)"
                " SELECT id, $1, week, 3 FROM league",
                member.id,
            )
        after = await read_page(client, "league")
        assert (list_names(after), after["league"]["tier"]) == (["Ben", "Amira"], 3)
        assert (await read_page(client, "team"))["league"] is None


async def test_the_percentile_is_shown_in_the_better_half(company: Company) -> None:
    people = [
        await add_member_with_points(company, f"Person-{number}", number) for number in range(1, 7)
    ]
    for user, share in ((people[5], 100), (people[0], None)):
        async with open_api_client(await find_person(user.login)) as client:
            assert (await read_page(client, "team"))["percentile"] == share


async def test_a_person_who_opts_out_is_hidden_at_once_and_can_return(company: Company) -> None:
    await add_member_with_points(company, "Shy", 30)
    await add_member_with_points(company, "Other", 10)
    await repair_boards(company.boards, datetime.now(UTC))
    async with (
        open_api_client(await find_person("shy")) as shy,
        open_api_client(await find_person("other")) as other,
    ):
        assert list_names(await read_page(other, "organisation")) == ["Shy", "Other"]
        assert (await shy.patch("/api/me", json={"on_boards": False})).status_code == 200
        assert list_names(await read_page(other, "organisation")) == ["Other"]
        assert list_names(found := await read_page(shy, "team")) == ["Other"]
        assert not found["on_boards"]
        await shy.patch("/api/me", json={"on_boards": True, "alias": "Falcon"})
        await wait_for_names(other, "organisation", ["Falcon", "Other"])


async def test_an_erased_person_leaves_the_boards(company: Company) -> None:
    gone = await add_member_with_points(company, "Gone", 30)
    other = await add_member_with_points(company, "Other", 10)
    admin = await find_person((await company.add_member("Admin", company.root)).login)
    await PersonTable.update({PersonTable.role: "admin"}).where(PersonTable.id == admin.id)
    await repair_boards(company.boards, datetime.now(UTC))
    async with (
        open_api_client(await find_person("admin")) as admin_client,
        open_api_client(await find_person("other")) as other_client,
    ):
        assert (await admin_client.delete(f"/api/people/{gone.login}")).status_code == 204
        assert list_names(await read_page(other_client, "organisation")) == ["Other"]
    week = find_period_start(
        "week", to_local_day(datetime.now(UTC), "UTC")
    )  # the app has closed, so its boards are written
    assert await company.read_team_points(company.root, "week", week) == {other.id: 10}


async def test_a_leader_hides_a_team_and_shows_it_again(company: Company) -> None:
    await add_member_with_points(company, "Hidden", 30, company.depot)
    await add_member_with_points(company, "Other", 10)
    await repair_boards(company.boards, datetime.now(UTC))
    leader = await find_person((await company.add_member("Leader", company.north)).login)
    await PersonTable.update({PersonTable.role: "leader"}).where(PersonTable.id == leader.id)
    async with (
        open_api_client(await find_person("leader")) as leader_client,
        open_api_client(await find_person("other")) as other,
        open_api_client(await find_person("hidden")) as hidden,
    ):
        path = f"/api/teams/{company.depot.id}"
        for hide, seen in ((True, ["Other"]), (False, ["Hidden", "Other"])):
            assert (await leader_client.patch(path, json={"hidden": hide})).status_code == 204
            for name in ("parent", "organisation"):
                if hide:
                    assert list_names(await read_page(other, name)) == seen
                await wait_for_names(other, name, seen)
            assert list_names(await read_page(hidden, "team")) == ["Hidden"]
            teams = (await leader_client.get("/api/team")).json()["teams"]
            assert {team["name"]: team["hidden"] for team in teams}["Depot"] is hide
        assert (await find_audit_entry("hide_team")).subject == str(company.depot.id)
        assert (await other.patch(path, json={"hidden": True})).status_code == 403
        assert (
            await leader_client.patch(f"/api/teams/{company.south.id}", json={"hidden": True})
        ).status_code == 404
        assert (
            await leader_client.patch("/api/teams/9223372036854775808", json={"hidden": True})
        ).status_code in (404, 422)
        assert (
            await leader_client.patch(path, json={"hidden": True, "name": "x"})
        ).status_code == 422


async def test_points_of_a_past_month_are_not_on_the_board_of_this_one(company: Company) -> None:
    user = await company.add_member("Amira")
    await company.earn_points(user, 10, datetime.now(UTC) - timedelta(days=35))
    async with open_api_client(await find_person("amira")) as client:
        assert (await read_page(client, "team", "month"))["entries"] == [
            {"rank": None, "name": "Amira", "points": 0, "me": True}
        ]
