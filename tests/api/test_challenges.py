"""Challenges at the door: composed by leaders, seen by those who take part, fed by machines with a token of their own."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient
from support.organisation import PASSWORD, Organisation
from support.visits import Visit

TODAY = datetime.now(UTC).date()


def composed(acme: Organisation, **changes: Any) -> dict[str, Any]:
    return {
        "id": str(UUID(int=7)),
        "team": str(acme.shop),
        "form": "quest",
        "template": "national-award",
        "title": "Chase the award",
        "vision": "There is an award next month, and we will stand on that stage.",
        "message": "Five minutes each.",
        "reward": "An evening out",
        "measure": "breaks",
        "unit": "breaks",
        "target": 10,
        "first_day": TODAY.isoformat(),
        "last_day": (TODAY + timedelta(days=20)).isoformat(),
        "stages": [{"title": "Entry", "target": 3}, {"title": "Ceremony", "target": 10}],
        **changes,
    }


async def launched(leader: AsyncClient, acme: Organisation, **changes: Any) -> dict[str, Any]:
    answer = await leader.post("/api/challenges", json=composed(acme, **changes))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_leader_launches_and_the_team_sees_it(visit: Visit, acme: Organisation) -> None:
    made = await launched(await visit("lea-leader"), acme)
    seen = (await (await visit("anna-lee")).get("/api/challenges")).json()["challenges"]
    assert [one["title"] for one in seen] == ["Chase the award"]
    one = (await (await visit("anna-lee")).get(f"/api/challenges/{made['id']}")).json()
    assert (one["status"], one["value"], one["target"], one["owner"], one["can_lead"]) == (
        "scheduled",
        0,
        10,
        "Lea Leader",
        False,
    )
    assert [stage["title"] for stage in one["stages"]] == ["Entry", "Ceremony"]
    assert one["teams"] == [{"id": str(acme.shop), "name": "Shop", "value": 0, "share": 0, "place": 1, "mine": True}]
    assert made["can_lead"] is True


async def test_sending_it_twice_launches_it_once(visit: Visit, acme: Organisation) -> None:
    leader = await visit("lea-leader")
    assert (await launched(leader, acme))["id"] == (await launched(leader, acme))["id"]
    assert len((await leader.get("/api/challenges")).json()["challenges"]) == 1


async def test_every_fault_is_named_at_once(visit: Visit, acme: Organisation) -> None:
    leader = await visit("lea-leader")
    sent = composed(acme, title="", target=-1, form="duel", last_day=date(2020, 1, 1).isoformat())
    answer = await leader.post("/api/challenges", json=sent)
    assert answer.status_code == 422
    assert {"title", "target", "form", "last_day"} <= {fault["where"] for fault in answer.json()["problems"]}


@pytest.mark.parametrize(
    ("login", "team", "status"),
    [
        ("lea-leader", "south", 422),
        ("lea-leader", "root", 422),
        ("nora-leader", "shop", 201),
        ("anna-lee", "shop", 403),
        ("ada-admin", "south", 201),
    ],
)
async def test_leaders_launch_in_their_own_subtree_only(
    visit: Visit, acme: Organisation, login: str, team: str, status: int
) -> None:
    client = await visit(login, PASSWORD) if login == "ada-admin" else await visit(login)
    answer = await client.post("/api/challenges", json=composed(acme, team=str(getattr(acme, team))))
    assert answer.status_code == status, answer.text


async def test_another_branch_of_the_tree_knows_nothing_of_it(visit: Visit, acme: Organisation) -> None:
    made = await launched(await visit("lea-leader"), acme)
    sam = await visit("sam-south")
    assert (await sam.get("/api/challenges")).json()["challenges"] == []
    assert (await sam.get(f"/api/challenges/{made['id']}")).status_code == 404
    assert (await sam.post(f"/api/challenges/{made['id']}/cheer")).status_code == 404
    assert (
        await (await visit("anna-lee")).post(f"/api/challenges/{made['id']}/cancel", json={"reason": "No"})
    ).status_code == 403


async def test_a_machine_tells_figures_of_its_own_challenge_and_does_nothing_else(
    visit: Visit, acme: Organisation
) -> None:
    leader, machine = await visit("lea-leader"), await visit()
    figures = {"measure": "figure", "unit": "% satisfied", "form": "team", "target": 95, "stages": []}
    one = await launched(leader, acme, **figures)
    other = await launched(leader, acme, **figures, id=str(UUID(int=8)))
    made = (await leader.post(f"/api/challenges/{one['id']}/tokens", json={"name": "Survey"})).json()
    bearer = {"Authorization": f"Bearer {made['token']}"}
    sent = {
        "figures": [{"id": str(uuid4()), "team": str(acme.shop), "day": TODAY.isoformat(), "amount": 19, "out_of": 20}]
    }
    pushed = await machine.post(f"/api/challenges/{one['id']}/figures/push", json=sent, headers=bearer)
    assert (pushed.status_code, pushed.json()) == (201, {"added": 1})
    again = await machine.post(f"/api/challenges/{one['id']}/figures/push", json=sent, headers=bearer)
    assert again.json() == {"added": 0}
    assert (
        await machine.post(f"/api/challenges/{other['id']}/figures/push", json=sent, headers=bearer)
    ).status_code == 401
    assert (await machine.get("/api/challenges", headers=bearer)).status_code == 401
    assert (await leader.delete(f"/api/challenges/{one['id']}/tokens/{made['id']}")).status_code == 204
    assert (
        await machine.post(f"/api/challenges/{one['id']}/figures/push", json=sent, headers=bearer)
    ).status_code == 401


async def test_figures_that_cannot_be_are_named_and_none_is_taken(visit: Visit, acme: Organisation) -> None:
    leader = await visit("lea-leader")
    one = await launched(leader, acme, measure="figure", form="team", stages=[])
    good = {"id": str(uuid4()), "team": str(acme.shop), "day": TODAY.isoformat(), "amount": 5}
    bad = [good, {**good, "team": str(acme.south)}, {**good, "day": "2020-01-01"}, {**good, "amount": 9, "out_of": 4}]
    answer = await leader.post(f"/api/challenges/{one['id']}/figures", json={"figures": bad})
    assert [fault["where"] for fault in answer.json()["problems"]] == [
        "figures[1].team",
        "figures[2].day",
        "figures[3].out_of",
    ]
    assert (await leader.post(f"/api/challenges/{one['id']}/figures", json={"figures": [good]})).json() == {"added": 1}


async def test_a_challenge_that_counts_by_itself_takes_no_figures(visit: Visit, acme: Organisation) -> None:
    leader = await visit("lea-leader")
    made = await launched(leader, acme)
    sent = {"figures": [{"id": str(uuid4()), "team": str(acme.shop), "day": TODAY.isoformat(), "amount": 5}]}
    assert (await leader.post(f"/api/challenges/{made['id']}/figures", json=sent)).status_code == 409


async def test_templates_are_there_to_start_from(visit: Visit) -> None:
    found = (await (await visit("lea-leader")).get("/api/challenges/templates")).json()["templates"]
    assert found[0]["id"] == "national-award"
    assert (await (await visit("anna-lee")).get("/api/challenges/templates")).status_code == 403


async def test_a_change_is_shown_and_a_cancelled_one_leaves_the_running(visit: Visit, acme: Organisation) -> None:
    leader = await visit("lea-leader")
    made = await launched(leader, acme)
    changed = await leader.patch(f"/api/challenges/{made['id']}", json={"target": 8, "title": "Chase it"})
    assert (changed.json()["title"], changed.json()["target"], changed.json()["version"]) == ("Chase it", 8, 2)
    assert (await leader.post(f"/api/challenges/{made['id']}/cancel", json={"reason": ""})).status_code == 422
    assert (await leader.post(f"/api/challenges/{made['id']}/cancel", json={"reason": "Moved."})).status_code == 204
    assert (await leader.get(f"/api/challenges/{made['id']}")).json()["status"] == "cancelled"


async def test_before_the_launch_a_leader_sees_what_it_asks_and_how_likely_it_is(
    visit: Visit, acme: Organisation
) -> None:
    leader = await visit("lea-leader")
    found = (await leader.post("/api/challenges/preview", json=composed(acme, target=3, stages=[]))).json()
    assert found["people"] == 2
    assert found["teams"] == [{"id": str(acme.shop), "name": "Shop", "people": 2, "duty": 42, "chance": None}]
    easy, hard = [
        (await leader.post("/api/challenges/preview", json=composed(acme, target=target, stages=[]))).json()
        for target in (1, 40)
    ]
    assert 0 <= hard["chance"] < found["chance"] < easy["chance"] <= 1
    assert easy["minutes_a_day"] < found["minutes_a_day"] < hard["minutes_a_day"] <= 5
    assert found["low"] <= found["suggested_target"] + 3
    assert found["checks"] == []
    dull = (await leader.post("/api/challenges/preview", json=composed(acme, vision="95 %"))).json()
    assert [check["field"] for check in dull["checks"]] == ["vision"]
    assert (await leader.get("/api/challenges")).json()["challenges"] == []


async def test_who_has_leave_throughout_is_named_and_not_counted_upon(visit: Visit, acme: Organisation) -> None:
    from learning.actions.take_days_off import take_days_off

    await take_days_off("anna-lee", [TODAY + timedelta(days=ahead) for ahead in range(-1, 23)], datetime.now(UTC))
    found = (await (await visit("lea-leader")).post("/api/challenges/preview", json=composed(acme))).json()
    assert (found["people"], found["away"]) == (1, ["Anna Lee"])


async def test_a_race_is_weighed_for_fairness(visit: Visit, acme: Organisation) -> None:
    admin = await visit("ada-admin", PASSWORD)
    race = composed(
        acme, team=str(acme.root), teams=[str(acme.shop), str(acme.south)], form="race", per_person=True, stages=[]
    )
    found = (await admin.post("/api/challenges/preview", json=race)).json()
    assert sum(team["chance"] for team in found["teams"]) == pytest.approx(1)
