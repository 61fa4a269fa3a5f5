"""Moments at the door: recorded by colleagues, confirmed by leaders, shown with care, and photos without a past."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response
from PIL import Image
from support.catalogues import make_pack, publish_to_team
from support.organisation import PASSWORD, Organisation, add_member
from support.people import find_audit_entry, find_person
from support.photos import make_picture, make_pixel_bomb
from support.visits import Visit

from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.queries.recognition.moments import FEED_PAGE_SIZE
from learning.tables.moments import MomentTable
from learning.tables.people import PersonTable, TeamTable

NOW = datetime.now(UTC)
Sign = Callable[[str], Awaitable[AsyncClient]]


@pytest.fixture(autouse=True)
async def learns(acme: Organisation, clean_redis: str) -> None:
    clear_catalogue_cache()
    await publish_to_team(make_pack(), acme.root, NOW - timedelta(days=60))
    await add_member(acme.shop, "Ben Ash")


@pytest.fixture
async def sign(visit: Visit) -> Sign:
    """Sign somebody in once a test."""
    phones: dict[str, AsyncClient] = {}

    async def signed(login: str) -> AsyncClient:
        if login not in phones:
            phones[login] = await visit(
                login, **({"secret": PASSWORD} if login == "ada-admin" else {})
            )
        return phones[login]

    return signed


def seen(to: str = "anna-lee", **changes: Any) -> dict[str, Any]:
    made = {
        "id": str(uuid4()),
        "kind": "seen",
        "to": to,
        "trait": "pack.lesson-0",
        "sentence": "Stayed calm.",
    }
    return made | changes


async def recorded(client: AsyncClient, to: str = "anna-lee", **changes: Any) -> str:
    answer = await client.post("/api/moments", json=seen(to, **changes))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def step(client: AsyncClient, moment: str, verb: str) -> int:
    body = {"json": {"reason": "Unkind"}} if verb == "report" else {}
    return (await client.post(f"/api/moments/{moment}/{verb}", **body)).status_code  # type: ignore[arg-type] # httpx takes it


async def feed(client: AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get("/api/moments", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["moments"])


async def sent(client: AsyncClient, moment: str, photo: bytes) -> Response:
    return await client.put(
        f"/api/moments/{moment}/photo", content=photo, headers={"Content-Type": "image/jpeg"}
    )


async def test_from_a_colleague_by_a_leader_to_the_team_and_the_ledger(sign: Sign) -> None:
    ben, lea, anna = [await sign(login) for login in ("ben-ash", "lea-leader", "anna-lee")]
    body = seen()
    made = (await ben.post("/api/moments", json=body)).json()
    assert (made["status"], made["mine"], made["giver"], made["receiver"], made["title"]) == (
        *("waiting", "giver", "Ben Ash", "Anna Lee", "Lesson 0"),
    )
    assert await feed(anna) == []
    waiting = (await lea.get("/api/moments/waiting")).json()["moments"]
    assert [(one["id"], one["can_settle"], one["sentence"]) for one in waiting] == [
        (body["id"], True, "Stayed calm.")
    ]
    assert [await step(lea, body["id"], "confirm") for _ in range(2)] == [204, 204]
    assert (await find_audit_entry("confirm_moment")).subject == body["id"]
    for phone, mine in ((ben, "giver"), (anna, "receiver"), (lea, None)):
        assert [(one["id"], one["mine"]) for one in await feed(phone)] == [(body["id"], mine)]
    points = (await anna.get("/api/points")).json()
    assert [(line["points"], line["why"]) for line in points["lines"]] == [
        (20, "Seen in action: Lesson 0")
    ]
    board = (await anna.get("/api/leaderboards/team")).json()["entries"]
    assert [(one["name"], one["points"]) for one in board] == [("Anna Lee", 20)]
    assert await step(anna, body["id"], "remove") == 204
    assert await feed(ben) == []
    assert (await anna.get("/api/me")).json()["points"] == 0
    assert (await anna.get("/api/leaderboards/team")).json()["entries"] == []


async def test_sending_it_again_is_the_same_moment(sign: Sign) -> None:
    ben, body = await sign("ben-ash"), seen()
    answers = await asyncio.gather(*(ben.post("/api/moments", json=body) for _ in range(5)))
    assert {(one.status_code, one.text) for one in answers} == {(201, answers[0].text)}
    again = await ben.post("/api/moments", json=seen())
    assert again.status_code == 429
    assert int(again.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "praise"},
        {"kind": "confirmed"},
        {"sentence": ""},
        {"sentence": "x" * 281},
        {"sentence": "\0"},
        {"trait": "pack.lesson-77"},
        {"id": "7"},
        {"points": 500},
    ],
)
async def test_what_makes_no_moment(sign: Sign, changes: dict[str, Any]) -> None:
    assert (
        await (await sign("ben-ash")).post("/api/moments", json=seen(**changes))
    ).status_code == 422


ROLES = (
    "ben-ash",
    "anna-lee",
    "cat-cole",
    "lea-leader",
    "nora-leader",
    "sam-south",
    "sue-leader",
    "ada-admin",
)


@pytest.mark.parametrize(
    ("verb", "before", "codes"),
    [
        ("confirm", "seen", (403, 404, 404, 204, 204, 404, 404, 204)),
        ("decline", "seen", (403, 404, 404, 204, 204, 404, 404, 204)),
        ("remove", "seen", (204, 204, 404, 204, 204, 404, 404, 204)),
        ("report", "kudos", (204, 204, 204, 204, 204, 404, 404, 204)),
        ("restore", "reported", (403, 403, 403, 204, 204, 404, 404, 204)),
        ("remove", "kudos", (204, 204, 403, 204, 204, 404, 404, 204)),
    ],
)
async def test_who_may_do_what(
    acme: Organisation, sign: Sign, verb: str, before: str, codes: tuple[int, ...]
) -> None:
    """Ben gave it to Anna; Cat is a colleague; Lea, Nora and Ada lead them; Sam and Sue work elsewhere."""
    await add_member(acme.shop, "Cat Cole")
    await add_member(acme.south, "Sue Leader", "leader")
    ben = await sign("ben-ash")
    moment = await recorded(ben, kind="seen" if before == "seen" else "kudos")
    state = {"seen": "waiting", "kudos": "confirmed", "reported": "reported"}[before]
    found = []
    for login in ROLES:
        await MomentTable.update({MomentTable.status: state}, force=True)
        found.append(await step(await sign(login), moment, verb))
    assert dict(zip(ROLES, found, strict=True)) == dict(zip(ROLES, codes, strict=True))


async def test_a_private_note_is_for_leaders_alone(sign: Sign) -> None:
    lea, anna, ben, nora = [
        await sign(one) for one in ("lea-leader", "anna-lee", "ben-ash", "nora-leader")
    ]
    before = (await anna.get("/api/points")).text
    moment = await recorded(lea, kind="missed", sentence="Let the phone ring.")
    for phone in (anna, ben, lea, nora):
        assert await feed(phone) == []
    for phone in (anna, ben):
        assert [await step(phone, moment, verb) for verb in ("remove", "report", "confirm")] == [
            404
        ] * 3
        assert (await phone.get("/api/moments/waiting")).status_code == 403
        assert (await phone.get(f"/api/moments/{moment}/photo")).status_code == 404
    for phone in (lea, nora):
        assert [
            note["sentence"] for note in (await phone.get("/api/moments/waiting")).json()["notes"]
        ] == ["Let the phone ring."]
    assert (await anna.get("/api/points")).text == before
    assert (await ben.post("/api/moments", json=seen(kind="missed"))).status_code == 403
    assert await step(lea, moment, "remove") == 204
    assert (await nora.get("/api/moments/waiting")).json()["notes"] == []


async def test_what_was_reported_is_hidden_and_leaders_read_why_but_not_who(sign: Sign) -> None:
    ben, anna, lea = [await sign(one) for one in ("ben-ash", "anna-lee", "lea-leader")]
    moment = await recorded(ben, kind="kudos")
    await sent(ben, moment, make_picture())
    assert await step(anna, moment, "report") == 204
    assert await feed(ben) == await feed(anna) == await feed(lea) == []
    assert (await anna.get(f"/api/moments/{moment}/photo")).status_code == 404
    waiting = (await lea.get("/api/moments/waiting")).json()["moments"]
    assert [(one["status"], one["reasons"]) for one in waiting] == [("reported", ["Unkind"])]
    assert await step(lea, moment, "restore") == 204
    assert [one["reasons"] for one in await feed(ben)] == [[]]
    assert await step(anna, moment, "report") == 204
    assert len(await feed(ben)) == 1


async def test_an_alias_is_shown_to_all_and_the_name_to_leaders_who_look(sign: Sign) -> None:
    ben, anna, lea = [await sign(one) for one in ("ben-ash", "anna-lee", "lea-leader")]
    await recorded(ben)
    await anna.patch("/api/me", json={"alias": "Sunny"})
    (one,) = (await lea.get("/api/moments/waiting")).json()["moments"]
    assert one["receiver"] == "Anna Lee"
    await step(lea, one["id"], "confirm")
    assert [moment["receiver"] for moment in await feed(ben)] == ["Sunny"]
    people = {
        login: (await (await sign(login)).get("/api/moments/choices")).json()["people"]
        for login in ("ben-ash", "lea-leader")
    }
    assert {one["login"]: one["name"] for one in people["lea-leader"]}["anna-lee"] == "Anna Lee"
    handle = {one["name"]: one["login"] for one in people["ben-ash"]}["Sunny"]
    assert "anna" not in handle
    assert (await step(ben, one["id"], "remove"), len(await feed(anna))) == (204, 0)
    await recorded(lea, handle)
    assert [moment["mine"] for moment in await feed(anna)] == ["receiver"]


async def test_somebody_off_the_boards_is_seen_by_themselves_and_their_leaders(
    sign: Sign, acme: Organisation
) -> None:
    await add_member(acme.shop, "Cat Cole")
    ben, anna, cat, lea = [
        await sign(one) for one in ("ben-ash", "anna-lee", "cat-cole", "lea-leader")
    ]
    await recorded(ben, kind="kudos")
    await recorded(anna, "ben-ash", kind="kudos")
    await anna.patch("/api/me", json={"on_boards": False})

    async def named(client: AsyncClient) -> list[tuple[str | None, str | None]]:
        return [(one["giver"], one["receiver"]) for one in await feed(client)]

    both = [("Anna Lee", "Ben Ash"), ("Ben Ash", "Anna Lee")]
    assert (await named(anna), await named(lea)) == (both, both)
    assert await named(ben) == [(None, "Ben Ash"), ("Ben Ash", None)]
    assert await named(cat) == [(None, "Ben Ash")]


async def test_of_a_hidden_team_nothing_is_seen_outside(sign: Sign, acme: Organisation) -> None:
    ben, anna, nora = [await sign(one) for one in ("ben-ash", "anna-lee", "nora-leader")]
    await recorded(ben, kind="kudos")
    assert len(await feed(nora)) == 1
    await TeamTable.update({TeamTable.hidden: True}).where(TeamTable.id == acme.shop)
    assert await feed(nora) == []
    assert len(await feed(anna)) == 1
    await recorded(anna, "ben-ash")
    assert (
        len((await nora.get("/api/moments/waiting")).json()["moments"]) == 1
    )  # she has it to confirm


async def test_who_was_erased_is_nowhere(sign: Sign) -> None:
    ben, lea, ada = [await sign(one) for one in ("ben-ash", "lea-leader", "ada-admin")]
    moment = await recorded(ben, kind="kudos")
    await recorded(lea, "anna-lee")
    await recorded(lea, "anna-lee", kind="missed")
    await sent(ben, moment, make_picture())
    assert (await ada.delete("/api/people/anna-lee")).status_code == 204
    assert await feed(ben) == await feed(ada) == []
    assert (await lea.get("/api/moments/waiting")).json() == {"moments": [], "notes": []}
    assert (await lea.get(f"/api/moments/{moment}/photo")).status_code == 404
    people = (await lea.get("/api/moments/choices")).json()["people"]
    assert "anna-lee" not in {one["login"] for one in people}
    assert not [one for one in people if "left" in one["login"] or "left" in one["name"]]


async def test_pages_follow_one_another(sign: Sign, acme: Organisation) -> None:
    ben, lea = await find_person("ben-ash"), await find_person("lea-leader")
    rows = [
        MomentTable(
            key=uuid4(), giver=ben.id, receiver=lea.id, team=acme.shop, kind="kudos", trait="pack.lesson-0",
            sentence=f"Number {number}", status="confirmed", day=NOW.date(), at=NOW,
        )
        for number in range(FEED_PAGE_SIZE + 3)
    ]  # fmt: skip
    await MomentTable.insert(*rows)
    anna = await sign("anna-lee")
    first = (await anna.get("/api/moments")).json()
    second = (await anna.get("/api/moments", params={"before": first["before"]})).json()
    told = [one["sentence"] for page in (first, second) for one in page["moments"]]
    assert told == [f"Number {number}" for number in range(FEED_PAGE_SIZE + 2, -1, -1)]
    assert second["before"] is None


async def test_whom_and_what_one_can_choose(sign: Sign, acme: Organisation) -> None:
    ben, nora, ada = [await sign(one) for one in ("ben-ash", "nora-leader", "ada-admin")]
    found = (await ben.get("/api/moments/choices")).json()
    assert found["people"] == [
        {"login": "anna-lee", "name": "Anna Lee"},
        {"login": "lea-leader", "name": "Lea Leader"},
    ]
    assert found["traits"][1] == {
        "id": "pack.lesson-1",
        "title": "Lesson 1",
        "idea": "One idea.",
        "pack": "Pack",
    }

    async def logins(client: AsyncClient, name: str = "") -> set[str]:
        answer = await client.get("/api/moments/choices", params={"name": name})
        return {one["login"] for one in answer.json()["people"]}

    assert await logins(nora) == {"anna-lee", "ben-ash", "lea-leader"}
    assert await logins(ada) == {"anna-lee", "ben-ash", "lea-leader", "nora-leader", "sam-south"}
    assert await logins(ada, "LEA") == {"lea-leader", "nora-leader"}
    assert await logins(ben, "%") == set()


async def kept(client: AsyncClient, moment: str) -> Image.Image:
    answer = await client.get(f"/api/moments/{moment}/photo")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not [
        told
        for told in (b"Secret", b"EXIF", b"Exif", b"GPS", b"ICCP", b"XMP")
        if told in answer.content
    ]
    return Image.open(BytesIO(answer.content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_photo_comes_out_upright_small_and_without_a_past(sign: Sign, kind: str) -> None:
    ben, anna = await sign("ben-ash"), await sign("anna-lee")
    moment = await recorded(ben, kind="kudos")
    photo = make_picture(3000, 2000, kind)
    assert Image.open(BytesIO(photo)).getexif().get_ifd(0x8825)
    assert [
        (await sent(ben, moment, one)).status_code for one in (photo, make_picture(colour="red"))
    ] == [204, 204]
    drawn = await kept(anna, moment)
    assert (drawn.format, drawn.size) == ("WEBP", (853, 1280))
    assert not drawn.getexif()
    red, green, blue = drawn.convert("RGB").getpixel((400, 600))  # type: ignore[misc] # three channels
    assert red < 60 < min(green, blue)
    assert (await feed(anna))[0]["photo"] is True


async def test_a_photo_may_come_in_a_form_and_is_not_sent_again_when_it_is_known(
    sign: Sign,
) -> None:
    ben = await sign("ben-ash")
    moment = await recorded(ben)
    answer = await ben.put(
        f"/api/moments/{moment}/photo", files={"photo": ("a.jpg", make_picture())}
    )
    assert answer.status_code == 204
    mark = (await ben.get(f"/api/moments/{moment}/photo")).headers["etag"]
    again = await ben.get(f"/api/moments/{moment}/photo", headers={"If-None-Match": mark})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_bomb_is_refused_and_says_why(sign: Sign) -> None:
    ben = await sign("ben-ash")
    moment = await recorded(ben)
    for photo in (make_pixel_bomb(), make_pixel_bomb(14_000, 13_000)):
        assert len(photo) < 200_000
        answer = await sent(ben, moment, photo)
        assert (answer.status_code, "million pixels" in answer.json()["detail"]) == (413, True)
    assert (await sent(ben, moment, b"x" * (4 * 1024 * 1024 + 200_000))).status_code == 413


@pytest.mark.parametrize(
    "photo",
    [
        b"",
        b"GIF89a" + bytes(40),
        b"<svg/>",
        make_picture()[:200],
        make_picture(kind="PNG")[:60],
        b"RIFF\x10\x00\x00\x00WEBPVP8 ",
        b"%PDF-1.7",
    ],
)
async def test_what_is_no_photo_is_refused(sign: Sign, photo: bytes) -> None:
    ben = await sign("ben-ash")
    answer = await sent(ben, await recorded(ben), photo)
    assert (answer.status_code, answer.json()["problems"][0]["where"]) == (422, "photo")


async def test_only_who_gave_a_moment_adds_a_photo_and_not_behind_a_leaders_back(
    sign: Sign,
) -> None:
    ben, anna, lea = [await sign(one) for one in ("ben-ash", "anna-lee", "lea-leader")]
    moment = await recorded(ben)
    for phone in (anna, lea):
        assert (await sent(phone, moment, make_picture())).status_code == 404
    await step(lea, moment, "confirm")
    assert (await sent(ben, moment, make_picture())).status_code == 409
    own = await recorded(lea)
    assert (await sent(lea, own, make_picture())).status_code == 204
    await step(lea, own, "remove")
    assert (await sent(lea, own, make_picture())).status_code == 409


async def test_a_photo_is_seen_by_whoever_sees_the_moment(sign: Sign) -> None:
    ben, anna, lea, sam = [
        await sign(one) for one in ("ben-ash", "anna-lee", "lea-leader", "sam-south")
    ]
    moment = await recorded(ben)
    await sent(ben, moment, make_picture())

    async def codes() -> list[int]:
        return [
            (await phone.get(f"/api/moments/{moment}/photo")).status_code
            for phone in (ben, anna, lea, sam)
        ]

    assert await codes() == [200, 404, 200, 404]
    await step(lea, moment, "confirm")
    assert await codes() == [200, 200, 200, 404]
    await PersonTable.update({PersonTable.on_boards: False}).where(PersonTable.login == "anna-lee")
    assert await codes() == [200, 200, 200, 404]
    await step(anna, moment, "remove")
    assert await codes() == [404, 404, 404, 404]


async def test_only_for_people_who_are_signed_in(visit: Visit) -> None:
    stranger, moment = await visit(), uuid4()
    for path in ("", "/choices", "/waiting", f"/{moment}/photo"):
        assert (await stranger.get(f"/api/moments{path}")).status_code == 401
    for verb in ("confirm", "decline", "report", "remove", "restore"):
        assert await step(stranger, str(moment), verb) == 401
    assert (await stranger.post("/api/moments", json=seen())).status_code == 401
    assert (await sent(stranger, str(moment), make_picture())).status_code == 401
