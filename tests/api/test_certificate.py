"""The certificate of a challenge: one page, for those who took part and may be named."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
import typst
from httpx import AsyncClient
from support.challenges import record_practice
from support.organisation import Organisation
from support.people import find_person
from support.visits import Visit

from api.certificate import (
    CERTIFICATE_TEMPLATE,
    MAX_CERTIFICATE_NAMES,
    make_certificate_fields,
    render_certificate,
)
from learning.actions.challenges.post_challenge_points import post_challenge_points
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.queries.boards.board_scores import open_boards
from learning.queries.challenges.certificates import Certificate, load_certificate
from learning.queries.people.current_user import find_user_by_login
from learning.rules.refusals import Conflict

NOW = datetime.now(UTC)
LATER = NOW + timedelta(days=40)

SAID = Certificate(
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
    """A challenge that is over; Anna and Lea took part, and Lea is on no board."""
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


async def settled(redis_url: str) -> None:
    await settle_challenges(None, LATER)
    boards = open_boards(redis_url)
    await post_challenge_points(None, boards, LATER)
    await boards.close()


async def test_it_is_a_pdf_for_those_who_belong_to_it(
    visit: Visit, challenge: int, clean_redis: str
) -> None:
    await settled(clean_redis)
    answer = await (await visit("anna-lee")).get(f"/api/challenges/{challenge}/certificate.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    assert (
        await (await visit("sam-south")).get(f"/api/challenges/{challenge}/certificate.pdf")
    ).status_code == 404


async def test_before_the_end_there_is_none(visit: Visit, challenge: int) -> None:
    assert (
        await (await visit("anna-lee")).get(f"/api/challenges/{challenge}/certificate.pdf")
    ).status_code == 409
    anna = await find_user_by_login("anna-lee")
    assert anna is not None
    with pytest.raises(Conflict):
        await load_certificate(anna, challenge, NOW)


async def test_who_is_on_no_board_is_not_named_and_an_alias_is_honoured(
    visit: Visit, challenge: int, clean_redis: str
) -> None:
    await (await visit("anna-lee")).patch("/api/me", json={"alias": "Sunny"})
    await settled(clean_redis)
    anna = await find_user_by_login("anna-lee")
    assert anna is not None
    said = await load_certificate(anna, challenge, LATER)
    assert (said.people, said.teams, said.reached) == (("Sunny",), ("Shop",), True)
    assert (await find_person("lea-leader")).name not in said.people


def test_however_much_there_is_to_say_it_is_one_page() -> None:
    words = make_certificate_fields(SAID, "en")
    assert words["people"][MAX_CERTIFICATE_NAMES] == f"and {400 - MAX_CERTIFICATE_NAMES} more"  # type: ignore[index] # a list
    pages = typst.compile(
        CERTIFICATE_TEMPLATE, format="svg", sys_inputs={"said": msgspec.json.encode(words).decode()}
    )
    assert isinstance(pages, bytes), "one page is given as it is, several as a list"
    assert render_certificate(SAID, "en").startswith(b"%PDF")


def test_what_people_typed_is_never_markup() -> None:
    hostile = replace(
        SAID, title='#panic("x") $1/0$ *b* "', people=('#read("/etc/passwd")', "\\u{0}")
    )
    assert render_certificate(hostile, "en").startswith(b"%PDF")
