"""Leaderboards at the door."""

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
async def chain(database: str, clean_redis: str) -> AsyncIterator[Company]:
    async with open_company(clean_redis) as made:
        yield made


async def earned(chain: Company, name: str, points: int, team: Any = None) -> CurrentUser:
    who = await chain.add_member(name, team)
    await chain.earn_points(who, points, datetime.now(UTC))
    return who


async def shown(client: AsyncClient, name: str, period: str = "") -> dict[str, Any]:
    answer = await client.get(
        f"/api/leaderboards/{name}", params={"period": period} if period else {}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def seen_in_time(client: AsyncClient, name: str, wanted: list[str]) -> None:
    """What appears, unlike what is hidden, may take as long as boards are told."""
    for _ in range(100):
        if names(await shown(client, name)) == wanted:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{wanted} are not seen")


def names(found: dict[str, Any]) -> list[str]:
    return [entry["name"] for entry in found["entries"]]


async def test_each_board_shows_who_belongs_there(chain: Company) -> None:
    await earned(chain, "Shop", 10)
    await earned(chain, "Depot", 20, chain.depot)
    await earned(chain, "South", 30, chain.south)
    async with open_api_client(await find_person("shop")) as client:
        found = {
            name: names(await shown(client, name)) for name in ("team", "parent", "organisation")
        }
    assert found == {
        "team": ["Shop"],
        "parent": ["Depot", "Shop"],
        "organisation": ["South", "Depot", "Shop"],
    }


async def test_who_is_at_the_root_has_one_board_of_people_and_one_of_the_teams_below(
    chain: Company,
) -> None:
    await earned(chain, "Boss", 10, chain.root)
    for number in range(3):
        await earned(chain, f"South-{number}", 20, chain.south)
    async with open_api_client(await find_person("boss")) as client:
        for name in ("team", "parent", "organisation"):
            assert len((await shown(client, name))["entries"]) == 4
        assert (await shown(client, "teams"))["entries"] == [
            {"rank": 1, "name": "South", "points": 20, "me": False}
        ]


async def test_every_period_has_its_name(chain: Company) -> None:
    await earned(chain, "Amira", 10)
    today = to_local_day(datetime.now(UTC), "UTC")
    async with open_api_client(await find_person("amira")) as client:
        for period, rule in PERIOD_RULES.items():
            found = await shown(client, "team", period)
            assert found["period"] == name_period(period, rule.find_start(today))
            assert found["entries"] == [{"rank": 1, "name": "Amira", "points": 10, "me": True}]
        assert (await shown(client, "team"))["period"] == name_period(
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
async def test_what_there_is_not_is_a_problem(chain: Company, path: str, status: int) -> None:
    await chain.add_member("Amira")
    async with open_api_client(await find_person("amira")) as client:
        answer = await client.get(f"/api/leaderboards/{path}")
        assert answer.status_code == status
        assert answer.json()["detail"]


async def test_a_league_is_shown_with_its_tier_before_it_is_formed_as_none(chain: Company) -> None:
    who = await earned(chain, "Amira", 10)
    other = await earned(chain, "Ben", 20, chain.south)
    async with open_api_client(await find_person("amira")) as client:
        before = await shown(client, "league")
        assert (before["entries"], before["league"]) == ([], {"tier": 1, "tiers": 8, "last": None})
        week = find_period_start("week", to_local_day(datetime.now(UTC), "UTC"))
        await chain.execute_statement(
            "INSERT INTO league (organisation, week, tier, number) VALUES ($1, $2, 3, 1)",
            who.path[0],
            week,
        )
        for member in (who, other):
            await chain.execute_statement(
                "INSERT INTO league_member (league, person, week, tier) SELECT id, $1, week, 3 FROM league",
                member.id,
            )
        after = await shown(client, "league")
        assert (names(after), after["league"]["tier"]) == (["Ben", "Amira"], 3)
        assert (await shown(client, "team"))["league"] is None


async def test_the_share_comes_with_the_better_half(chain: Company) -> None:
    people = [await earned(chain, f"Person-{number}", number) for number in range(1, 7)]
    for who, share in ((people[5], 100), (people[0], None)):
        async with open_api_client(await find_person(who.login)) as client:
            assert (await shown(client, "team"))["percentile"] == share


async def test_who_opts_out_is_gone_for_everybody_at_once_and_back_as_fast(chain: Company) -> None:
    await earned(chain, "Shy", 30)
    await earned(chain, "Other", 10)
    await repair_boards(chain.boards, datetime.now(UTC))
    async with (
        open_api_client(await find_person("shy")) as shy,
        open_api_client(await find_person("other")) as other,
    ):
        assert names(await shown(other, "organisation")) == ["Shy", "Other"]
        assert (await shy.patch("/api/me", json={"on_boards": False})).status_code == 200
        assert names(await shown(other, "organisation")) == ["Other"]
        assert names(found := await shown(shy, "team")) == ["Other"]
        assert not found["on_boards"]
        await shy.patch("/api/me", json={"on_boards": True, "alias": "Falcon"})
        await seen_in_time(other, "organisation", ["Falcon", "Other"])


async def test_who_is_erased_leaves_the_boards_not_only_their_name(chain: Company) -> None:
    gone = await earned(chain, "Gone", 30)
    other = await earned(chain, "Other", 10)
    admin = await find_person((await chain.add_member("Admin", chain.root)).login)
    await PersonTable.update({PersonTable.role: "admin"}).where(PersonTable.id == admin.id)
    await repair_boards(chain.boards, datetime.now(UTC))
    async with (
        open_api_client(await find_person("admin")) as asked,
        open_api_client(await find_person("other")) as looking,
    ):
        assert (await asked.delete(f"/api/people/{gone.login}")).status_code == 204
        assert names(await shown(looking, "organisation")) == ["Other"]
    week = find_period_start(
        "week", to_local_day(datetime.now(UTC), "UTC")
    )  # the app has closed, so what it was told has gone out
    assert await chain.read_team_points(chain.root, "week", week) == {other.id: 10}


async def test_a_leader_hides_a_team_and_shows_it_again(chain: Company) -> None:
    await earned(chain, "Hidden", 30, chain.depot)
    await earned(chain, "Other", 10)
    await repair_boards(chain.boards, datetime.now(UTC))
    leader = await find_person((await chain.add_member("Leader", chain.north)).login)
    await PersonTable.update({PersonTable.role: "leader"}).where(PersonTable.id == leader.id)
    async with (
        open_api_client(await find_person("leader")) as leading,
        open_api_client(await find_person("other")) as other,
        open_api_client(await find_person("hidden")) as hidden,
    ):
        path = f"/api/teams/{chain.depot.id}"
        for hide, seen in ((True, ["Other"]), (False, ["Hidden", "Other"])):
            assert (await leading.patch(path, json={"hidden": hide})).status_code == 204
            for name in ("parent", "organisation"):
                if hide:
                    assert names(await shown(other, name)) == seen
                await seen_in_time(other, name, seen)
            assert names(await shown(hidden, "team")) == ["Hidden"]
            teams = (await leading.get("/api/team")).json()["teams"]
            assert {team["name"]: team["hidden"] for team in teams}["Depot"] is hide
        assert (await find_audit_entry("hide_team")).subject == str(chain.depot.id)
        assert (await other.patch(path, json={"hidden": True})).status_code == 403
        assert (
            await leading.patch(f"/api/teams/{chain.south.id}", json={"hidden": True})
        ).status_code == 404
        assert (
            await leading.patch("/api/teams/9223372036854775808", json={"hidden": True})
        ).status_code in (404, 422)
        assert (await leading.patch(path, json={"hidden": True, "name": "x"})).status_code == 422


async def test_a_board_a_month_ago_says_nothing_today(chain: Company) -> None:
    who = await chain.add_member("Amira")
    await chain.earn_points(who, 10, datetime.now(UTC) - timedelta(days=35))
    async with open_api_client(await find_person("amira")) as client:
        assert (await shown(client, "team", "month"))["entries"] == []
