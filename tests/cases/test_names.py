"""Names and PINs are the same from every keyboard."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from httpx import AsyncClient, Response
from support import transport
from support.organisation import PIN, SHOP_CODE, add_member, create_organisation
from support.pool import open_test_pool
from support.visits import Visit

from learning.rules.rota.days import to_local_day

JOIN_PIN = "4831"


@pytest.fixture
async def devices(database: str) -> AsyncIterator[Visit]:
    """Open a new device at each call."""
    async with open_test_pool(), AsyncExitStack() as exit_stack:
        acme = await create_organisation()
        await add_member(acme.shop, "Aoife O'Brien")
        app = await exit_stack.enter_async_context(
            transport.open_app(HEROBREAK_URL="http://hero.test")
        )

        async def open_device() -> AsyncClient:
            asgi_transport = transport.make_transport(app, "192.0.2.1", raise_app_errors=False)
            return await exit_stack.enter_async_context(
                AsyncClient(transport=asgi_transport, base_url="http://hero.test")
            )

        yield open_device


async def join(devices: Visit, name: str, pin: str = JOIN_PIN) -> Response:
    client = await devices()
    return await client.post("/api/join", json={"code": SHOP_CODE, "name": name, "pin": pin})


@pytest.mark.case("15")
async def test_spellings_of_one_name_are_one_person(devices: Visit, case_folder: Path) -> None:
    for pair in (case_folder / "names.txt").read_text().split("\n\n"):
        answers = [await join(devices, name) for name in pair.strip().splitlines()]
        assert [answer.status_code for answer in answers] == [201, 201]
        assert len({answer.json()["login"] for answer in answers}) == 1


@pytest.mark.case("15")
async def test_a_rota_names_people_in_any_spelling(devices: Visit, case_folder: Path) -> None:
    leader = await devices()
    await leader.post("/api/session", json={"login": "lea-leader", "secret": PIN})
    tomorrow = to_local_day(datetime.now(UTC), "Europe/London") + timedelta(days=1)
    rota = (case_folder / "rota.csv").read_text().replace("2026-12-07", tomorrow.isoformat())
    answer = await leader.post("/api/team/rota", content=rota.encode())
    assert answer.status_code == 200, answer.text
    assert [person["login"] for person in answer.json()["people"]] == ["aoife-obrien"]


@pytest.mark.case("15")
@pytest.mark.parametrize(
    ("joined", "typed"),
    [
        ("Anne-Marie Low", "anne\u2013marie low"),
        ("Anne-Marie Low", "Annemarie\u00a0Low"),
        ("Siobhan O'Hara", "SIOBHAN O\u02bcHARA"),
        ("Siobhan O'Hara", "Siobhan O Hara"),
        ("Siobhan O\u00b4Hara", "siobhan o`hara"),
        ("I\u015eIL Y\u0131lmaz", "\u0131\u015f\u0131l y\u0131lmaz"),
        ("Stra\u00dfe Zo\u00eb", "STRASSE ZOE\u0308"),
        (
            "\u0393\u0399\u03a9\u03a1\u0393\u039f\u03a3",
            "\u0393\u03b9\u03ce\u03c1\u03b3\u03bf\u03c2",
        ),
        ("\u5c71\u7530\u3000\u592a\u90ce", "\u5c71\u7530\u592a\u90ce"),
        ("Anna\u200b Bell", "\ufeffAnna Bell\u200e"),
        ("\u2067\u0633\u0627\u0631\u0629\u2069", "\u0633\u0627\u0631\u0629"),
        ("Ali \u0662", "Ali 2"),
    ],
)
async def test_a_person_joins_comes_back_and_signs_in(
    devices: Visit, joined: str, typed: str
) -> None:
    first = await join(devices, joined)
    assert first.status_code == 201, first.text
    back = await join(devices, typed)
    signed_in = await (await devices()).post(
        "/api/session", json={"login": typed, "secret": JOIN_PIN}
    )
    assert (back.status_code, signed_in.status_code) == (201, 201)
    assert first.json()["login"] == back.json()["login"] == signed_in.json()["login"]


@pytest.mark.case("15")
@pytest.mark.parametrize(
    "name",
    [
        "\u0410nna L\u0435e",
        "Anna Iee",
        "Anna Lee\u0332",
        "An\ufe0fna Lee",
        "A\u034fnna Lee",
        "A\u0301\u0302\u0303\u0304nna Lee",
        "\u202eeeL annA",
    ],
)
async def test_nobody_joins_as_the_look_alike_of_a_colleague(devices: Visit, name: str) -> None:
    answer = await join(devices, name, "7391")
    assert answer.status_code in (409, 422), answer.text


@pytest.mark.case("16")
async def test_digits_of_every_keyboard_are_one_pin(devices: Visit, case_folder: Path) -> None:
    pins = (case_folder / "pins.txt").read_text().split()
    for number, pin in enumerate([*pins, "\uff14\uff18\uff13\uff11", f"\u200f{JOIN_PIN}\u200e "]):
        joined = await join(devices, f"Person {number}", pin)
        assert joined.status_code == 201, joined.text
        back = await join(devices, f"Person {number}", JOIN_PIN)
        other = await join(devices, f"Person {number}", pins[0])
        assert back.json()["login"] == other.json()["login"] == joined.json()["login"]
        for secret in (pin, JOIN_PIN):
            signing_in = {"login": joined.json()["login"], "secret": secret}
            assert (await (await devices()).post("/api/session", json=signing_in)).is_success


@pytest.mark.case("16")
async def test_a_pin_is_changed_and_set_with_the_digits_of_any_keyboard(
    devices: Visit, case_folder: Path
) -> None:
    for pin in (case_folder / "pins.txt").read_text().split():
        anna, leader = await devices(), await devices()
        await leader.post("/api/session", json={"login": "lea-leader", "secret": PIN})
        set_answer = await leader.post("/api/team/members/anna-lee/pin", json={"pin": pin})
        assert set_answer.status_code == 204, set_answer.text
        signing_in = {"login": "anna-lee", "secret": JOIN_PIN}
        assert (await anna.post("/api/session", json=signing_in)).status_code == 201
        secret = {"old": pin, "new": "\u0667\u0663\u0669\u0661"}
        assert (await anna.patch("/api/me", json={"secret": secret})).status_code == 200
        signing_in = {"login": "anna-lee", "secret": "7391"}
        assert (await (await devices()).post("/api/session", json=signing_in)).status_code == 201
