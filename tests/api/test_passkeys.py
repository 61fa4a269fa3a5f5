"""Leaders and admins add, list, rename and remove their passkeys."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from support.authenticator import Authenticator, decode
from support.organisation import PASSWORD, PIN
from support.passkeys import URL, add_passkey, begin_passkey, begin_sign_in
from support.people import find_audit_entry, find_person
from support.visits import Visit

from learning.tables.database import connection
from learning.tables.passkeys import PasskeyTable
from learning.tables.people import SessionTable

CHROME = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


@pytest.fixture
async def lea(visit: Visit) -> AsyncClient:
    """The phone of a leader who has just signed in."""
    client = await visit("lea-leader", url=URL)
    client.headers["user-agent"] = CHROME
    return client


async def list_names(leader: AsyncClient) -> list[str]:
    return [one["name"] for one in (await leader.get("/api/passkeys")).json()["passkeys"]]


async def make_sign_in_old(minutes: float) -> None:
    created_at = datetime.now(UTC) - timedelta(minutes=minutes)
    await SessionTable.update({SessionTable.created_at: created_at}, force=True)


async def test_a_passkey_is_added_listed_renamed_and_removed(lea: AsyncClient) -> None:
    assert (await add_passkey(lea, Authenticator())).status_code == 204
    listed = (await lea.get("/api/passkeys")).json()
    (passkey,) = listed["passkeys"]
    assert (listed["available"], listed["max_passkeys"]) == (True, 10)
    assert passkey["name"] == "Chrome, Android"
    assert passkey["last_used_at"] is passkey["copy_refused_at"] is None
    assert passkey["backed_up"] is False
    entry = await find_audit_entry("add_passkey")
    assert (entry.subject, entry.person) == ("lea-leader", (await find_person("lea-leader")).id)
    at = f"/api/passkeys/{passkey['id']}"
    assert (await lea.patch(at, json={"name": "  Tablet "})).status_code == 204
    assert await list_names(lea) == ["Tablet"]
    assert (await lea.delete(at)).status_code == 204
    assert await list_names(lea) == []
    for verb in ("rename_passkey", "remove_passkey"):
        assert str(passkey["id"]) in (await find_audit_entry(verb)).detail
    assert (await lea.delete(at)).status_code == 404
    assert (await lea.patch(at, json={"name": "Tablet"})).status_code == 404


async def test_the_server_keeps_a_public_key_and_nothing_that_opens_an_account(
    lea: AsyncClient,
) -> None:
    device = Authenticator()
    await add_passkey(lea, device)
    stored = await PasskeyTable.objects().first()
    assert stored is not None
    assert stored.credential_id == device.passkeys[0].credential_id
    assert stored.transports == ["hybrid", "internal"]
    private = device.passkeys[0].key.private_numbers().private_value.to_bytes(32, "big")
    assert private not in stored.public_key
    async with connection() as conn:
        left = await conn.fetchval("SELECT count(*) FROM passkey_challenge")
    assert left == 0


async def test_nobody_but_leaders_and_admins_has_passkeys(visit: Visit) -> None:
    anna = await visit("anna-lee", url=URL)
    for answer in (await begin_passkey(anna), await anna.get("/api/passkeys")):
        assert (answer.status_code, answer.json()["code"]) == (403, "role.leader_required")
    assert (await (await visit(url=URL)).get("/api/passkeys")).status_code == 401
    ada = await visit("ada-admin", url=URL)
    assert (await add_passkey(ada, Authenticator())).status_code == 204


async def test_an_old_sign_in_needs_the_password_once_more(lea: AsyncClient) -> None:
    await make_sign_in_old(minutes=4.5)
    assert (await begin_passkey(lea)).status_code == 200
    await make_sign_in_old(minutes=5.5)
    answer = await begin_passkey(lea)
    assert (answer.status_code, answer.json()["code"]) == (403, "passkey.confirm_first")
    wrong = await begin_passkey(lea, "9999")
    assert wrong.status_code == 422
    assert wrong.json()["problems"][0]["where"] == "secret"
    right = await begin_passkey(lea, PIN)
    assert right.status_code == 200
    made = Authenticator().make(right.json()["options"])
    assert (await lea.post("/api/passkeys", json=made)).status_code == 204


async def test_a_wrong_password_is_no_way_round_a_fresh_sign_in(lea: AsyncClient) -> None:
    assert (await begin_passkey(lea, "9999")).status_code == 422


async def test_guesses_at_the_password_are_limited(lea: AsyncClient) -> None:
    await make_sign_in_old(minutes=6)
    answers = [await begin_passkey(lea, "9999") for _ in range(5)]
    assert {answer.status_code for answer in answers} == {422}
    assert (await begin_passkey(lea, PIN)).status_code == 429


async def refuse(lea: AsyncClient, device: Authenticator, **changes: Any) -> tuple[int, str]:
    """Add a passkey of a lying device. Give the status and the code of the refusal."""
    body = device.make((await begin_passkey(lea)).json()["options"]) | changes
    answer = await lea.post("/api/passkeys", json=body)
    assert await list_names(lea) == []
    return answer.status_code, answer.json()["code"]


async def test_what_a_device_says_wrongly_is_refused(lea: AsyncClient) -> None:
    wrong_origin = Authenticator(origin="https://evil.test")
    assert await refuse(lea, wrong_origin) == (422, "passkey.other_address")
    unread = (422, "passkey.not_verified")
    assert await refuse(lea, Authenticator(party="evil.test")) == unread
    assert await refuse(lea, Authenticator(flags=1)) == unread, "nobody checked the person"
    assert await refuse(lea, Authenticator(frame=True)) == unread
    assert await refuse(lea, Authenticator(), attestation="oA") == unread
    assert await refuse(lea, Authenticator(), attestation="A") == unread, (
        "no bytes have this length"
    )
    assert await refuse(lea, Authenticator(), client_data="e30") == unread
    assert (await refuse(lea, Authenticator(), client_data="ö"))[0] == 422
    assert (await refuse(lea, Authenticator(), attestation="A" * 9000))[0] == 422
    assert (await refuse(lea, Authenticator(), name="\u202e"))[0] == 422


async def test_a_challenge_adds_one_passkey_of_the_person_it_was_made_for(
    visit: Visit, lea: AsyncClient
) -> None:
    ada = await visit("ada-admin", url=URL)
    device = Authenticator()
    made = device.make((await begin_passkey(lea)).json()["options"])
    late = (409, "passkey.too_late")
    stolen = await ada.post("/api/passkeys", json=made)
    assert (stolen.status_code, stolen.json()["code"]) == late
    assert (await lea.post("/api/passkeys", json=made)).status_code == 204
    again = await lea.post("/api/passkeys", json=made)
    assert (again.status_code, again.json()["code"]) == late
    of_sign_in = device.make(
        (await begin_passkey(lea)).json()["options"] | await begin_sign_in(lea)
    )
    answer = await lea.post("/api/passkeys", json=of_sign_in)
    assert (answer.status_code, answer.json()["code"]) == late
    assert len(await list_names(lea)) == 1
    assert (await ada.get("/api/passkeys")).json()["passkeys"] == []


async def test_only_the_newest_challenge_of_a_person_counts(lea: AsyncClient) -> None:
    first = (await begin_passkey(lea)).json()["options"]
    await begin_passkey(lea)
    answer = await lea.post("/api/passkeys", json=Authenticator().make(first))
    assert (answer.status_code, answer.json()["code"]) == (409, "passkey.too_late")


async def test_a_passkey_belongs_to_one_person(visit: Visit, lea: AsyncClient) -> None:
    ada, device = await visit("ada-admin", url=URL), Authenticator()
    await add_passkey(lea, device)
    options = (await begin_passkey(ada)).json()["options"]
    of_lea = device.passkeys[0].credential_id
    answer = await ada.post("/api/passkeys", json=Authenticator().make(options, of_lea))
    assert (answer.status_code, answer.json()["code"]) == (409, "passkey.already_added")
    (passkey,) = (await lea.get("/api/passkeys")).json()["passkeys"]
    at = f"/api/passkeys/{passkey['id']}"
    assert (await ada.patch(at, json={"name": "Mine"})).status_code == 404
    assert (await ada.delete(at)).status_code == 404
    assert await list_names(lea) == ["Chrome, Android"]


async def test_the_browser_learns_which_passkeys_it_need_not_make(lea: AsyncClient) -> None:
    device = Authenticator()
    await add_passkey(lea, device)
    options = (await begin_passkey(lea)).json()["options"]
    (excluded,) = options["excludeCredentials"]
    assert excluded["transports"] == ["hybrid", "internal"]
    assert len(options["challenge"]) == 43
    assert options["user"]["name"] == "lea-leader"


async def test_a_person_has_ten_at_most_also_when_two_are_added_at_once(
    lea: AsyncClient,
) -> None:
    for _ in range(9):
        assert (await add_passkey(lea, Authenticator())).status_code == 204
    async with connection() as conn:
        insert = (
            "INSERT INTO passkey_challenge (digest, person, expires_at)"
            " SELECT sha256($1), id, now() + interval '1 minute' FROM person WHERE login = $2"
        )
        options = [(await begin_passkey(lea)).json()["options"] for _ in range(2)]
        await conn.execute(insert, decode(options[0]["challenge"]), "lea-leader")
    made = [Authenticator().make(one) for one in options]
    answers = await asyncio.gather(*(lea.post("/api/passkeys", json=one) for one in made))
    assert sorted(answer.status_code for answer in answers) == [204, 409]
    full = await begin_passkey(lea)
    assert (full.status_code, full.json()["code"]) == (409, "passkey.too_many")
    assert len(await list_names(lea)) == 10


async def test_an_address_without_tls_or_name_has_no_passkeys(visit: Visit) -> None:
    for url in ("http://hero.test", "https://192.0.2.7", "http://127.0.0.1:8000"):
        lea = await visit("lea-leader", url=url)
        answer = await begin_passkey(lea)
        assert (answer.status_code, answer.json()["code"]) == (409, "passkey.not_at_this_address")
        assert (await lea.get("/api/passkeys")).json()["available"] is False
    lea = await visit("lea-leader", PIN, url="http://localhost:8000")
    assert (await begin_passkey(lea)).json()["options"]["rp"]["id"] == "localhost"


async def test_the_address_is_that_of_the_operator_whatever_a_request_says(
    lea: AsyncClient,
) -> None:
    forged = {"host": "evil.test", "x-forwarded-host": "evil.test", "origin": "https://evil.test"}
    answer = await lea.post(
        "/api/passkeys/begin", json={}, headers=forged | {"sec-fetch-site": "same-origin"}
    )
    assert answer.json()["options"]["rp"]["id"] == "hero.test"


async def test_erasing_a_person_deletes_their_passkeys(visit: Visit, lea: AsyncClient) -> None:
    await add_passkey(lea, Authenticator())
    await begin_passkey(lea)
    ada = await visit("ada-admin", PASSWORD, url=URL)
    assert (await ada.delete("/api/people/lea-leader")).status_code == 204
    async with connection() as conn:
        assert await conn.fetchval("SELECT count(*) FROM passkey") == 0
        assert await conn.fetchval("SELECT count(*) FROM passkey_challenge") == 0


async def test_a_new_password_by_somebody_else_removes_the_passkeys(
    visit: Visit, lea: AsyncClient
) -> None:
    await add_passkey(lea, Authenticator())
    begun = (await begin_passkey(lea)).json()["options"]
    ada = await visit("ada-admin", PASSWORD, url=URL)
    answer = await ada.post(
        "/api/team/members/lea-leader/pin", json={"pin": "quiet lamps sing loudly"}
    )
    assert answer.status_code == 204
    assert await PasskeyTable.count() == 0
    assert '"passkeys_removed": 1' in (await find_audit_entry("set_pin")).detail
    lea_again = await visit("lea-leader", url=URL)
    assert (await lea_again.post("/api/passkeys", json=Authenticator().make(begun))).is_error


async def test_an_own_new_password_keeps_the_passkeys(lea: AsyncClient) -> None:
    await add_passkey(lea, Authenticator())
    change = {"secret": {"old": PIN, "new": "quiet lamps sing loudly"}}
    assert (await lea.patch("/api/me", json=change)).status_code == 200
    assert len(await list_names(lea)) == 1
