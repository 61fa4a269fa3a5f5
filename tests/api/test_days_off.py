"""People record their own days off, leaders those of the people that they lead."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from support.organisation import Organisation
from support.visits import Visit

from learning.rules.rota.days import to_local_day

OTHERS = (
    "/api/team/members/sam-south",
    "/api/team/members/nora-leader",
    "/api/team/members/nobody",
)


def format_day(ahead: int) -> str:
    return (to_local_day(datetime.now(UTC), "Europe/London") + timedelta(days=ahead)).isoformat()


@pytest.fixture
async def anna(visit: Visit) -> AsyncClient:
    return await visit("anna-lee")


@pytest.fixture
async def leader(visit: Visit) -> AsyncClient:
    return await visit("lea-leader")


async def read_days_off(phone: AsyncClient, of: str = "me") -> list[str]:
    answer = await phone.get(f"/api/{of}/days-off")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["days"])


async def read_states(phone: AsyncClient) -> dict[str, str]:
    return {one["day"]: one["state"] for one in (await phone.get("/api/streak")).json()["days"]}


async def test_a_person_records_days_and_cancels_one(anna: AsyncClient) -> None:
    before = (await anna.get("/api/me/days-off")).json()
    week = {"work_days": None, "team_work_days": [1, 2, 3, 4, 5, 6, 7]}
    assert before == {
        "today": format_day(0),
        "first": format_day(-60),
        "last": format_day(366),
        "days": [],
        **week,
    }
    answer = await anna.post(
        "/api/me/days-off", json={"days": [format_day(2), format_day(-1), format_day(0)]}
    )
    assert (answer.status_code, answer.json()) == (
        200,
        {**before, "days": [format_day(-1), format_day(0), format_day(2)]},
    )
    assert {(await read_states(anna))[format_day(ahead)] for ahead in (-1, 0, 2)} == {"off"}
    for _ in range(2):
        assert (await anna.delete(f"/api/me/days-off/{format_day(2)}")).status_code == 204
    assert await read_days_off(anna) == [format_day(-1), format_day(0)]
    assert (await anna.delete(f"/api/me/days-off/{format_day(-1)}")).status_code == 409
    assert await read_days_off(anna) == [format_day(-1), format_day(0)]


async def test_a_leader_records_and_cancels_days_of_a_member(
    anna: AsyncClient, leader: AsyncClient
) -> None:
    of = "team/members/Anna-Lee"
    answer = await leader.post(f"/api/{of}/days-off", json={"days": [format_day(1), format_day(2)]})
    assert (answer.status_code, answer.json()["days"]) == (200, [format_day(1), format_day(2)])
    assert (await leader.delete(f"/api/{of}/days-off/{format_day(1)}")).status_code == 204
    assert await read_days_off(anna) == await read_days_off(leader, of) == [format_day(2)]
    assert await read_days_off(leader) == []


async def test_a_leader_sets_the_week_of_a_member_and_of_a_team(
    anna: AsyncClient, leader: AsyncClient, acme: Organisation
) -> None:
    member, team = "/api/team/members/anna-lee", f"/api/teams/{acme.shop}"
    assert (await leader.patch(member, json={"work_days": [6, 2]})).status_code == 204
    assert (await anna.get("/api/me")).json()["work_days"] == [2, 6]
    assert (await leader.patch(team, json={"work_days": [1, 3]})).status_code == 204
    shown = (await leader.get("/api/team")).json()["teams"][0]
    assert (shown["work_days"], shown["hidden"]) == ([1, 3], False)
    assert (await anna.patch("/api/me", json={"work_days": None})).json()["work_days"] is None
    assert (await leader.get(f"{member}/days-off")).json()["team_work_days"] == [1, 3]


async def test_a_leader_changes_nobody_above_or_elsewhere(
    leader: AsyncClient, acme: Organisation
) -> None:
    for path in OTHERS:
        answers = [
            await leader.get(f"{path}/days-off"),
            await leader.post(f"{path}/days-off", json={"days": [format_day(1)]}),
            await leader.delete(f"{path}/days-off/{format_day(1)}"),
            await leader.patch(path, json={"work_days": [1]}),
        ]
        assert [answer.status_code for answer in answers] == [404] * 4
    for team in (acme.north, acme.south, acme.root):
        assert (
            await leader.patch(f"/api/teams/{team}", json={"work_days": [1]})
        ).status_code == 404


async def test_a_learner_changes_nobody_else(anna: AsyncClient, acme: Organisation) -> None:
    for path in ("/api/team/members/lea-leader", "/api/team/members/anna-lee", *OTHERS):
        answers = [
            await anna.get(f"{path}/days-off"),
            await anna.post(f"{path}/days-off", json={"days": [format_day(1)]}),
            await anna.delete(f"{path}/days-off/{format_day(1)}"),
            await anna.patch(path, json={"work_days": [1]}),
        ]
        assert [answer.status_code for answer in answers] == [403] * 4
    assert (await anna.patch(f"/api/teams/{acme.shop}", json={"work_days": [1]})).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"days": []},
        {"days": ["soon"]},
        {"days": [date(2026, 2, 3).isoformat(), None]},
        {"days": [format_day(1)], "login": "lea-leader"},
        {"days": [format_day(1), format_day(-61)]},
        {"days": [format_day(367)]},
        {"days": [format_day(1)] * 367},
        {"days": ["9999-12-31", "0001-01-01"]},
    ],
)
async def test_unusable_days_are_refused(anna: AsyncClient, body: dict[str, Any]) -> None:
    answer = await anna.post("/api/me/days-off", json=body)
    assert answer.status_code == 422, answer.text
    assert await read_days_off(anna) == []


async def test_unusable_days_and_weeks_are_refused(
    anna: AsyncClient, leader: AsyncClient, acme: Organisation
) -> None:
    assert (await anna.delete("/api/me/days-off/tomorrow")).status_code == 404
    wrong: list[dict[str, Any]] = [
        {"work_days": []},
        {"work_days": [8]},
        {"work_days": None},
        {"name": "x"},
    ]
    for body in wrong:
        assert (await leader.patch(f"/api/teams/{acme.shop}", json=body)).status_code == 422
    wrong_week = {"work_days": [8]}
    answer = await leader.patch("/api/team/members/anna-lee", json=wrong_week)
    assert answer.status_code == 422


async def test_days_off_need_a_session(visit: Visit) -> None:
    nobody = await visit()
    assert (await nobody.get("/api/me/days-off")).status_code == 401
    assert (
        await nobody.post("/api/me/days-off", json={"days": [format_day(1)]})
    ).status_code == 401
