"""Joining by code: all spellings of a name and repeated requests make one person."""

import asyncio

import pytest
from support.organisation import PIN, SHOP_CODE, Organisation
from support.visits import Visit

from learning.tables.people import PersonTable, SignInGuardTable
from learning.tables.progress import ProgressTable

JOIN_REQUEST = {"code": SHOP_CODE, "name": "Zoë Quill", "pin": "7391"}


async def test_a_code_shows_its_team_in_any_spelling(visit: Visit) -> None:
    client = await visit()
    for typed in (SHOP_CODE, "c5h6-6s35", "c5h6 6s35", " C5h6--6S35 "):
        answer = await client.get(f"/api/join/{typed}")
        assert answer.json() == {"team": "Shop", "organisation": "Acme"}


async def test_an_unknown_code_is_not_found(visit: Visit) -> None:
    client = await visit()
    for code in ("ZZZZZZZZ", "short", "C5H66S35X", "%00", "é"):
        answer = await client.get(f"/api/join/{code}")
        assert answer.status_code == 404
        assert "ask your team leader" in answer.json()["detail"]
    assert (
        await client.post("/api/join", json={**JOIN_REQUEST, "code": "ZZZZZZZZ"})
    ).status_code == 404


async def test_joining_makes_a_learner_with_a_progress_and_a_session(
    visit: Visit, acme: Organisation
) -> None:
    client = await visit()
    answer = await client.post("/api/join", json={**JOIN_REQUEST, "language": "de"})
    assert answer.status_code == 201
    assert "HttpOnly" in answer.headers["set-cookie"]
    me = answer.json()
    assert (me["login"], me["name"], me["role"], me["language"]) == (
        "zoe-quill",
        "Zoë Quill",
        "learner",
        "de",
    )
    assert me["team"] == {"id": str(acme.shop), "name": "Shop", "zone": "Europe/London"}
    assert (me["points"], me["week_points"], me["streak"]) == (0, 0, 0)
    assert (await client.get("/api/me")).json() == me
    assert await ProgressTable.count() == 6


async def test_the_same_name_and_pin_come_back_as_the_same_person(visit: Visit) -> None:
    first = await (await visit()).post("/api/join", json=JOIN_REQUEST)
    second = await (await visit()).post(
        "/api/join", json={**JOIN_REQUEST, "name": "  ZOE\u0308  quill "}
    )
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()


async def test_the_same_name_with_another_pin_is_refused_with_advice(visit: Visit) -> None:
    answer = await (await visit()).post("/api/join", json={**JOIN_REQUEST, "name": "anna lee"})
    assert answer.status_code == 409
    assert "use your PIN" in answer.json()["detail"]
    assert "add your surname" in answer.json()["detail"]
    assert "herobreak=" not in answer.headers["set-cookie"]


async def test_guessing_a_pin_by_joining_is_limited_like_signing_in(visit: Visit) -> None:
    client = await visit()
    guesses = [
        await client.post("/api/join", json={**JOIN_REQUEST, "name": "Anna Lee", "pin": f"9{n}1"})
        for n in range(10, 21)
    ]
    assert [guess.status_code for guess in guesses] == [409] * 10 + [429]
    signing_in = await client.post("/api/session", json={"login": "anna-lee", "secret": PIN})
    assert signing_in.status_code == 429


async def test_guessing_codes_is_limited(visit: Visit) -> None:
    client = await visit()
    await client.post("/api/join", json={**JOIN_REQUEST, "code": "ZZZZZZZZ"})
    guesses = [(await client.get(f"/api/join/ZZZZZZ{n}")).status_code for n in range(10, 32)]
    assert guesses == [404] * 20 + [429] * 2
    other = await visit()
    assert (await other.get(f"/api/join/{SHOP_CODE}")).status_code == 200


async def test_a_whole_shop_joins_from_one_address(visit: Visit) -> None:
    client = await visit()
    for _ in range(120):
        assert (await client.get(f"/api/join/{SHOP_CODE}")).status_code == 200
    budgets = await SignInGuardTable.select(SignInGuardTable.since, SignInGuardTable.until)
    assert [budget["until"] <= budget["since"] for budget in budgets] == [True]


async def test_the_new_people_of_a_device_are_limited(visit: Visit) -> None:
    there = await PersonTable.count()
    client = await visit()
    joins = [
        await client.post("/api/join", json={**JOIN_REQUEST, "name": f"Person {n}"})
        for n in range(7)
    ]
    assert [answer.status_code for answer in joins] == [201] * 6 + [429]
    assert "this device" in joins[-1].json()["detail"]
    assert "24 hours" in joins[-1].json()["detail"]
    assert int(joins[-1].headers["retry-after"]) > 23 * 3600
    assert await PersonTable.count() == there + 6, "the first had no mark to count yet"
    back = await client.post("/api/join", json={**JOIN_REQUEST, "name": "Person 3"})
    assert back.status_code == 201, "who has joined may come back"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("pin", "1234", "in a row"),
        ("pin", "0000", "over and over"),
        ("pin", "12a4", "4 to 12 digits"),
        ("pin", "123", "4 to 12 digits"),
        ("name", " \t ", "Write a name"),
        ("name", "x" * 81, "at most 80"),
        ("name", "An\u202ena", "cannot be seen"),
        ("name", "An\u0000na", "cannot be seen"),
        ("name", "!!!", "letter"),
        ("language", "no_such", "language tag"),
    ],
)
async def test_unusable_values_are_refused_with_their_field(
    visit: Visit, field: str, value: str, says: str
) -> None:
    answer = await (await visit()).post("/api/join", json={**JOIN_REQUEST, field: value})
    assert answer.status_code == 422
    fault = answer.json()["problems"][0]
    assert fault["where"] == field
    assert says in fault["what"]


async def test_simultaneous_joins_make_one_person(visit: Visit) -> None:
    clients = [await visit() for _ in range(8)]
    names = ("Zoë Quill", "zoë quill", "ZOE\u0308 QUILL", "Zoë  Quill")
    joins = (
        client.post("/api/join", json={**JOIN_REQUEST, "name": names[n % 4]})
        for n, client in enumerate(clients)
    )
    answers = await asyncio.gather(*joins)
    # simultaneous sign-ins are counted when they begin, so the last ones may have to wait
    assert {answer.status_code for answer in answers} <= {201, 429}
    assert {answer.json()["login"] for answer in answers if answer.status_code == 201} == {
        "zoe-quill"
    }
    assert await PersonTable.count().where(PersonTable.login.like("zoe%")) == 1


async def test_namesakes_in_other_teams_get_a_number(visit: Visit) -> None:
    codes = (SHOP_CODE, "AAAA-AAAA", "BBBB-BBBB", "DDDD-DDDD")
    clients = [await visit() for _ in codes]
    joins = (
        client.post("/api/join", json={**JOIN_REQUEST, "code": code})
        for client, code in zip(clients, codes, strict=True)
    )
    logins = sorted(answer.json()["login"] for answer in await asyncio.gather(*joins))
    assert logins == ["zoe-quill", "zoe-quill2", "zoe-quill3", "zoe-quill4"]


async def test_a_name_in_another_alphabet_gets_a_login_that_can_be_typed(visit: Visit) -> None:
    names = ["李小龙", "أحمد", "Ольга"]
    logins = [
        (await (await visit()).post("/api/join", json={**JOIN_REQUEST, "name": name})).json()[
            "login"
        ]
        for name in names
    ]
    assert logins == ["lixiaolong", "hmd", "olga"]
