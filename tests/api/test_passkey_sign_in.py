"""Signing in by passkey: as by password, and nothing that is not right in every part gets in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from structlog.testing import capture_logs
from support.authenticator import PRESENT, Authenticator, encode
from support.organisation import PASSWORD
from support.passkeys import URL, add_passkey, begin_sign_in, sign_in_by_passkey
from support.people import find_audit_entry, find_person
from support.visits import Visit

from learning.actions.jobs.delete_expired_rows import delete_expired_rows
from learning.tables.database import connection
from learning.tables.passkeys import PasskeyTable
from learning.tables.people import KnownDeviceTable, PersonTable, SessionTable

SESSION_COOKIE = "__Host-herobreak"


@pytest.fixture
async def device(visit: Visit) -> Authenticator:
    """A device with a passkey of lea-leader."""
    made = Authenticator()
    assert (await add_passkey(await visit("lea-leader", url=URL), made)).status_code == 204
    await SessionTable.delete(force=True)
    return made


@pytest.fixture
async def phone(visit: Visit, device: Authenticator) -> AsyncClient:
    """A phone on which nobody is signed in."""
    return await visit(url=URL)


def expect_refusal(answer: Response, code: str, status: int = 401) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert f"{SESSION_COOKIE}=" not in answer.headers.get("set-cookie", "")


async def test_a_passkey_signs_in_as_a_password_does(
    phone: AsyncClient, device: Authenticator
) -> None:
    with capture_logs() as lines:
        answer = await sign_in_by_passkey(phone, device)
    assert answer.status_code == 201
    assert answer.json()["login"] == "lea-leader"
    header = answer.headers["set-cookie"].lower()
    assert "__host-herobreak=" in header
    assert "herobreak-device=" in header
    assert header.count("httponly") == header.count("secure") == 2
    assert [line["event"] for line in lines] == ["signed in"]
    assert (await phone.get("/api/me")).json()["role"] == "leader"
    session = await SessionTable.objects().first()
    assert session is not None
    assert session.idle_hours == 168
    assert await KnownDeviceTable.count() == 1
    assert (await PasskeyTable.objects().first()).last_used_at is not None  # type: ignore[union-attr]
    assert (await phone.delete("/api/session")).status_code == 204
    assert (await sign_in_by_passkey(phone, device)).status_code == 201


async def test_with_a_login_only_a_passkey_of_that_account_will_do(
    visit: Visit, phone: AsyncClient, device: Authenticator
) -> None:
    assert (await sign_in_by_passkey(phone, device, " LEA Leader ")).status_code == 201
    other = await visit(url=URL)
    for login in ("ada-admin", "anna-lee", "nobody"):
        expect_refusal(await sign_in_by_passkey(other, device, login), "passkey.of_other_login")


async def test_nobody_learns_which_logins_exist_or_have_passkeys(
    phone: AsyncClient, device: Authenticator
) -> None:
    answers = [
        {**await begin_sign_in(phone, login), "challenge": ""}
        for login in (None, "lea-leader", "ada-admin", "anna-lee", "nobody")
    ]
    assert answers == [answers[0]] * 5


Lie = Callable[[Authenticator], None]


def lie(**fields: Any) -> Lie:
    def change(device: Authenticator) -> None:
        for name, value in fields.items():
            setattr(device, name, value)

    return change


def use_another_key(device: Authenticator) -> None:
    (stranger := Authenticator()).make({"challenge": "", "user": {"id": ""}})
    device.passkeys[0].key = stranger.passkeys[0].key


def name_another_person(device: Authenticator) -> None:
    device.passkeys[0].user_handle = bytes(32)


def name_another_passkey(device: Authenticator) -> None:
    device.passkeys[0].credential_id = bytes(32)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lie(origin="https://evil.test"), "passkey.other_address"),
        (lie(origin="https://hero.test:8443"), "passkey.other_address"),
        (lie(party="evil.test"), "passkey.not_verified"),
        (lie(flags=PRESENT), "passkey.not_verified"),
        (lie(flags=0), "passkey.not_verified"),
        (lie(frame=True), "passkey.not_verified"),
        (use_another_key, "passkey.not_verified"),
        (name_another_person, "passkey.not_verified"),
        (name_another_passkey, "passkey.of_nobody"),
    ],
    ids=[
        "another site",
        "another port",
        "another relying party",
        "nobody checked the person",
        "nobody was there",
        "a frame of another site",
        "another key",
        "another person",
        "another passkey",
    ],
)
async def test_a_device_that_lies_is_not_signed_in(
    phone: AsyncClient, device: Authenticator, change: Lie, code: str
) -> None:
    change(device)
    with capture_logs() as lines:
        expect_refusal(await sign_in_by_passkey(phone, device), code)
    assert (lines[0]["event"], lines[0]["code"]) == ("sign-in refused", code)
    assert "signed in" not in [line["event"] for line in lines]
    assert await SessionTable.count() == 0


async def test_a_proof_works_once(visit: Visit, phone: AsyncClient, device: Authenticator) -> None:
    proof = device.sign(await begin_sign_in(phone))
    assert (await phone.post("/api/session/passkey", json=proof)).status_code == 201
    thief = await visit(url=URL)
    expect_refusal(await thief.post("/api/session/passkey", json=proof), "passkey.too_late")


async def test_a_wrong_proof_uses_its_challenge_up(
    phone: AsyncClient, device: Authenticator
) -> None:
    proof = device.sign(await begin_sign_in(phone))
    wrong = proof | {"signature": encode(b"wrong")}
    expect_refusal(await phone.post("/api/session/passkey", json=wrong), "passkey.not_verified")
    expect_refusal(await phone.post("/api/session/passkey", json=proof), "passkey.too_late")


async def test_an_expired_or_invented_challenge_signs_nobody_in(
    phone: AsyncClient, device: Authenticator
) -> None:
    proof = device.sign(await begin_sign_in(phone))
    async with connection() as conn:
        await conn.execute("UPDATE passkey_challenge SET expires_at = now()")
    expect_refusal(await phone.post("/api/session/passkey", json=proof), "passkey.too_late")
    invented = device.sign({"challenge": encode(bytes(32))})
    expect_refusal(await phone.post("/api/session/passkey", json=invented), "passkey.too_late")


async def test_a_challenge_for_a_new_passkey_signs_nobody_in(
    visit: Visit, phone: AsyncClient, device: Authenticator
) -> None:
    lea = await visit("lea-leader", url=URL)
    begun = (await lea.post("/api/passkeys/begin", json={})).json()["options"]
    answer = await phone.post("/api/session/passkey", json=device.sign(begun))
    expect_refusal(answer, "passkey.too_late")


async def test_a_copy_is_refused_and_noted(
    visit: Visit, phone: AsyncClient, device: Authenticator
) -> None:
    assert (await sign_in_by_passkey(phone, device)).status_code == 201
    device.passkeys[0].uses = 0
    copy = await visit(url=URL)
    expect_refusal(await sign_in_by_passkey(copy, device), "passkey.copied")
    (listed,) = (await phone.get("/api/passkeys")).json()["passkeys"]
    assert listed["copy_refused_at"] is not None
    entry = await find_audit_entry("refuse_passkey_copy")
    assert entry.subject == "lea-leader"
    assert (await sign_in_by_passkey(phone, device)).status_code == 201, "the original goes on"


async def test_a_passkey_that_does_not_count_its_uses_is_no_copy(
    phone: AsyncClient, device: Authenticator
) -> None:
    device.step = 0
    for _ in range(2):
        assert (await sign_in_by_passkey(phone, device)).status_code == 201


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE person SET role = 'learner' WHERE login = 'lea-leader'",
        "UPDATE person SET erased_at = now() WHERE login = 'lea-leader'",
        "DELETE FROM passkey",
    ],
)
async def test_a_demoted_or_erased_person_or_a_removed_passkey_signs_nobody_in(
    phone: AsyncClient, device: Authenticator, change: str
) -> None:
    proof = device.sign(await begin_sign_in(phone))
    async with connection() as conn:
        await conn.execute(change)
    expect_refusal(await phone.post("/api/session/passkey", json=proof), "passkey.of_nobody")


async def test_the_passkeys_of_a_demoted_person_are_deleted(device: Authenticator) -> None:
    now = datetime.now(UTC)
    await delete_expired_rows(now)
    assert await PasskeyTable.count() == 1
    await PersonTable.update({PersonTable.role: "learner"}).where(PersonTable.login == "lea-leader")
    await delete_expired_rows(now)
    assert await PasskeyTable.count() == 0


async def test_expired_challenges_are_deleted(phone: AsyncClient) -> None:
    await begin_sign_in(phone)
    now = datetime.now(UTC)
    for later, left in ((timedelta(minutes=4), 1), (timedelta(minutes=6), 0)):
        await delete_expired_rows(now + later)
        async with connection() as conn:
            assert await conn.fetchval("SELECT count(*) FROM passkey_challenge") == left


async def test_a_person_whose_password_somebody_else_has_set_must_still_change_it(
    phone: AsyncClient, device: Authenticator
) -> None:
    await PersonTable.update({PersonTable.secret_from_other: True}).where(
        PersonTable.login == "lea-leader"
    )
    answer = await sign_in_by_passkey(phone, device)
    assert answer.json()["must_change_secret"] is True
    for path in ("/api/team", "/api/passkeys"):
        assert (await phone.get(path)).json()["code"] == "secret.choose_own_first"


async def test_guesses_at_the_password_do_not_shut_a_passkey_out(
    phone: AsyncClient, device: Authenticator
) -> None:
    guess = {"login": "lea-leader", "secret": "9999"}
    answers = [await phone.post("/api/session", json=guess) for _ in range(21)]
    assert answers[-1].status_code == 429
    assert (await sign_in_by_passkey(phone, device)).status_code == 201


async def test_beginning_again_and_again_is_limited(
    visit: Visit, phone: AsyncClient, device: Authenticator
) -> None:
    phone.cookies.set("herobreak-device", "a" * 22, domain="hero.test")
    for _ in range(20):
        await begin_sign_in(phone)
    refused = await phone.post("/api/session/passkey/begin", json={})
    expect_refusal(refused, "session.too_many_guesses", 429)
    body = {"login": "ada-admin", "secret": PASSWORD}
    assert (await phone.post("/api/session", json=body)).status_code == 201, "not by password"
    other = await visit(url=URL)
    assert (await sign_in_by_passkey(other, device)).status_code == 201


async def test_a_busy_address_is_limited_and_a_known_device_at_it_is_not(
    visit: Visit, phone: AsyncClient, device: Authenticator
) -> None:
    assert (await sign_in_by_passkey(phone, device)).status_code == 201
    crowd = await visit(url=URL)
    for _ in range(300):
        await begin_sign_in(crowd)
    refused = await crowd.post("/api/session/passkey/begin", json={})
    expect_refusal(refused, "session.too_many_guesses", 429)
    assert (await sign_in_by_passkey(phone, device)).status_code == 201


async def test_right_sign_ins_cost_nothing_of_the_limit(
    phone: AsyncClient, device: Authenticator
) -> None:
    for _ in range(25):
        assert (await sign_in_by_passkey(phone, device)).status_code == 201


async def test_it_works_while_valkey_is_down(
    visit: Visit, device: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    phone = await visit(url=URL, HEROBREAK_IDLE_HOURS="24")
    assert (await sign_in_by_passkey(phone, device)).status_code == 201
    assert (await phone.get("/api/me")).json()["login"] == "lea-leader"


async def test_a_passkey_signs_its_own_person_in_and_nobody_else(
    visit: Visit, phone: AsyncClient, device: Authenticator
) -> None:
    await add_passkey(await visit("ada-admin", url=URL), device)
    for number, login in ((0, "lea-leader"), (1, "ada-admin")):
        answer = await sign_in_by_passkey(phone, device, number=number)
        assert answer.json()["login"] == login
    device.passkeys[0].user_handle = device.passkeys[1].user_handle
    expect_refusal(await sign_in_by_passkey(phone, device, number=0), "passkey.not_verified")
    assert (await find_person("ada-admin")).role == "admin"
