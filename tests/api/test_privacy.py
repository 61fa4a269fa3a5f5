"""A person who wants to be unseen is unseen: each state, each address to read, each viewer.

The addresses come from the OpenAPI document. A new one must be entered below, with what it may show
of others and how it is reached, before this passes again.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

import pytest
from httpx import AsyncClient
from support.catalogues import make_pack, publish_to_team
from support.moments import show_moments_at_once
from support.organisation import SHOP_CODE, Organisation, add_member
from support.packs import make_valid_zip
from support.people import find_person
from support.photos import make_picture
from support.visits import Visit

from api.certificate import make_certificate_fields
from learning.actions.boards.open_boards import open_boards
from learning.actions.boards.repair_boards import repair_boards
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.actions.packs.receive_pack import receive_pack
from learning.queries.challenges.certificates import load_certificate
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.queries.people.current_user import CurrentUser, find_user_by_login
from learning.rules.recognition.points import PointsEntry, make_attempt_cause, make_challenge_cause
from learning.rules.rota.days import find_week_start, to_local_day
from learning.steps.recognition.post_ledger_entries import post_ledger_entries
from learning.tables.database import connection, transaction

NOW = datetime.now(UTC)
LATER = NOW + timedelta(days=40)
NAME, LOGIN, ALIAS = "Anna Lee", "anna-lee", "Sunny"
SHAPES = {NAME: "name", LOGIN: "login", ALIAS: "alias"}

WALL = "/api/displays/me"
"""What a screen on the wall of her shop shows; a phone is none."""
Kind = Literal[
    "nobody",
    "audit",
    "board",
    "feed",
    "certificate",
    "choices",
    "waiting",
    "members",
    "names",
    "stream",
]
Places = Mapping[str, str | int]

SHOWS: Mapping[str, Kind] = {
    "/api/audit": "audit",
    "/api/audit/export": "audit",
    "/api/badges": "nobody",
    "/api/challenges": "nobody",
    "/api/challenges/leaders": "nobody",
    "/api/challenges/templates": "nobody",
    "/api/challenges/{challenge}": "nobody",
    "/api/challenges/{challenge}/certificate.pdf": "certificate",
    "/api/challenges/{challenge}/figures": "nobody",
    "/api/challenges/{challenge}/tokens": "nobody",
    "/api/displays": "nobody",
    "/api/displays/live": "stream",
    WALL: "feed",
    "/api/health/live": "nobody",
    "/api/health/ready": "nobody",
    "/api/join/{code}": "nobody",
    "/api/leaderboards/{name}": "board",
    "/api/live": "stream",
    "/api/me": "nobody",
    "/api/me/changes": "nobody",
    "/api/me/days-off": "nobody",
    "/api/media/{digest}/{name}": "nobody",
    "/api/moments": "feed",
    "/api/moments/choices": "choices",
    "/api/moments/waiting": "waiting",
    "/api/moments/{moment}/photo": "nobody",
    "/api/notices": "nobody",
    "/api/packs": "nobody",
    "/api/packs/imports/{import_id}": "nobody",
    "/api/passkeys": "nobody",
    "/api/points": "nobody",
    "/api/practice": "nobody",
    "/api/readiness": "nobody",
    "/api/sessions": "nobody",
    "/api/streak": "nobody",
    "/api/team": "nobody",
    "/api/team/members": "members",
    "/api/team/members/{login}/days-off": "nobody",
    "/api/team/rota/template": "names",
    "/api/teams": "nobody",
    "/api/teams/{team}/join-code": "nobody",
    "/api/today": "nobody",
}
"""What each address may show of other people.

A stream never ends; it says by ids what to fetch again.
"""

VIEWERS = {
    "colleague": "ben-ash",
    "leader": "lea-leader",
    "above": "nora-leader",
    "other": "sam-south",
    "admin": "ada-admin",
}
"""A colleague of Anna, her leader, the leader of the region, somebody elsewhere, an admin."""
TEAM, LEADERS = {"colleague", "leader", "wall"}, {"leader", "above", "admin"}
REGION, FEED = {*TEAM, "above"}, {"colleague", "wall", *LEADERS}
SEEN_BY: Mapping[str, Mapping[Kind, Collection[str]]] = {
    "shown": {"board": VIEWERS, "feed": FEED, "certificate": VIEWERS, "choices": FEED},
    "off the boards": {"board": (), "feed": LEADERS, "certificate": (), "choices": FEED},
    "with an alias": {"board": VIEWERS, "feed": FEED, "certificate": VIEWERS, "choices": FEED},
    "in a hidden team": {"board": TEAM, "feed": TEAM, "certificate": TEAM, "choices": FEED},
    "below a hidden team": {
        "board": REGION,
        "feed": REGION,
        "certificate": REGION,
        "choices": FEED,
    },
    "erased": {
        "audit": (),
        "board": (),
        "feed": (),
        "certificate": (),
        "choices": (),
        "waiting": (),
        "members": (),
        "names": (),
    },
}
"""Who sees Anna, by what is shown.

Leaders see what they have to settle, and their members, while she is there.
"""


def expected(state: str, path: str, viewer: str) -> set[str]:
    """How she is called there."""
    kind = SHOWS[path]
    seen_by = {
        "audit": {"admin"},
        "waiting": LEADERS,
        "members": LEADERS,
        "names": LEADERS,
        "nobody": (),
        **SEEN_BY[state],
    }
    if viewer not in seen_by[kind] or (path == WALL and viewer != "wall"):
        return set()
    leads = kind in ("audit", "waiting", "members", "names") or (
        kind == "choices" and viewer in LEADERS
    )
    if state == "with an alias" and not leads:
        return {"alias"}
    return {"name", "login"} if kind in ("audit", "members", "choices") else {"name"}


@pytest.fixture
async def phones(visit: Visit, acme: Organisation) -> Mapping[str, AsyncClient]:
    await add_member((await find_person(LOGIN)).team, "Ben Ash")
    found = {
        viewer: await visit(login)
        for viewer, login in {**VIEWERS, "herself": LOGIN, "wall": ""}.items()
    }
    code = (await found["wall"].post("/api/displays")).json()["code"]
    pairing = {"code": code, "team": str(acme.shop)}
    assert (await found["leader"].post("/api/displays/pair", json=pairing)).is_success
    return found


@pytest.fixture
async def places(acme: Organisation, phones: Mapping[str, AsyncClient], clean_redis: str) -> Places:
    """Give Anna points, a league, moments and a settled challenge; return what paths need."""
    clear_catalogue_cache()
    await publish_to_team(make_pack(), acme.root, NOW - timedelta(days=60))
    moment = await moments(phones)
    challenge = await over(acme, phones["admin"])
    await points(acme, challenge)
    import_id = uuid4()
    await receive_pack(
        (await find_person("ada-admin")).id, "welcome.zip", make_valid_zip(), import_id, NOW
    )
    boards = open_boards(clean_redis, timeout_seconds=5.0)
    await repair_boards(boards, datetime.now(UTC))
    await boards.close()
    return {
        "challenge": challenge,
        "code": SHOP_CODE,
        "digest": "0" * 64,
        "name": "cup.svg",
        "login": LOGIN,
        "team": str(acme.shop),
        "moment": moment,
        "import_id": str(import_id),
    }


async def moments(phones: Mapping[str, AsyncClient]) -> str:
    """She was praised, with a photo. She thanked. One moment of hers waits. A note is about her."""
    praised = await moment(phones["colleague"], "seen", LOGIN)
    photo = await phones["colleague"].put(
        f"/api/moments/{praised}/photo",
        content=make_picture(),
        headers={"Content-Type": "image/jpeg"},
    )
    assert photo.is_success, photo.text
    assert (await phones["leader"].post(f"/api/moments/{praised}/confirm")).status_code == 204
    await show_moments_at_once()
    await moment(phones["herself"], "kudos", "ben-ash")
    await moment(phones["herself"], "seen", "lea-leader")
    await moment(phones["leader"], "missed", LOGIN)
    return praised


async def moment(giver: AsyncClient, kind: str, to: str) -> str:
    sent = {
        "id": str(uuid4()),
        "kind": kind,
        "to": to,
        "trait": "pack.lesson-0",
        "sentence": "Stayed calm.",
    }
    answer = await giver.post("/api/moments", json=sent)
    assert answer.status_code == 201, answer.text
    return sent["id"]


async def over(acme: Organisation, admin: AsyncClient) -> int:
    """A challenge of everybody, settled already."""
    sent = {
        "id": str(uuid4()),
        "team": str(acme.root),
        "form": "team",
        "title": "Chase the award",
        "vision": "We stand on that stage.",
        "measure": "breaks",
        "unit": "breaks",
        "target": 2,
        "first_day": NOW.date().isoformat(),
        "last_day": (NOW.date() + timedelta(days=6)).isoformat(),
    }
    answer = await admin.post("/api/challenges", json=sent)
    assert answer.status_code == 201, answer.text
    await settle_challenges(None, LATER)
    return int(answer.json()["id"])


async def points(acme: Organisation, challenge: int) -> None:
    """She and others practised, took part in the challenge, and are in one league."""
    people = [
        await known(login)
        for login in (LOGIN, "ben-ash", "sam-south", "nora-leader", "lea-leader", "ada-admin")
    ]
    for who in people:
        day = to_local_day(NOW, who.zone)
        lines = [
            PointsEntry(cause, 10, day, NOW)
            for cause in (make_attempt_cause("pack.c0", day), make_challenge_cause(challenge))
        ]
        async with transaction() as conn:
            await post_ledger_entries(conn, who.id, lines, {}, NOW)
            await conn.execute("UPDATE progress SET last_day = $2 WHERE person = $1", who.id, day)
    week = find_week_start(to_local_day(NOW, "Europe/London"))
    async with connection() as conn:
        league = await conn.fetchval(
            "INSERT INTO league (organisation, week, tier, number)"
            " VALUES ($1, $2, 1, 1) RETURNING id",
            acme.root,
            week,
        )
        await conn.execute(
            "INSERT INTO league_member (league, person, week, tier)"
            " SELECT $1, unnest($2::bigint[]), $3, 1",
            *(league, [who.id for who in people], week),
        )


async def known(login: str) -> CurrentUser:
    found = await find_user_by_login(login)
    assert found is not None
    return found


async def readable(client: AsyncClient) -> dict[str, Any]:
    """Everything that can be read, by path."""
    document = (await client.get("/schema/openapi.json")).json()
    return {path: item["get"] for path, item in document["paths"].items() if "get" in item}


SEARCHES = {"/api/audit": (f"?about={LOGIN}", f"?by={LOGIN}")}
"""A page of the audit log has its newest entries only, so it is also searched for her."""


def addresses(path: str, operation: Mapping[str, Any], places: Places) -> list[str]:
    """Fill in a path; choices that the document lists, in the path or the query, are all taken."""
    found = [path]
    for parameter in operation.get("parameters", []):
        name, values = parameter["name"], parameter["schema"].get("enum", [])
        if parameter["in"] == "path":
            found = [
                one.replace(f"{{{name}}}", str(value))
                for one in found
                for value in values or [places[name]]
            ]
        elif values:
            found += [
                f"{one}{'&' if '?' in one else '?'}{name}={value}"
                for one in found
                for value in values
            ]
    return [*found, *(path + query for query in SEARCHES.get(path, ()))]


async def sights(
    phones: Mapping[str, AsyncClient], places: Places
) -> dict[tuple[str, str], set[str]]:
    """How she is called in what each viewer reads, by path and viewer."""
    operations = await readable(phones["admin"])
    found: dict[tuple[str, str], set[str]] = {}
    for path, operation in operations.items():
        if SHOWS[path] == "stream":
            continue
        for viewer, login in VIEWERS.items():
            texts = [
                await read(phones[viewer], one, login) for one in addresses(path, operation, places)
            ]
            found[path, viewer] = shapes("".join(texts))
    wall = await phones["wall"].get("/api/displays/me")
    assert wall.json()["state"] == "paired"
    return {**found, (WALL, "wall"): shapes(wall.text)}


def shapes(text: str) -> set[str]:
    return {shape for word, shape in SHAPES.items() if word in text}


async def read(phone: AsyncClient, address: str, login: str) -> str:
    answer = await phone.get(address)
    assert answer.status_code in (200, 202, 204, 401, 403, 404, 422, 503), (address, answer.text)
    if not address.endswith("/certificate.pdf"):
        return answer.text
    assert answer.status_code == 200, answer.text
    said = await load_certificate(await known(login), int(address.split("/")[3]), LATER)
    return str(make_certificate_fields(said, "en"))


async def off_the_boards(phones: Mapping[str, AsyncClient], _: Organisation) -> int:
    return (await phones["herself"].patch("/api/me", json={"on_boards": False})).status_code


async def with_an_alias(phones: Mapping[str, AsyncClient], _: Organisation) -> int:
    return (await phones["herself"].patch("/api/me", json={"alias": ALIAS})).status_code


async def in_a_hidden_team(phones: Mapping[str, AsyncClient], acme: Organisation) -> int:
    return (
        await phones["leader"].patch(f"/api/teams/{acme.shop}", json={"hidden": True})
    ).status_code


async def below_a_hidden_team(phones: Mapping[str, AsyncClient], acme: Organisation) -> int:
    return (
        await phones["above"].patch(f"/api/teams/{acme.north}", json={"hidden": True})
    ).status_code


async def erased(phones: Mapping[str, AsyncClient], acme: Organisation) -> int:
    await with_an_alias(phones, acme)
    await phones["leader"].post(f"/api/team/members/{LOGIN}/pin", json={"pin": "7391"})
    sent = {"id": str(uuid4()), "points": 5, "reason": "Counted late"}
    assert (await phones["leader"].post(f"/api/people/{LOGIN}/corrections", json=sent)).is_success
    return (await phones["admin"].delete(f"/api/people/{LOGIN}")).status_code


Change = Callable[[Mapping[str, AsyncClient], Organisation], Awaitable[int]]
CHANGES: tuple[Change, ...] = (
    off_the_boards,
    with_an_alias,
    in_a_hidden_team,
    below_a_hidden_team,
    erased,
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
async def test_she_is_seen_where_she_may_be_and_nowhere_else(
    change: Change, acme: Organisation, phones: Mapping[str, AsyncClient], places: Places
) -> None:
    """Read everything, change her state, and read everything again at once on the same phones."""
    found = await sights(phones, places)
    assert found == {(path, viewer): expected("shown", path, viewer) for path, viewer in found}
    assert await change(phones, acme) in (200, 204)
    state = change.__name__.replace("_", " ")
    found = await sights(phones, places)
    assert found == {(path, viewer): expected(state, path, viewer) for path, viewer in found}


async def test_everything_that_can_be_read_says_what_it_may_show(visit: Visit) -> None:
    assert set(await readable(await visit())) == set(SHOWS)


async def test_of_who_was_erased_no_row_holds_a_name(
    acme: Organisation, phones: Mapping[str, AsyncClient], places: Places
) -> None:
    """The audit log is no exception."""
    assert await written() != []
    await erased(phones, acme)
    assert await written() == []


async def written() -> list[str]:
    """The tables in which a name, login or alias of hers stands."""
    async with connection() as conn:
        tables = await conn.fetch(
            "SELECT tablename FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> 'migration'"
        )
        held = "SELECT EXISTS (SELECT FROM {} AS row WHERE row::text LIKE ANY($1))"
        like = [f"%{word}%" for word in SHAPES]
        return [table for [table] in tables if await conn.fetchval(held.format(table), like)]
