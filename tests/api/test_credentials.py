"""Figure tokens end with their leader, and join codes end and can be replaced."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient
from support.challenge_requests import REQUEST_DAY, post_challenge
from support.organisation import PASSWORD, SHOP_CODE, Organisation
from support.people import find_audit_entry
from support.visits import Visit

from learning.tables.database import connection

FIGURES: dict[str, object] = {
    "measure": "figure",
    "unit": "% satisfied",
    "form": "team",
    "target": 95,
    "stages": [],
}


async def execute(statement: str, *values: object) -> None:
    async with connection() as conn:
        await conn.execute(statement, *values)


async def make_token(leader: AsyncClient, challenge: str, **fields: Any) -> dict[str, str]:
    path = f"/api/challenges/{challenge}/tokens"
    answer = await leader.post(path, json={"name": "Survey", **fields})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def push(machine: AsyncClient, acme: Organisation, challenge: str, token: str) -> int:
    figure = {"team": str(acme.shop), "day": REQUEST_DAY.isoformat(), "amount": 19, "out_of": 20}
    answer = await machine.post(
        f"/api/challenges/{challenge}/figures/push",
        json={"figures": [{"id": str(uuid4()), **figure}]},
        headers={"Authorization": f"Bearer {token}"},
    )
    return answer.status_code


async def read_states(leader: AsyncClient, challenge: str) -> list[str]:
    listed = (await leader.get(f"/api/challenges/{challenge}/tokens")).json()["tokens"]
    return [token["state"] for token in listed]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE person SET team = $1 WHERE login = 'lea-leader'",
        "UPDATE person SET role = 'learner' WHERE login = 'lea-leader' AND $1 > 0",
        "UPDATE person SET erased_at = now() WHERE login = 'lea-leader' AND $1 > 0",
    ],
)
async def test_a_token_ends_when_its_leader_is_moved_demoted_or_erased(
    visit: Visit, acme: Organisation, change: str
) -> None:
    lea, machine, ada = await visit("lea-leader"), await visit(), await visit("ada-admin", PASSWORD)
    challenge = (await post_challenge(lea, acme, **FIGURES))["id"]
    made = await make_token(lea, challenge)
    assert await push(machine, acme, challenge, made["token"]) == 201
    await execute(change, acme.south)
    assert await push(machine, acme, challenge, made["token"]) == 401
    assert await read_states(ada, challenge) == ["leader_left"]


async def test_erasing_a_leader_revokes_the_tokens(visit: Visit, acme: Organisation) -> None:
    lea, machine, ada = await visit("lea-leader"), await visit(), await visit("ada-admin", PASSWORD)
    challenge = (await post_challenge(lea, acme, **FIGURES))["id"]
    made = await make_token(lea, challenge)
    assert (await ada.delete("/api/people/lea-leader")).status_code == 204
    assert await push(machine, acme, challenge, made["token"]) == 401
    assert await read_states(ada, challenge) == []


async def test_the_token_of_an_admin_ends_with_the_role(visit: Visit, acme: Organisation) -> None:
    ada, lea, machine = await visit("ada-admin", PASSWORD), await visit("lea-leader"), await visit()
    challenge = (await post_challenge(lea, acme, **FIGURES))["id"]
    made = await make_token(ada, challenge)
    assert await push(machine, acme, challenge, made["token"]) == 201
    await execute("UPDATE person SET role = 'leader' WHERE login = 'ada-admin'")
    assert await push(machine, acme, challenge, made["token"]) == 401


async def test_a_token_ends_after_its_days(visit: Visit, acme: Organisation) -> None:
    lea, machine = await visit("lea-leader"), await visit()
    challenge = (await post_challenge(lea, acme, **FIGURES))["id"]
    made = await make_token(lea, challenge, days=1)
    (listed,) = (await lea.get(f"/api/challenges/{challenge}/tokens")).json()["tokens"]
    left = datetime.fromisoformat(listed["expires_at"]) - datetime.now(UTC)
    assert timedelta(hours=23) < left <= timedelta(days=1)
    assert (listed["state"], listed["made_by"]) == ("works", "Lea Leader")
    await execute("UPDATE challenge_token SET expires_at = now() - interval '1 second'")
    assert await push(machine, acme, challenge, made["token"]) == 401
    assert await read_states(lea, challenge) == ["expired"]
    too_long = await lea.post(
        f"/api/challenges/{challenge}/tokens", json={"name": "Till", "days": 10_000}
    )
    assert too_long.status_code in (400, 422)


async def test_a_token_is_replaced_by_another_leader(visit: Visit, acme: Organisation) -> None:
    lea, nora, machine = await visit("lea-leader"), await visit("nora-leader"), await visit()
    challenge = (await post_challenge(lea, acme, **FIGURES))["id"]
    old = await make_token(lea, challenge)
    path = f"/api/challenges/{challenge}/tokens/{old['id']}/replace"
    answer = await nora.post(path, json={})
    assert answer.status_code == 201, answer.text
    new = answer.json()
    assert await push(machine, acme, challenge, old["token"]) == 401
    assert await push(machine, acme, challenge, new["token"]) == 201
    listed = (await lea.get(f"/api/challenges/{challenge}/tokens")).json()["tokens"]
    assert [(one["id"], one["name"]) for one in listed] == [(new["id"], "Survey")]
    assert (await nora.post(path, json={})).status_code == 404, "it is replaced once"
    anna, sam = await visit("anna-lee"), await visit("sam-south")
    again = f"/api/challenges/{challenge}/tokens/{new['id']}/replace"
    assert (await anna.post(again, json={})).status_code == 403
    assert (await sam.post(again, json={})).status_code == 403
    assert new["token"] not in str((await find_audit_entry("replace_token")).detail)


async def join(client: AsyncClient, code: str, name: str) -> int:
    answer = await client.post("/api/join", json={"code": code, "name": name, "pin": "8402"})
    return answer.status_code


async def test_a_join_code_can_be_replaced(visit: Visit, acme: Organisation) -> None:
    lea, anna = await visit("lea-leader"), await visit("anna-lee")
    path = f"/api/teams/{acme.shop}/join-code"
    answer = await lea.post(path)
    assert answer.status_code == 200, answer.text
    new = answer.json()
    assert new["join_code"].replace("-", "") != SHOP_CODE
    assert new["join_url"].endswith(new["join_code"].replace("-", ""))
    assert await join(await visit(), SHOP_CODE, "Zoe Grey") == 404
    assert await join(await visit(), new["join_code"], "Zoe Grey") == 201
    assert (await anna.get("/api/me")).status_code == 200, "nobody is signed out"
    (team,) = (await lea.get("/api/team")).json()["teams"]
    assert team["join_code"] == new["join_code"]
    assert team["join_code_expires_at"] == new["join_code_expires_at"]
    entry = await find_audit_entry("replace_join_code")
    assert entry.subject == str(acme.shop)
    assert new["join_code"].replace("-", "") not in str(entry.detail)
    for other in (anna, await visit("sam-south")):
        assert (await other.post(path)).status_code == 403
    assert (await lea.post(f"/api/teams/{acme.south}/join-code")).status_code == 404


async def test_a_join_code_expires(visit: Visit, acme: Organisation) -> None:
    lea = await visit("lea-leader")
    (team,) = (await lea.get("/api/team")).json()["teams"]
    assert team["join_code_expires_at"] is not None
    await execute("UPDATE team SET join_code_expires_at = now() WHERE id = $1", acme.shop)
    phone = await visit()
    answer = await phone.get(f"/api/join/{SHOP_CODE}")
    assert (answer.status_code, answer.json()["code"]) == (404, "team.join_code_expired")
    assert await join(phone, SHOP_CODE, "Zoe Grey") == 404
    assert await join(phone, SHOP_CODE, "Anna Lee") == 404
    new = (await lea.post(f"/api/teams/{acme.shop}/join-code")).json()["join_code"]
    assert await join(phone, new, "Zoe Grey") == 201
