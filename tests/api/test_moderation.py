"""What people say of each other is shown after a leader's yes, and can be taken away."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient
from support.catalogues import make_pack, publish_to_team
from support.organisation import PASSWORD, Organisation, add_member
from support.people import find_audit_entry
from support.visits import Visit

from learning.queries.packs.team_catalogue import clear_catalogue_cache

NOW = datetime.now(UTC)
RUDE = "Smells, please shower."


@pytest.fixture(autouse=True)
async def published_pack(acme: Organisation, clean_redis: str) -> None:
    clear_catalogue_cache()
    await publish_to_team(make_pack(), acme.root, NOW - timedelta(days=60))
    await add_member(acme.shop, "Ben Ash")
    await add_member(acme.shop, "Lars Leader", "leader")


async def give(client: AsyncClient, to: str, kind: str = "kudos") -> dict[str, Any]:
    sent = {"id": str(uuid4()), "kind": kind, "to": to, "trait": "pack.lesson-0", "sentence": RUDE}
    answer = await client.post("/api/moments", json=sent)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def read_feed(client: AsyncClient) -> list[str]:
    return [moment["id"] for moment in (await client.get("/api/moments")).json()["moments"]]


async def read_waiting(client: AsyncClient) -> list[str]:
    found = (await client.get("/api/moments/waiting")).json()["moments"]
    assert all(moment["can_settle"] for moment in found)
    return [moment["id"] for moment in found]


async def test_thanks_are_seen_by_nobody_before_a_leader_s_yes(visit: Visit) -> None:
    anna, ben, lea = await visit("anna-lee"), await visit("ben-ash"), await visit("lea-leader")
    given = await give(ben, "anna-lee")
    assert given["status"] == "waiting"
    for client in (anna, ben, lea):
        assert given["id"] not in await read_feed(client)
    assert await read_waiting(lea) == [given["id"]]
    assert (await lea.post(f"/api/moments/{given['id']}/confirm")).status_code == 204
    for client in (anna, ben, lea):
        assert given["id"] in await read_feed(client)
    assert (await anna.get("/api/me")).json()["points"] == 0, "thanks are worth no points"


async def test_thanks_for_a_leader_wait_for_another_leader(visit: Visit) -> None:
    ben, lea, lars = await visit("ben-ash"), await visit("lea-leader"), await visit("lars-leader")
    given = await give(ben, "lea-leader")
    path = f"/api/moments/{given['id']}/confirm"
    assert await read_waiting(lea) == []
    assert (await lea.post(path)).status_code in (403, 404)
    assert await read_waiting(lars) == [given["id"]]
    assert (await lars.post(path)).status_code == 204


async def test_a_moment_that_is_worth_points_waits_for_somebody_above(visit: Visit) -> None:
    ben, lars, nora = await visit("ben-ash"), await visit("lars-leader"), await visit("nora-leader")
    given = await give(ben, "lea-leader", "seen")
    assert await read_waiting(lars) == []
    assert (await lars.post(f"/api/moments/{given['id']}/confirm")).status_code in (403, 404)
    assert await read_waiting(nora) == [given["id"]]
    assert (await nora.post(f"/api/moments/{given['id']}/confirm")).status_code == 204


async def test_a_team_can_show_thanks_at_once(visit: Visit, acme: Organisation) -> None:
    ben, lea = await visit("ben-ash"), await visit("lea-leader")
    (team,) = (await lea.get("/api/team")).json()["teams"]
    assert team["moments_reviewed"] is True
    path = f"/api/teams/{acme.shop}"
    assert (await lea.patch(path, json={"moments_reviewed": False})).status_code == 204
    assert (await give(ben, "anna-lee"))["status"] == "confirmed"
    assert (await give(ben, "lea-leader", "seen"))["status"] == "waiting"
    assert (await find_audit_entry("show_moments_at_once")).subject == str(acme.shop)
    assert (await ben.patch(path, json={"moments_reviewed": True})).status_code == 403
    assert (await lea.patch(path, json={"moments_reviewed": True})).status_code == 204
    assert (await give(await visit("anna-lee"), "ben-ash"))["status"] == "waiting"


@pytest.mark.parametrize("who", ["lea-leader", "nora-leader", "ada-admin"])
async def test_leaders_and_admins_remove_and_report_what_is_shown(visit: Visit, who: str) -> None:
    leader = await visit(who, PASSWORD if who == "ada-admin" else "8402")
    anna, ben = await visit("anna-lee"), await visit("ben-ash")
    for to, action, sent in (("anna-lee", "remove", None), ("lars-leader", "report", {})):
        given = await give(ben, to)
        assert (await leader.post(f"/api/moments/{given['id']}/confirm")).status_code == 204
        assert given["id"] in await read_feed(anna)
        (shown,) = (
            one
            for one in (await leader.get("/api/moments")).json()["moments"]
            if one["id"] == given["id"]
        )
        assert shown["can_settle"]
        answer = await leader.post(f"/api/moments/{given['id']}/{action}", json=sent)
        assert answer.status_code == 204, answer.text
        assert given["id"] not in await read_feed(anna)


async def test_a_giver_can_be_paused(visit: Visit) -> None:
    ben, lea, lars = await visit("ben-ash"), await visit("lea-leader"), await visit("lars-leader")
    path = "/api/team/members/ben-ash"
    assert (await lea.patch(path, json={"moments_paused": True})).status_code == 204
    assert (await ben.get("/api/moments/choices")).json()["paused"]
    for kind in ("kudos", "seen"):
        sent = {"id": str(uuid4()), "kind": kind, "to": "anna-lee", "trait": "pack.lesson-0"}
        answer = await ben.post("/api/moments", json={**sent, "sentence": RUDE})
        assert (answer.status_code, answer.json()["code"]) == (403, "moment.giver_paused")
    assert (await lars.patch(path, json={"moments_paused": False})).status_code == 204
    assert not (await ben.get("/api/moments/choices")).json()["paused"]
    assert (await give(ben, "anna-lee"))["status"] == "waiting"
    kinds = [one["kind"] for one in (await ben.get("/api/me/changes")).json()["changes"]]
    assert kinds == ["resume_moments", "pause_moments"]
    for login, status in (("lars-leader", 403), ("lea-leader", 403), ("sam-south", 404)):
        answer = await lea.patch(f"/api/team/members/{login}", json={"moments_paused": True})
        assert answer.status_code == status, answer.text


async def test_names_and_aliases_can_be_taken_away_and_paused(visit: Visit) -> None:
    ben, lea = await visit("ben-ash"), await visit("lea-leader")
    path = "/api/team/members/ben-ash"
    await ben.patch("/api/me", json={"alias": "Rude Word"})
    sent = {"alias": None, "name": "Benjamin Ash", "names_paused": True}
    assert (await lea.patch(path, json=sent)).status_code == 204
    me = (await ben.get("/api/me")).json()
    assert (me["name"], me["alias"], me["login"]) == ("Benjamin Ash", None, "ben-ash")
    answer = await ben.patch("/api/me", json={"alias": "Rude Word"})
    assert (answer.status_code, answer.json()["code"]) == (403, "person.alias_paused")
    assert (await lea.patch(path, json={"names_paused": False})).status_code == 204
    assert (await ben.patch("/api/me", json={"alias": "Sunny"})).status_code == 200
    taken = await lea.patch(path, json={"name": "Anna Lee"})
    assert taken.status_code == 409
    assert (await lea.patch(path, json={"alias": "Given by me"})).status_code in (400, 422)
    kinds = [one["kind"] for one in (await ben.get("/api/me/changes")).json()["changes"]]
    assert kinds == ["resume_names", "pause_names", "remove_alias", "rename_person"]
