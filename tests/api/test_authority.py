"""Nobody changes anything of an equal or a superior, whatever the route."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response
from support.organisation import PASSWORD, Organisation, add_member
from support.people import find_audit_entry
from support.visits import Visit

TODAY = datetime.now(UTC).date()
CSV_TYPE = {"Content-Type": "text/csv"}


def make_correction(points: int) -> Mapping[str, Any]:
    return {"id": str(uuid4()), "points": points, "reason": "The till was down"}


async def act(client: AsyncClient, act: str, login: str) -> Response:
    """Take one of the acts of leaders on a person."""
    member, day = f"/api/team/members/{login}", TODAY + timedelta(days=3)
    match act:
        case "pin":
            needs_password = "leader" in login or "admin" in login
            secret = "quiet lamps sing loudly" if needs_password else "7391"
            return await client.post(f"{member}/pin", json={"pin": secret})
        case "points":
            return await client.post(f"/api/people/{login}/corrections", json=make_correction(5))
        case "week":
            return await client.patch(member, json={"work_days": [1, 2]})
        case "days off":
            return await client.post(f"{member}/days-off", json={"days": [day.isoformat()]})
        case "no day off":
            return await client.delete(f"{member}/days-off/{day.isoformat()}")
        case "rota":
            rows = f"login,date,shift\n{login},{day.isoformat()},09:00-17:00\n"
            return await client.post("/api/team/rota", content=rows, headers=CSV_TYPE)
        case "erasure":
            return await client.delete(f"/api/people/{login}")
    raise AssertionError(act)


LEADERS_ACTS = ("pin", "points", "week", "days off", "no day off", "rota")


@pytest.mark.parametrize("what", LEADERS_ACTS)
async def test_a_leader_changes_nothing_of_a_peer_or_an_admin_of_the_team(
    visit: Visit, acme: Organisation, what: str
) -> None:
    await add_member(acme.shop, "Lars Leader", "leader")
    await add_member(acme.shop, "Abe Admin", "admin")
    lea, nora = await visit("lea-leader"), await visit("nora-leader")
    for leader, login in ((lea, "lars-leader"), (lea, "abe-admin"), (nora, "abe-admin")):
        answer = await act(leader, what, login)
        assert answer.status_code == (422 if what == "rota" else 403), (login, answer.text)
        assert "not below you" in answer.text
    answer = await act(nora, what, "lars-leader")
    assert answer.is_success, answer.text


@pytest.mark.parametrize("what", [*LEADERS_ACTS, "erasure"])
async def test_an_admin_changes_nothing_of_another_admin(
    visit: Visit, acme: Organisation, what: str
) -> None:
    await add_member(acme.shop, "Abe Admin", "admin")
    ada = await visit("ada-admin", PASSWORD)
    answer = await act(ada, what, "abe-admin")
    assert answer.status_code == (422 if what == "rota" else 403), answer.text
    answer = await act(ada, what, "lea-leader")
    assert answer.is_success, answer.text


@pytest.mark.parametrize("what", ["week", "days off", "no day off", "rota"])
async def test_a_leader_s_own_days_are_the_leader_s(visit: Visit, what: str) -> None:
    answer = await act(await visit("lea-leader"), what, "lea-leader")
    assert answer.is_success, answer.text


async def test_the_page_of_the_team_says_who_is_below(visit: Visit, acme: Organisation) -> None:
    await add_member(acme.shop, "Lars Leader", "leader")
    page = (await (await visit("lea-leader")).get("/api/team/members")).json()
    below = {member["login"]: member["below"] for member in page["members"]}
    assert below == {"anna-lee": True, "lea-leader": False, "lars-leader": False}


async def test_the_template_of_a_rota_has_the_people_whose_days_a_leader_plans(
    visit: Visit, acme: Organisation
) -> None:
    await add_member(acme.shop, "Lars Leader", "leader")
    answer = await (await visit("lea-leader")).get("/api/team/rota/template?format=csv")
    assert "Anna Lee" in answer.text
    assert "Lea Leader" in answer.text
    assert "Lars Leader" not in answer.text


async def test_corrections_of_a_day_are_bounded(visit: Visit) -> None:
    lea, nora, anna = await visit("lea-leader"), await visit("nora-leader"), await visit("anna-lee")
    path = "/api/people/anna-lee/corrections"
    assert (await lea.post(path, json=make_correction(600))).status_code == 201
    assert (await lea.post(path, json=make_correction(-300))).status_code == 201
    for leader in (lea, nora):
        earlier = date.fromisoformat("2026-03-02").isoformat()
        answer = await leader.post(path, json={**make_correction(101), "day": earlier})
        assert answer.status_code == 429, answer.text
        assert int(answer.headers["retry-after"]) <= 25 * 3600
    assert (await nora.post(path, json=make_correction(100))).status_code == 201
    assert (await anna.get("/api/me")).json()["points"] == 400


async def test_a_person_reads_what_others_changed(visit: Visit) -> None:
    lea, anna = await visit("lea-leader"), await visit("anna-lee")
    await lea.post("/api/people/anna-lee/corrections", json=make_correction(15))
    for what in ("week", "days off", "no day off", "rota"):
        assert (await act(lea, what, "anna-lee")).is_success
    await anna.patch("/api/me", json={"work_days": None})
    await lea.post("/api/team/members/anna-lee/pin", json={"pin": "7391"})
    anna = await visit("anna-lee", "7391")
    await anna.patch("/api/me", json={"secret": {"old": "7391", "new": "4862"}})
    page = (await anna.get("/api/me/changes")).json()
    assert not page["more"]
    assert [(one["kind"], one["by"]) for one in page["changes"]] == [
        (kind, "Lea Leader")
        for kind in (
            "set_pin",
            "import_rota",
            "cancel_day_off",
            "take_days_off",
            "set_week",
            "correct_points",
        )
    ]
    correction, week, off = (page["changes"][at] for at in (5, 4, 3))
    assert (correction["points"], correction["reason"]) == (15, "The till was down")
    assert correction["day"] is not None
    assert week["work_days"] == [1, 2]
    assert off["days_off"] == [(TODAY + timedelta(days=3)).isoformat()]
    older = await anna.get(f"/api/me/changes?before={page['changes'][3]['id']}")
    assert [one["kind"] for one in older.json()["changes"]] == ["set_week", "correct_points"]


async def test_nobody_reads_the_changes_of_another(visit: Visit) -> None:
    lea, sam = await visit("lea-leader"), await visit("sam-south")
    await lea.post("/api/people/anna-lee/corrections", json=make_correction(15))
    for client in (lea, sam):
        assert (await client.get("/api/me/changes")).json()["changes"] == []
    assert (await (await visit()).get("/api/me/changes")).status_code == 401
    assert (await find_audit_entry("correct_points")).subject == "anna-lee"


async def test_the_secret_of_an_erased_person_cannot_be_set(visit: Visit) -> None:
    ada = await visit("ada-admin", PASSWORD)
    assert (await ada.delete("/api/people/anna-lee")).status_code == 204
    members = (await ada.get("/api/team/members")).json()["members"]
    assert "anna-lee" not in {member["login"] for member in members}
    for number in range(1, 12):
        for what in ("pin", "points", "week"):
            assert (await act(ada, what, f"left-{number}")).status_code == 404
