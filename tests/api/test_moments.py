"""The API of moments: recording, settling, feeds and photos, for each role."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response
from PIL import Image
from support.catalogues import make_pack, publish_to_team
from support.moments import show_moments_at_once
from support.organisation import PASSWORD, Organisation, add_member
from support.people import find_audit_entry
from support.photos import make_picture, make_pixel_bomb
from support.visits import Visit

from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.tables.moments import MomentTable
from learning.tables.people import PersonTable

NOW = datetime.now(UTC)
SignIn = Callable[[str], Awaitable[AsyncClient]]


@pytest.fixture(autouse=True)
async def published_pack(acme: Organisation, clean_redis: str) -> None:
    clear_catalogue_cache()
    await publish_to_team(make_pack(), acme.root, NOW - timedelta(days=60))
    await add_member(acme.shop, "Ben Ash")
    await show_moments_at_once()


@pytest.fixture
async def sign_in(visit: Visit) -> SignIn:
    """Sign a person in on a new device, once for each person and test."""
    phones: dict[str, AsyncClient] = {}

    async def sign_in_once(login: str) -> AsyncClient:
        if login not in phones:
            phones[login] = await visit(
                login, **({"secret": PASSWORD} if login == "ada-admin" else {})
            )
        return phones[login]

    return sign_in_once


def make_request(to: str = "anna-lee", **changes: Any) -> dict[str, Any]:
    made = {
        "id": str(uuid4()),
        "kind": "seen",
        "to": to,
        "trait": "pack.lesson-0",
        "sentence": "Stayed calm.",
    }
    return made | changes


async def record_moment(client: AsyncClient, to: str = "anna-lee", **changes: Any) -> str:
    answer = await client.post("/api/moments", json=make_request(to, **changes))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def take_action(client: AsyncClient, moment: str, action: str) -> int:
    body = {"reason": "Unkind"} if action == "report" else None
    answer = await client.post(f"/api/moments/{moment}/{action}", json=body)
    return answer.status_code


async def read_feed(client: AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get("/api/moments", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["moments"])


async def read_board(client: AsyncClient) -> list[tuple[int | None, str, int]]:
    """Return the rows of the team's board: rank, name, points."""
    answer = await client.get("/api/leaderboards/team")
    assert answer.status_code == 200, answer.text
    return [(one["rank"], one["name"], one["points"]) for one in answer.json()["entries"]]


async def send_photo(client: AsyncClient, moment: str, photo: bytes) -> Response:
    return await client.put(
        f"/api/moments/{moment}/photo", content=photo, headers={"Content-Type": "image/jpeg"}
    )


async def test_a_confirmed_moment_reaches_the_feed_the_ledger_and_the_board(
    sign_in: SignIn,
) -> None:
    ben, lea, anna = [await sign_in(login) for login in ("ben-ash", "lea-leader", "anna-lee")]
    body = make_request()
    made = (await ben.post("/api/moments", json=body)).json()
    assert (made["status"], made["mine"], made["giver"], made["receiver"], made["title"]) == (
        *("waiting", "giver", "Ben Ash", "Anna Lee", "Lesson 0"),
    )
    assert await read_feed(anna) == []
    waiting = (await lea.get("/api/moments/waiting")).json()["moments"]
    assert [(one["id"], one["can_settle"], one["sentence"]) for one in waiting] == [
        (body["id"], True, "Stayed calm.")
    ]
    assert [await take_action(lea, body["id"], "confirm") for _ in range(2)] == [204, 204]
    assert (await find_audit_entry("confirm_moment")).subject == body["id"]
    for phone, mine in ((ben, "giver"), (anna, "receiver"), (lea, None)):
        assert [(one["id"], one["mine"]) for one in await read_feed(phone)] == [(body["id"], mine)]
    points = (await anna.get("/api/points")).json()
    assert [(line["points"], line["reason"], line["subject"]) for line in points["lines"]] == [
        (20, "moment", "Lesson 0")
    ]
    assert await read_board(anna) == [(1, "Anna Lee", 20)]
    assert await take_action(anna, body["id"], "remove") == 204
    assert await read_feed(ben) == []
    assert (await anna.get("/api/me")).json()["points"] == 0
    assert await read_board(anna) == [(None, "Anna Lee", 0)], "the own row, without a rank"
    assert await read_board(ben) == [(None, "Ben Ash", 0)], "nobody else has a row"


async def test_five_concurrent_repeats_make_one_moment(sign_in: SignIn) -> None:
    ben, body = await sign_in("ben-ash"), make_request()
    answers = await asyncio.gather(*(ben.post("/api/moments", json=body) for _ in range(5)))
    assert {(one.status_code, one.text) for one in answers} == {(201, answers[0].text)}
    again = await ben.post("/api/moments", json=make_request())
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
async def test_an_invalid_moment_is_refused(sign_in: SignIn, changes: dict[str, Any]) -> None:
    assert (
        await (await sign_in("ben-ash")).post("/api/moments", json=make_request(**changes))
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
    ("action", "before", "codes"),
    [
        ("confirm", "seen", (403, 404, 404, 204, 204, 404, 404, 204)),
        ("decline", "seen", (403, 404, 404, 204, 204, 404, 404, 204)),
        ("remove", "seen", (204, 204, 404, 204, 204, 404, 404, 204)),
        ("report", "kudos", (204, 204, 204, 204, 204, 404, 404, 204)),
        ("restore", "reported", (403, 403, 403, 204, 204, 404, 404, 204)),
        ("remove", "kudos", (204, 204, 403, 204, 204, 404, 404, 204)),
    ],
)
async def test_the_role_decides_which_actions_are_allowed(
    acme: Organisation, sign_in: SignIn, action: str, before: str, codes: tuple[int, ...]
) -> None:
    """Ben gave it to Anna. Cat is a colleague. Lea, Nora and Ada lead them. Sam and Sue do not."""
    await add_member(acme.shop, "Cat Cole")
    await add_member(acme.south, "Sue Leader", "leader")
    ben = await sign_in("ben-ash")
    moment = await record_moment(ben, kind="seen" if before == "seen" else "kudos")
    state = {"seen": "waiting", "kudos": "confirmed", "reported": "reported"}[before]
    found = []
    for login in ROLES:
        await MomentTable.update({MomentTable.status: state}, force=True)
        found.append(await take_action(await sign_in(login), moment, action))
    assert dict(zip(ROLES, found, strict=True)) == dict(zip(ROLES, codes, strict=True))


async def test_only_leaders_see_a_private_note(sign_in: SignIn) -> None:
    lea, anna, ben, nora = [
        await sign_in(one) for one in ("lea-leader", "anna-lee", "ben-ash", "nora-leader")
    ]
    before = (await anna.get("/api/points")).text
    moment = await record_moment(lea, kind="missed", sentence="Let the phone ring.")
    for phone in (anna, ben, lea, nora):
        assert await read_feed(phone) == []
    for phone in (anna, ben):
        assert [
            await take_action(phone, moment, action) for action in ("remove", "report", "confirm")
        ] == [404] * 3
        assert (await phone.get("/api/moments/waiting")).status_code == 403
        assert (await phone.get(f"/api/moments/{moment}/photo")).status_code == 404
    for phone in (lea, nora):
        assert [
            note["sentence"] for note in (await phone.get("/api/moments/waiting")).json()["notes"]
        ] == ["Let the phone ring."]
    assert (await anna.get("/api/points")).text == before
    assert (await ben.post("/api/moments", json=make_request(kind="missed"))).status_code == 403
    assert await take_action(lea, moment, "remove") == 204
    assert (await nora.get("/api/moments/waiting")).json()["notes"] == []


async def test_a_reported_moment_is_hidden_and_leaders_read_the_reason(sign_in: SignIn) -> None:
    ben, anna, lea = [await sign_in(one) for one in ("ben-ash", "anna-lee", "lea-leader")]
    moment = await record_moment(ben, kind="kudos")
    await send_photo(ben, moment, make_picture())
    assert await take_action(anna, moment, "report") == 204
    assert await read_feed(ben) == await read_feed(anna) == await read_feed(lea) == []
    assert (await anna.get(f"/api/moments/{moment}/photo")).status_code == 404
    waiting = (await lea.get("/api/moments/waiting")).json()["moments"]
    assert [(one["status"], one["reasons"]) for one in waiting] == [("reported", ["Unkind"])]
    assert await take_action(lea, moment, "restore") == 204
    assert [one["reasons"] for one in await read_feed(ben)] == [[]]
    assert await take_action(anna, moment, "report") == 204
    assert len(await read_feed(ben)) == 1


@pytest.mark.parametrize("kind", ["seen", "kudos"])
async def test_a_login_does_not_tell_who_has_an_alias(sign_in: SignIn, kind: str) -> None:
    anna, ben, lea = [await sign_in(login) for login in ("anna-lee", "ben-ash", "lea-leader")]
    await anna.patch("/api/me", json={"alias": "Sunny"})
    answer = await ben.post("/api/moments", json=make_request("anna-lee", kind=kind))
    assert (answer.status_code, answer.json()["code"]) == (404, "moment.unknown_receiver")
    assert "Sunny" not in answer.text
    assert "Sunny" not in (await ben.get("/api/moments")).text
    choices = (await ben.get("/api/moments/choices")).json()["people"]
    handle = next(one["login"] for one in choices if one["name"] == "Sunny")
    answer = await ben.post("/api/moments", json=make_request(handle, kind=kind))
    assert (answer.status_code, answer.json()["receiver"]) == (201, "Sunny")
    answer = await lea.post("/api/moments", json=make_request("anna-lee", kind=kind))
    assert answer.status_code == 201, "a leader knows both"


async def test_colleagues_see_the_alias_and_leaders_the_name(sign_in: SignIn) -> None:
    ben, anna, lea = [await sign_in(one) for one in ("ben-ash", "anna-lee", "lea-leader")]
    await record_moment(ben)
    await anna.patch("/api/me", json={"alias": "Sunny"})
    (one,) = (await lea.get("/api/moments/waiting")).json()["moments"]
    assert one["receiver"] == "Anna Lee"
    await take_action(lea, one["id"], "confirm")
    assert [moment["receiver"] for moment in await read_feed(ben)] == ["Sunny"]
    people = {
        login: (await (await sign_in(login)).get("/api/moments/choices")).json()["people"]
        for login in ("ben-ash", "lea-leader")
    }
    assert {one["login"]: one["name"] for one in people["lea-leader"]}["anna-lee"] == "Anna Lee"
    handle = {one["name"]: one["login"] for one in people["ben-ash"]}["Sunny"]
    assert "anna" not in handle
    assert (await take_action(ben, one["id"], "remove"), len(await read_feed(anna))) == (204, 0)
    await record_moment(lea, handle)
    assert [moment["mine"] for moment in await read_feed(anna)] == ["receiver"]


async def test_an_erased_person_is_shown_nowhere(sign_in: SignIn) -> None:
    ben, lea, ada = [await sign_in(one) for one in ("ben-ash", "lea-leader", "ada-admin")]
    moment = await record_moment(ben, kind="kudos")
    await record_moment(lea, "anna-lee")
    await record_moment(lea, "anna-lee", kind="missed")
    await send_photo(ben, moment, make_picture())
    assert (await ada.delete("/api/people/anna-lee")).status_code == 204
    assert await read_feed(ben) == await read_feed(ada) == []
    assert (await lea.get("/api/moments/waiting")).json() == {"moments": [], "notes": []}
    assert (await lea.get(f"/api/moments/{moment}/photo")).status_code == 404
    people = (await lea.get("/api/moments/choices")).json()["people"]
    assert "anna-lee" not in {one["login"] for one in people}
    assert not [one for one in people if "left" in one["login"] or "left" in one["name"]]


async def test_the_choices_depend_on_the_role(sign_in: SignIn, acme: Organisation) -> None:
    ben, nora, ada = [await sign_in(one) for one in ("ben-ash", "nora-leader", "ada-admin")]
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
        "language": "en",
        "pack_language": "en",
    }

    async def logins(client: AsyncClient, name: str = "") -> set[str]:
        answer = await client.get("/api/moments/choices", params={"name": name})
        return {one["login"] for one in answer.json()["people"]}

    assert await logins(nora) == {"anna-lee", "ben-ash", "lea-leader"}
    assert await logins(ada) == {"anna-lee", "ben-ash", "lea-leader", "nora-leader", "sam-south"}
    assert await logins(ada, "LEA") == {"lea-leader", "nora-leader"}
    assert await logins(ben, "%") == set()


async def read_photo(client: AsyncClient, moment: str) -> Image.Image:
    answer = await client.get(f"/api/moments/{moment}/photo")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    metadata = (b"Secret", b"EXIF", b"Exif", b"GPS", b"ICCP", b"XMP")
    assert not [mark for mark in metadata if mark in answer.content]
    return Image.open(BytesIO(answer.content))


async def test_a_stored_photo_is_upright_small_and_without_metadata(sign_in: SignIn) -> None:
    ben, anna = await sign_in("ben-ash"), await sign_in("anna-lee")
    moment = await record_moment(ben, kind="kudos")
    photo = make_picture(3000, 2000)
    assert Image.open(BytesIO(photo)).getexif().get_ifd(0x8825)
    assert [
        (await send_photo(ben, moment, one)).status_code
        for one in (photo, make_picture(colour="red"))
    ] == [204, 204]
    drawn = await read_photo(anna, moment)
    assert (drawn.format, drawn.size) == ("WEBP", (853, 1280))
    assert not drawn.getexif()
    pixel: Any = drawn.convert("RGB").getpixel((400, 600))
    red, green, blue = pixel
    assert red < 60 < min(green, blue)
    assert (await read_feed(anna))[0]["photo"] is True


async def test_a_photo_can_come_in_a_form_and_has_an_etag(
    sign_in: SignIn,
) -> None:
    ben = await sign_in("ben-ash")
    moment = await record_moment(ben)
    answer = await ben.put(
        f"/api/moments/{moment}/photo", files={"photo": ("a.jpg", make_picture())}
    )
    assert answer.status_code == 204
    photo = await ben.get(f"/api/moments/{moment}/photo")
    assert photo.headers["content-disposition"] == 'inline; filename="photo.webp"'
    etag = photo.headers["etag"]
    again = await ben.get(f"/api/moments/{moment}/photo", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_photo_with_too_many_pixels_or_bytes_is_refused(sign_in: SignIn) -> None:
    ben = await sign_in("ben-ash")
    moment = await record_moment(ben)
    for photo in (make_pixel_bomb(), make_pixel_bomb(14_000, 13_000)):
        assert len(photo) < 200_000
        answer = await send_photo(ben, moment, photo)
        assert (answer.status_code, answer.json()["code"]) == (413, "moment.photo_too_large")
    assert (await send_photo(ben, moment, b"x" * (4 * 1024 * 1024 + 200_000))).status_code == 413


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
async def test_an_unreadable_photo_is_refused(sign_in: SignIn, photo: bytes) -> None:
    ben = await sign_in("ben-ash")
    answer = await send_photo(ben, await record_moment(ben), photo)
    assert (answer.status_code, answer.json()["problems"][0]["where"]) == (422, "photo")


async def test_only_the_giver_adds_a_photo_and_only_before_a_leader_settles_it(
    sign_in: SignIn,
) -> None:
    ben, anna, lea = [await sign_in(one) for one in ("ben-ash", "anna-lee", "lea-leader")]
    moment = await record_moment(ben)
    for phone in (anna, lea):
        assert (await send_photo(phone, moment, make_picture())).status_code == 404
    await take_action(lea, moment, "confirm")
    assert (await send_photo(ben, moment, make_picture())).status_code == 409
    own = await record_moment(lea)
    assert (await send_photo(lea, own, make_picture())).status_code == 204
    await take_action(lea, own, "remove")
    assert (await send_photo(lea, own, make_picture())).status_code == 409


async def test_a_photo_is_shown_to_those_who_see_the_moment(sign_in: SignIn) -> None:
    ben, anna, lea, sam = [
        await sign_in(one) for one in ("ben-ash", "anna-lee", "lea-leader", "sam-south")
    ]
    moment = await record_moment(ben)
    await send_photo(ben, moment, make_picture())

    async def codes() -> list[int]:
        return [
            (await phone.get(f"/api/moments/{moment}/photo")).status_code
            for phone in (ben, anna, lea, sam)
        ]

    assert await codes() == [200, 404, 200, 404]
    await take_action(lea, moment, "confirm")
    assert await codes() == [200, 200, 200, 404]
    await PersonTable.update({PersonTable.on_boards: False}).where(PersonTable.login == "anna-lee")
    assert await codes() == [200, 200, 200, 404]
    await take_action(anna, moment, "remove")
    assert await codes() == [404, 404, 404, 404]


async def test_every_operation_needs_a_session(visit: Visit) -> None:
    stranger, moment = await visit(), uuid4()
    for path in ("", "/choices", "/waiting", f"/{moment}/photo"):
        assert (await stranger.get(f"/api/moments{path}")).status_code == 401
    for action in ("confirm", "decline", "report", "remove", "restore"):
        assert await take_action(stranger, str(moment), action) == 401
    assert (await stranger.post("/api/moments", json=make_request())).status_code == 401
    assert (await send_photo(stranger, str(moment), make_picture())).status_code == 401


async def test_a_photo_for_a_moment_of_somebody_else_is_refused_before_it_is_read_or_decoded(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben, anna = [await sign_in(login) for login in ("ben-ash", "anna-lee")]
    body = make_request()
    await ben.post("/api/moments", json=body)
    decoded: list[bytes] = []
    monkeypatch.setattr(
        "learning.actions.recognition.store_moment_photo.reencode_photo", decoded.append
    )
    photo = make_picture(400, 300)
    read = 0

    async def send_slowly() -> AsyncIterator[bytes]:
        nonlocal read
        for start in range(0, len(photo), 1024):
            read += 1
            yield photo[start : start + 1024]

    for moment in (body["id"], str(uuid4())):
        answer = await anna.put(
            f"/api/moments/{moment}/photo",
            content=send_slowly(),
            headers={"Content-Type": "image/jpeg"},
        )
        assert answer.json()["code"] == "moment.unknown"
    assert decoded == []
    assert read == 0
