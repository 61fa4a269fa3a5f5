"""Leaders see and change the own team and the teams below, and no others."""

from typing import Any
from urllib.parse import unquote

import pytest
from httpx import AsyncClient
from support.organisation import PASSWORD, PIN, SHOP_CODE, Organisation, add_member
from support.people import find_audit_entry, find_person
from support.visits import Visit


async def team_names(client: AsyncClient) -> list[str]:
    return [team["name"] for team in (await client.get("/api/team")).json()["teams"]]


async def test_a_leader_sees_the_own_team_and_those_below(visit: Visit) -> None:
    assert await team_names(await visit("lea-leader")) == ["Shop"]
    assert await team_names(await visit("nora-leader")) == ["North", "Shop"]
    assert await team_names(await visit("ada-admin", PASSWORD)) == [
        "Acme",
        "North",
        "Shop",
        "South",
    ]


async def test_a_team_shows_its_members_and_its_join_code(visit: Visit, acme: Organisation) -> None:
    client = await visit("lea-leader", HEROBREAK_URL="http://hero.test")
    team: dict[str, Any] = (await client.get("/api/team")).json()["teams"][0]
    assert (team["id"], team["zone"], team["join_code"]) == (
        str(acme.shop),
        "Europe/London",
        "C5H6-6S35",
    )
    assert team["join_url"] == f"http://hero.test/join?code={SHOP_CODE}"
    assert (team["parent"], team["members"]) == ("North", 2)
    shown = (await client.get(f"/api/teams/{acme.shop}/join-code")).json()
    assert (shown["join_code"], shown["join_url"]) == (team["join_code"], team["join_url"])
    assert shown["join_qr"].startswith("data:image/svg+xml")
    assert "#fff" in unquote(shown["join_qr"]), "a code on a dark page needs a light ground"
    assert (await client.get(f"/api/teams/{acme.south}/join-code")).status_code == 404
    members = (await client.get(f"/api/team/members?team={acme.shop}")).json()["members"]
    assert [member["login"] for member in members] == ["anna-lee", "lea-leader"]
    assert members[0] == {
        "login": "anna-lee",
        "name": "Anna Lee",
        "team": str(acme.shop),
        "team_name": "Shop",
        "role": "learner",
        "joined_at": "2026-01-05T12:00:00Z",
        "last_day": None,
        "streak": 0,
        "week_points": 0,
        "looks_like": [],
        "late_day": None,
        "late_items": 0,
        "below": True,
        "moments_paused": False,
        "names_paused": False,
    }


async def test_learners_see_no_teams_and_leaders_those_below(visit: Visit) -> None:
    learner, leader = await visit("anna-lee"), await visit("nora-leader")
    assert (await learner.get("/api/team")).status_code == 403
    assert (await learner.get("/api/teams")).status_code == 403
    assert (await learner.get("/api/team/members")).status_code == 403
    found = (await leader.get("/api/teams?name=SHOP")).json()
    assert [team["name"] for team in found["teams"]] == ["Shop"]
    assert found["next"] is None
    assert (await (await visit()).get("/api/team")).status_code == 401


async def test_an_admin_sees_the_tree(visit: Visit, acme: Organisation) -> None:
    teams = (await (await visit("ada-admin", PASSWORD)).get("/api/teams")).json()["teams"]
    assert [(team["id"], team["parent"], team["members"]) for team in teams] == [
        (str(acme.root), None, 1),
        (str(acme.north), str(acme.root), 1),
        (str(acme.shop), str(acme.north), 2),
        (str(acme.south), str(acme.root), 1),
    ]


async def test_a_new_pin_works_and_signs_all_devices_out(visit: Visit) -> None:
    leader, phone, tablet = (
        await visit("lea-leader"),
        await visit("anna-lee"),
        await visit("anna-lee"),
    )
    locked_out = await visit()
    for _ in range(6):
        await locked_out.post("/api/session", json={"login": "anna-lee", "secret": "9999"})
    answer = await leader.post("/api/team/members/anna-lee/pin", json={"pin": "7391"})
    assert answer.status_code == 204
    assert (
        (await phone.get("/api/me")).status_code == (await tablet.get("/api/me")).status_code == 401
    )
    assert (await leader.get("/api/me")).status_code == 200
    assert (
        await locked_out.post("/api/session", json={"login": "anna-lee", "secret": PIN})
    ).status_code == 401
    await visit("anna-lee", "7391")
    entry, lea = await find_audit_entry("set_pin"), await find_person("lea-leader")
    assert (entry.subject, entry.person) == ("anna-lee", lea.id)
    assert "7391" not in str(entry.detail)


@pytest.mark.parametrize(
    ("leader", "login", "status"),
    [
        ("lea-leader", "sam-south", 404),  # another branch of the tree
        ("lea-leader", "nora-leader", 404),  # above
        ("lea-leader", "nobody", 404),
        ("lea-leader", "%00", 404),
        ("lea-leader", "lea-leader", 403),  # oneself, without the old PIN
        ("lea-leader", "lars-leader", 403),  # a peer
        ("lea-leader", "abe-admin", 403),  # an admin who works in the shop
        ("nora-leader", "lea-leader", 204),  # a leader below
        ("nora-leader", "anna-lee", 204),
        ("nora-leader", "abe-admin", 403),
        ("anna-lee", "sam-south", 403),
        ("ada-admin", "sam-south", 204),
        ("ada-admin", "abe-admin", 403),  # an equal
        ("ada-admin", "ada-admin", 403),
    ],
)
async def test_whose_pin_a_leader_may_set(
    visit: Visit, acme: Organisation, leader: str, login: str, status: int
) -> None:
    await add_member(acme.shop, "Lars Leader", "leader")
    await add_member(acme.shop, "Abe Admin", "admin")
    client = await visit(leader, PASSWORD if leader == "ada-admin" else PIN)
    secret = "7391" if login in ("anna-lee", "sam-south") else "wobbly teapot mirror"
    answer = await client.post(f"/api/team/members/{login}/pin", json={"pin": secret})
    assert answer.status_code == status, answer.text


async def test_a_weak_pin_is_refused(visit: Visit) -> None:
    client = await visit("lea-leader")
    answer = await client.post("/api/team/members/anna-lee/pin", json={"pin": "4321"})
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"] == "pin"
    await visit("anna-lee")
