"""Signing in and out: the session cookie, and tokens that an attacker has set."""

import os
import re
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

import pytest
from httpx import AsyncClient
from structlog.testing import capture_logs
from support import transport
from support.organisation import PASSWORD, PIN, Organisation
from support.statements import collect_statements
from support.visits import Visit

from learning.queries.people.current_user import find_user_by_token
from learning.tables.database import close_pool, open_pool
from learning.tables.people import SessionTable, SignInGuardTable


def find_cookie(answer_header: str, name: str) -> str:
    return next(
        part for part in re.split(r", (?=[\w_-]+=)", answer_header) if part.startswith(f"{name}=")
    )


async def sign_in(client: AsyncClient, login: str = "anna-lee", secret: str = PIN) -> str:
    answer = await client.post("/api/session", json={"login": login, "secret": secret})
    assert answer.status_code == 201, answer.text
    assert answer.json()["login"] == login
    return str(answer.headers["set-cookie"])


async def test_over_http_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    visit: Visit,
) -> None:
    attributes = find_cookie(await sign_in(await visit()), "herobreak").lower()
    assert "httponly" in attributes
    assert "samesite=lax" in attributes
    assert "path=/" in attributes
    assert f"max-age={180 * 86400}" in attributes
    assert "secure" not in attributes
    assert "domain" not in attributes


async def test_over_tls_the_cookie_is_secure_and_bound_to_the_host(visit: Visit) -> None:
    client = await visit(url="https://hero.test")
    header = await sign_in(client)
    attributes = find_cookie(header, "__Host-herobreak").lower()
    assert "secure" in attributes
    assert "domain" not in attributes
    assert "secure" in find_cookie(header, "__Host-herobreak-device").lower()
    assert (await client.get("/api/me")).json()["name"] == "Anna Lee"


async def test_the_token_itself_is_not_in_the_database(visit: Visit) -> None:
    client = await visit("anna-lee")
    token = client.cookies["herobreak"]
    stored = await SessionTable.select(SessionTable.token).output(as_list=True)
    assert len(token) == 43
    assert token.encode() not in stored
    assert [len(digest) for digest in stored] == [32]


async def test_a_token_that_an_attacker_set_never_becomes_a_session(visit: Visit) -> None:
    victim = await visit()
    victim.cookies.set("herobreak", "chosen-by-an-attacker", domain="hero.test")
    attacker = await visit()
    await sign_in(victim)
    attacker.cookies.set("herobreak", "chosen-by-an-attacker", domain="hero.test")
    assert (await attacker.get("/api/me")).status_code == 401


async def test_signing_in_ends_the_session_that_the_device_came_with(visit: Visit) -> None:
    attacker = await visit("sam-south")
    victim = await visit()
    victim.cookies.set("herobreak", attacker.cookies["herobreak"], domain="hero.test")
    await sign_in(victim)
    assert (await attacker.get("/api/me")).status_code == 401


async def test_signing_in_again_gives_another_token(visit: Visit) -> None:
    client = await visit("anna-lee")
    first = client.cookies["herobreak"]
    await sign_in(client)
    assert client.cookies["herobreak"] != first
    (old := await visit()).cookies.set("herobreak", first, domain="hero.test")
    assert (await old.get("/api/me")).status_code == 401


async def test_two_devices_do_not_end_each_other(visit: Visit) -> None:
    phone, tablet = await visit("anna-lee"), await visit("anna-lee")
    assert (
        (await phone.get("/api/me")).status_code == (await tablet.get("/api/me")).status_code == 200
    )


async def test_signing_out_ends_the_session_on_the_server(visit: Visit) -> None:
    client = await visit("anna-lee")
    token = client.cookies["herobreak"]
    answer = await client.delete("/api/session")
    assert answer.status_code == 204
    assert "herobreak" not in client.cookies
    client.cookies.set("herobreak", token, domain="hero.test")
    assert (await client.get("/api/me")).status_code == 401


async def test_signing_out_without_a_session_is_no_fault(visit: Visit) -> None:
    assert (await (await visit()).delete("/api/session")).status_code == 204


async def test_a_session_ends_at_its_time_and_when_its_row_goes(visit: Visit) -> None:
    expired, revoked = await visit("anna-lee"), await visit("sam-south")
    past = datetime.now(UTC) - timedelta(seconds=1)
    sessions = await SessionTable.objects(SessionTable.person).order_by(SessionTable.id)
    await SessionTable.update({SessionTable.expires_at: past}).where(
        SessionTable.id == sessions[0].id
    )
    await SessionTable.delete().where(SessionTable.id == sessions[1].id)
    assert (await expired.get("/api/me")).status_code == 401
    assert (await revoked.get("/api/me")).status_code == 401


async def test_nobody_signed_in_is_a_problem_document(visit: Visit) -> None:
    answer = await (await visit()).get("/api/me")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code == 401
    assert "Sign in" in answer.json()["detail"]


async def test_a_name_works_as_a_login_in_any_spelling(visit: Visit) -> None:
    client = await visit()
    answer = await client.post(
        "/api/session", json={"login": "  ANNA Lée ", "secret": " \uff18\uff14\uff10\uff12 "}
    )
    assert answer.json()["login"] == "anna-lee"


async def test_a_wrong_pin_and_an_unknown_login_look_alike(visit: Visit) -> None:
    client = await visit()
    wrong = await client.post("/api/session", json={"login": "anna-lee", "secret": "9999"})
    unknown = await client.post("/api/session", json={"login": "nobody", "secret": "9999"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert "herobreak" not in client.cookies


async def test_an_unknown_login_takes_as_long_as_a_wrong_pin(visit: Visit) -> None:
    client = await visit()

    async def seconds(login: str) -> float:
        begun = perf_counter()
        await client.post("/api/session", json={"login": login, "secret": "9999"})
        return perf_counter() - begun

    await seconds("warm-up")
    pairs = [(await seconds("anna-lee"), await seconds(f"nobody-{turn}")) for turn in range(4)]
    wrong, unknown = (median(times) for times in zip(*pairs, strict=True))
    assert 0.5 < unknown / wrong < 2


async def test_the_eleventh_guess_is_not_checked(visit: Visit) -> None:
    client = await visit()
    for _ in range(10):
        answer = await client.post("/api/session", json={"login": "anna-lee", "secret": "9999"})
        assert answer.status_code == 401
    answer = await client.post("/api/session", json={"login": "anna-lee", "secret": PIN})
    assert answer.status_code == 429
    assert 4000 <= int(answer.headers["retry-after"]) <= 72 * 60
    assert "Wait 72 minutes" in answer.json()["detail"]


async def test_a_device_keeps_its_mark_through_failures(visit: Visit) -> None:
    client = await visit()
    await client.post("/api/session", json={"login": "nobody", "secret": "9999"})
    mark = client.cookies["herobreak-device"]
    for turn in range(20):
        answer = await client.post(
            "/api/session", json={"login": f"nobody-{turn}", "secret": "9999"}
        )
    assert client.cookies["herobreak-device"] == mark
    assert answer.status_code == 401
    answer = await client.post("/api/session", json={"login": "anna-lee", "secret": PIN})
    assert answer.status_code == 429, "twenty tries of one device at many accounts"
    await sign_in(await visit(), "anna-lee")


async def test_only_our_own_proxies_are_trusted_for_addresses(visit: Visit) -> None:
    async def keys() -> int:
        return int(await SignInGuardTable.count().where(SignInGuardTable.key.like("%:address:%")))

    direct, behind = await visit(), await visit(HEROBREAK_PROXIES="1")
    for client, expected in ((direct, 1), (behind, 3)):
        for turn in range(3):
            headers = {"x-forwarded-for": f"203.0.113.9, 198.51.100.{turn}"}
            body = {"login": "nobody", "secret": "9999"}
            client.cookies.clear()
            await client.post("/api/session", json=body, headers=headers)
        assert await keys() == expected
        await SignInGuardTable.delete(force=True)


@pytest.mark.parametrize(
    ("first", "second", "counted"),
    [
        ("2001:db8:1:2::5", "2001:db8:1:2:ff::9", 1),
        ("2001:db8:1:2::5", "2001:db8:1:3::5", 2),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", 2),
        ("::ffff:192.0.2.1", "192.0.2.1", 1),
    ],
)
async def test_the_addresses_of_one_customer_count_as_one(
    visit: Visit, first: str, second: str, counted: int
) -> None:
    for address in (first, second):
        client = await visit(address=address)
        await client.post("/api/session", json={"login": "nobody", "secret": "9999"})
    kept = SignInGuardTable.count().where(SignInGuardTable.key.like("%:address:%"))
    assert await kept == counted


async def test_finding_the_current_user_is_one_statement(visit: Visit) -> None:
    client = await visit("anna-lee")
    await close_pool()
    await open_pool(os.environ["DATABASE_URL"], 1)
    await find_user_by_token(
        "", datetime.now(UTC)
    )  # a new connection asks for the types of arrays first
    async with collect_statements() as statements:
        found = await find_user_by_token(client.cookies["herobreak"], datetime.now(UTC))
    assert found is not None
    assert (found.login, len(found.path), found.path[-1]) == ("anna-lee", 3, found.team)
    assert len(statements) == 1


async def test_an_undeclared_refusal_of_a_sign_in_fails_the_check_of_the_tests(
    acme: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail_to_sign_in() -> None:
        async with transport.open_app() as app:
            asgi_transport = transport.make_transport(app)
            async with AsyncClient(transport=asgi_transport, base_url="http://hero.test") as client:
                await client.post("/api/session", json={"login": "nobody", "secret": "9999"})

    monkeypatch.setattr(transport, "list_refusals", lambda handler: [])
    with pytest.raises(AssertionError, match="sign_in_device: 401 session"):
        await fail_to_sign_in()


async def test_signing_out_clears_the_cache_and_keeps_the_offline_app(visit: Visit) -> None:
    answer = await (await visit("anna-lee")).delete("/api/session")
    assert answer.status_code == 204
    assert answer.headers["clear-site-data"] == '"cache"'


async def test_sign_ins_and_refusals_are_logged_without_names(visit: Visit) -> None:
    with capture_logs() as lines:
        client = await visit(address="192.0.2.77")
        for secret in ("wrong-one", PASSWORD):
            await client.post("/api/session", json={"login": "ada-admin", "secret": secret})
        await (await visit("anna-lee")).get("/api/packs")
        await (await visit()).get("/api/me")
    assert [line["event"] for line in lines] == [
        *("sign-in refused", "refused", "signed in", "refused", "refused")
    ]
    codes = [line["code"] for line in lines if "code" in line]
    assert codes[1:] == [
        *("session.wrong_login_or_secret", "role.admin_required", "session.not_signed_in")
    ]
    assert lines[0]["address"] == "192.0.2.77"
    text = str(lines)
    assert not any(part in text for part in ("wrong-one", PASSWORD, "ada-admin", "anna-lee"))
