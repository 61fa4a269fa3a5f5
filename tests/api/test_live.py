"""Hints on real Valkey: who hears what, how soon, and what happens to readers that do not read and to a Redis that is away."""

import asyncio
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient
from support.api_client import create_session
from support.catalogues import make_pack, publish_to_team
from support.challenge_requests import post_challenge
from support.organisation import Organisation
from support.people import find_person
from support.photos import make_picture
from support.streams import open_stream
from support.transport import open_app
from support.visits import Visit

from api import live as door
from learning import live_hints
from learning.actions.challenges.measure_challenges import measure_challenges
from learning.live_hints import MAX_WAITING_HINTS, HintBroker, HintListener, LiveHint
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection
from ops.embedded import ports

pytestmark = pytest.mark.usefixtures("clean_redis")
SOON = 2.0


def live_of(client: AsyncClient) -> HintBroker:
    transport: Any = client._transport
    return transport.app.state.live  # type: ignore[no-any-return] # whatever state holds


async def heard(live: HintBroker) -> None:
    """Wait until the process has subscribed."""
    await asyncio.wait_for(live.is_receiving.wait(), 5)


@pytest.fixture
async def running(visit: Visit, acme: Organisation) -> str:
    """A challenge of the shop that runs today, and something to answer; the challenge's id."""
    clear_catalogue_cache()
    now = datetime.now(UTC)
    await publish_to_team(make_pack(), acme.root, now - timedelta(days=40))
    today = to_local_day(now, "Europe/London")
    made = await post_challenge(
        await visit("lea-leader"),
        acme,
        form="team",
        template="",
        target=1,
        first_day=today.isoformat(),
        last_day=(today + timedelta(days=20)).isoformat(),
        stages=[{"title": "Entry", "target": 1}],
    )
    await measure_challenges(now)
    return str(made["id"])


async def answered(phone: AsyncClient) -> None:
    """Answer the first question of today's break."""
    await phone.get("/api/today")
    attempt = {
        "id": str(uuid4()),
        "question_id": "pack.q0-0",
        "response": {"choices": ["a"]},
        "confidence": "sure",
        "answered_at": datetime.now(UTC).isoformat(),
        "seconds": 5,
    }
    answer = await phone.post("/api/attempts", json={"attempts": [attempt]})
    assert [one["status"] for one in answer.json()["outcomes"]] == ["recorded"], answer.text


async def test_an_answer_moves_the_bar_on_another_phone_within_two_seconds(
    visit: Visit, running: str
) -> None:
    anna, lea = await visit("anna-lee"), await visit("lea-leader")
    async with (
        connection() as conn
    ):  # who has read the lessons, so that the question is within reach
        await conn.execute("""UPDATE progress SET counters = '{"lessons.pack": 3}'""")
    async with open_stream(lea) as screen:
        await heard(live_of(lea))
        await answered(anna)
        begun = asyncio.get_running_loop().time()
        assert await screen.wait_for_event("challenge") == running
        assert asyncio.get_running_loop().time() - begun < SOON
        assert (await lea.get(f"/api/challenges/{running}")).json()["value"] == 1
        newest = (await lea.get("/api/notices")).json()["notices"][0]
        assert (newest["kind"], newest["id"]) == (
            "milestone",
            await screen.wait_for_event("notice"),
        )


async def test_points_that_were_told_move_the_board_of_the_own_team(
    visit: Visit, acme: Organisation
) -> None:
    anna = await visit("anna-lee")
    async with open_stream(anna) as screen:
        await heard(live_of(anna))
        transport: Any = anna._transport
        transport.app.state.boards.enqueue((await find_person("anna-lee")).id)
        assert await screen.wait_for_event("board") == str(acme.shop)


async def test_a_moment_is_heard_by_the_team_that_it_is_about(
    visit: Visit, acme: Organisation
) -> None:
    await publish_to_team(make_pack(), acme.root, datetime.now(UTC) - timedelta(days=40))
    lea, anna = await visit("lea-leader"), await visit("anna-lee")
    async with open_stream(anna) as screen:
        await heard(live_of(anna))
        trait = (await lea.get("/api/moments/choices")).json()["traits"][0]["id"]
        moment = {
            "id": str(UUID(int=9)),
            "kind": "seen",
            "to": "anna-lee",
            "trait": trait,
            "sentence": "She ran after him.",
        }
        assert (await lea.post("/api/moments", json=moment)).status_code == 201
        assert await screen.wait_for_event("moment") == str(UUID(int=9))
        headers = {"Content-Type": "image/jpeg"}
        assert (
            await lea.put(
                f"/api/moments/{UUID(int=9)}/photo", content=make_picture(), headers=headers
            )
        ).status_code == 204
        assert await screen.wait_for_event("moment") == str(UUID(int=9))


@pytest.mark.parametrize(
    ("login", "hears"),
    [
        ("anna-lee", {"root", "north", "shop"}),
        ("lea-leader", {"root", "north", "shop"}),
        ("nora-leader", {"root", "north", "shop"}),
        ("sam-south", {"root", "south"}),
        ("ada-admin", {"root", "north", "shop", "south"}),
    ],
)
async def test_everybody_hears_of_their_own_teams_alone(
    visit: Visit, acme: Organisation, login: str, hears: set[str]
) -> None:
    client = await visit(login)
    async with open_stream(client) as screen:
        live = live_of(client)
        await heard(live)
        names = ("root", "north", "shop", "south")
        live.enqueue_hints(
            *(LiveHint("challenge", name, (getattr(acme, name),)) for name in names),
            LiveHint("notice", "end", (acme.root,)),
        )
        found = set()
        while (event := await asyncio.wait_for(screen.events.get(), 5)) != ("notice", "end"):
            found.add(event[1])
        assert found == hears


async def test_what_travels_is_kept_by_nobody(visit: Visit) -> None:
    async with open_stream(await visit("anna-lee")) as screen:
        assert (screen.status, screen.headers["content-type"].partition(";")[0]) == (
            200,
            "text/event-stream",
        )
        assert (screen.headers["cache-control"], screen.headers["x-accel-buffering"]) == (
            "no-store",
            "no",
        )


async def test_who_is_not_signed_in_hears_nothing(visit: Visit) -> None:
    answer = await (await visit()).get("/api/live")
    assert answer.status_code == 401


async def test_one_too_many_is_told_to_ask_by_itself(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_hints, "MAX_HINT_LISTENERS", 1)
    anna = await visit("anna-lee")
    async with open_stream(anna):
        answer = await anna.get("/api/live")
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")


async def test_a_silent_stream_beats_and_ends_with_its_session(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "KEEPALIVE_SECONDS", 0.05)
    monkeypatch.setattr(door, "SESSION_CHECK_SECONDS", 0.2)
    anna = await visit("anna-lee")
    async with open_stream(anna) as screen:
        await asyncio.sleep(0.5)
        assert screen.beats > 2
        assert not screen.ended.is_set()
        await anna.delete("/api/session")
        await asyncio.wait_for(screen.ended.wait(), 5)


async def test_a_reader_that_does_not_read_is_dropped_and_nothing_grows(
    visit: Visit, acme: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "CLIENT_READ_TIMEOUT_SECONDS", 0.5)
    anna = await visit("anna-lee")
    live = live_of(anna)
    async with open_stream(anna, slow=True) as screen:
        await heard(live)
        live.enqueue_hints(
            *(
                LiveHint("challenge", str(number), (acme.shop,))
                for number in range(10 * MAX_WAITING_HINTS)
            )
        )
        await asyncio.wait_for(screen.ended.wait(), 5)
        assert live.listeners == set()


async def test_a_listener_keeps_few_hints_and_each_once() -> None:
    listener = HintListener()
    for _ in range(3):
        for number in range(MAX_WAITING_HINTS):
            listener.add_hint(LiveHint("challenge", str(number), (1,)))
    assert not listener.has_ended
    assert len(await listener.wait_for_hints(0.1)) == MAX_WAITING_HINTS
    for number in range(MAX_WAITING_HINTS + 1):
        listener.add_hint(LiveHint("challenge", str(number), (1,)))
    assert listener.has_ended
    assert await listener.wait_for_hints(0.1) == []


async def test_without_redis_the_stream_stays_and_says_that_hints_may_be_missing(
    acme: Organisation, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "KEEPALIVE_SECONDS", 0.05)
    anna = await visit("anna-lee")
    transport: Any = anna._transport
    monkeypatch.setattr(
        transport.app.state, "live", HintBroker("redis://127.0.0.1:1/0"), raising=False
    )
    live = live_of(anna)
    async with open_stream(anna) as screen:
        live.enqueue_hints(LiveHint("challenge", "1", (acme.shop,)))
        await live.flush()
        assert await screen.wait_for_event("away") == ""
        assert not screen.ended.is_set()
    await live.close()


async def test_who_listened_through_a_gap_is_told_of_it(clean_redis: str) -> None:
    live = HintBroker(clean_redis)
    with live.subscribe([1]) as listener:
        await heard(live)
        await live.client.client_kill_filter(_type="pubsub")
        hints = await listener.wait_for_hints(10)
        assert [hint.kind for hint in hints] == ["away"]
        live.enqueue_hints(LiveHint("challenge", "1", (1,)))
        assert [hint.id for hint in await listener.wait_for_hints(5)] == ["1"]
    await live.close()


async def test_when_the_process_stops_its_streams_end_at_once(visit: Visit) -> None:
    anna = await visit("anna-lee")
    async with open_stream(anna) as screen:
        live_of(anna).end_all_listeners()
        assert await asyncio.wait_for(screen.ended.wait(), 2)


async def test_two_processes_hear_each_other(acme: Organisation, visit: Visit) -> None:
    anna = await visit("anna-lee")
    async with open_stream(anna) as screen, open_app(HEROBREAK_URL="http://other.test") as other:
        await heard(live_of(anna))
        other.state.live.enqueue_hints(LiveHint("board", "7", (acme.shop,)))
        assert await screen.wait_for_event("board") == "7"


async def test_a_server_with_open_streams_stops_at_once(acme: Organisation) -> None:
    port, token = ports.find_free_port(), await create_session((await find_person("anna-lee")).id)
    options = (
        "--interface",
        "asgi",
        "--factory",
        "api.app:create_app",
        "--no-ws",
        "--workers-kill-timeout",
        "60",
    )
    command = [sys.executable, "-m", "granian", *options, "--port", str(port)]
    server = await asyncio.to_thread(subprocess.Popen, command)
    try:
        reader, writer = await _connected(port)
        writer.write(
            f"GET /api/live HTTP/1.1\r\nHost: hero.test\r\nCookie: herobreak={token}\r\n\r\n".encode()
        )
        assert b" 200 " in await asyncio.wait_for(reader.readline(), 20)
        await asyncio.wait_for(reader.readuntil(b"retry: 3000"), 20)
        server.terminate()
        await asyncio.wait_for(reader.read(), 20)
        assert await asyncio.to_thread(server.wait, 20) == 0
        writer.close()
    finally:
        server.kill()
        await asyncio.to_thread(server.wait, 20)


async def _connected(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    async with asyncio.timeout(60):
        while True:
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
            await asyncio.sleep(0.2)
