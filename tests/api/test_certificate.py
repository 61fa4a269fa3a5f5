"""The certificate of a challenge: one page, in the language of the reader."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import jsonschema
import msgspec
import pytest
import typst
from httpx import AsyncClient
from support.challenges import record_practice
from support.organisation import Organisation
from support.people import find_person
from support.visits import Visit

from api.app import create_app
from api.certificate import (
    CERTIFICATE_TEMPLATE,
    MAX_CERTIFICATE_NAMES,
    make_certificate_fields,
    render_certificate,
)
from learning.actions.boards.open_boards import open_boards
from learning.actions.challenges.post_challenge_points import post_challenge_points
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.queries.challenges.certificates import Certificate, load_certificate
from learning.queries.people.current_user import find_user_by_login
from learning.rules.refusals import Conflict
from learning.settings import parse_settings

NOW = datetime.now(UTC)
LATER = NOW + timedelta(days=40)

CERTIFICATE = Certificate(
    organisation="Acme",
    title="Chase the National Award",
    vision="Picture the evening. " * 40,
    teams=("Harbour Café",),
    people=tuple(f"Katarzyna Wiśniewska-Szczepańska {number}" for number in range(400)),
    first_day=date(2026, 3, 2),
    last_day=date(2026, 3, 30),
    value=412,
    unit="breaks",
    reached=True,
)


@pytest.fixture
async def challenge(visit: Visit, acme: Organisation) -> int:
    """A challenge after its end; Anna and Lea took part, and Lea is not on the boards."""
    leader: AsyncClient = await visit("lea-leader")
    await leader.patch("/api/me", json={"on_boards": False})
    sent = {
        "id": "00000000-0000-0000-0000-000000000007",
        "team": str(acme.shop),
        "form": "team",
        "title": "Chase the award",
        "vision": "We stand on that stage.",
        "measure": "breaks",
        "unit": "breaks",
        "target": 2,
        "first_day": NOW.date().isoformat(),
        "last_day": (NOW.date() + timedelta(days=6)).isoformat(),
    }
    made = int((await leader.post("/api/challenges", json=sent)).json()["id"])
    for login in ("anna-lee", "lea-leader"):
        person = await find_user_by_login(login)
        assert person is not None
        await record_practice(person, NOW + timedelta(hours=28))
    return made


async def settle(redis_url: str) -> None:
    """Settle all challenges and post their points."""
    await settle_challenges(None, LATER)
    boards = open_boards(redis_url)
    await post_challenge_points(None, boards, LATER)
    await boards.close()


async def test_it_is_a_pdf_for_the_teams_of_the_challenge(
    visit: Visit, challenge: int, clean_redis: str
) -> None:
    await settle(clean_redis)
    answer = await (await visit("anna-lee")).get(f"/api/challenges/{challenge}/certificate.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    name = f"challenge-{challenge}.pdf"
    assert answer.headers["content-disposition"] == f'inline; filename="{name}"'
    assert (
        await (await visit("sam-south")).get(f"/api/challenges/{challenge}/certificate.pdf")
    ).status_code == 404


async def test_the_result_of_a_challenge_is_as_the_document_says(
    visit: Visit, challenge: int, clean_redis: str
) -> None:
    document = create_app(parse_settings({})).openapi_schema.to_schema()
    view = {"$ref": "#/components/schemas/ChallengeView", "components": document["components"]}
    client = await visit("anna-lee")
    for is_settled in (False, True):
        if is_settled:
            await settle(clean_redis)
        sent = (await client.get("/api/challenges")).json()["challenges"][0]
        assert (sent["result"] is not None) == is_settled
        jsonschema.validate(sent, view, cls=jsonschema.Draft202012Validator)


async def test_there_is_none_before_the_end(visit: Visit, challenge: int) -> None:
    assert (
        await (await visit("anna-lee")).get(f"/api/challenges/{challenge}/certificate.pdf")
    ).status_code == 409
    anna = await find_user_by_login("anna-lee")
    assert anna is not None
    with pytest.raises(Conflict):
        await load_certificate(anna, challenge, NOW)


async def test_it_names_people_on_the_boards_by_their_aliases(
    visit: Visit, challenge: int, clean_redis: str
) -> None:
    await (await visit("anna-lee")).patch("/api/me", json={"alias": "Sunny"})
    await settle(clean_redis)
    anna = await find_user_by_login("anna-lee")
    assert anna is not None
    certificate = await load_certificate(anna, challenge, LATER)
    assert (certificate.people, certificate.teams, certificate.reached) == (
        ("Sunny",),
        ("Shop",),
        True,
    )
    assert (await find_person("lea-leader")).name not in certificate.people


def test_many_names_and_a_long_vision_fit_on_one_page() -> None:
    fields = make_certificate_fields(CERTIFICATE, "en")
    people = fields["people"]
    assert isinstance(people, list)
    assert people[MAX_CERTIFICATE_NAMES] == f"and {400 - MAX_CERTIFICATE_NAMES} more"
    pages = typst.compile(
        CERTIFICATE_TEMPLATE,
        format="svg",
        sys_inputs={"certificate": msgspec.json.encode(fields).decode()},
    )
    assert isinstance(pages, bytes), "one page is bytes, several are a list"
    assert render_certificate(CERTIFICATE, "en").startswith(b"%PDF")


def test_threads_render_certificates_at_the_same_time() -> None:
    with ThreadPoolExecutor(16) as threads:
        pages = list(threads.map(lambda _: render_certificate(CERTIFICATE, "en"), range(64)))
    assert all(page.startswith(b"%PDF") for page in pages)


async def test_sixteen_phones_read_a_certificate_at_once(
    visit: Visit, challenge: int, clean_redis: str
) -> None:
    await settle(clean_redis)
    phones = [await visit("anna-lee") for _ in range(16)]
    path = f"/api/challenges/{challenge}/certificate.pdf"

    async def read_four_times(phone: AsyncClient) -> list[int]:
        return [(await phone.get(path)).status_code for _ in range(4)]

    statuses = await asyncio.gather(*map(read_four_times, phones))
    assert statuses == [[200] * 4] * 16


def test_texts_of_people_are_never_markup() -> None:
    hostile = replace(
        CERTIFICATE, title='#panic("x") $1/0$ *b* "', people=('#read("/etc/passwd")', "\\u{0}")
    )
    assert render_certificate(hostile, "en").startswith(b"%PDF")


def test_days_and_values_are_written_as_in_the_language() -> None:
    fields = make_certificate_fields(replace(CERTIFICATE, value=12345.678), "en")
    assert fields["days"] == "2 March 2026 to 30 March 2026"
    assert fields["value"] == "12,345.68 breaks"
    assert fields["heading"] == "Together we made it"
    unnamed = replace(CERTIFICATE, value=5, unit="", reached=False)
    assert make_certificate_fields(unnamed, "en-GB")["value"] == "5"
    assert make_certificate_fields(unnamed, "xx")["heading"] == "Together we came this far"


def test_teams_are_one_list() -> None:
    teams = replace(CERTIFICATE, teams=("Kiosk", "Café"))
    assert make_certificate_fields(teams, "en")["teams"] == "Kiosk and Café"
