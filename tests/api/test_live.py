"""Hints on real Valkey: who receives which, how soon, and what happens when parts fail."""

import asyncio
import subprocess
import sys
from contextlib import AsyncExitStack, suppress
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

from api import live as live_api
from api import open_streams
from api.open_streams import MAX_STREAMS_OF_DEVICE, MAX_STREAMS_OF_OWNER
from learning import live_hints
from learning.actions.challenges.measure_challenges import measure_challenges
from learning.actions.people.sign_out import sign_out
from learning.live_hints import MAX_WAITING_HINTS, HintBroker, HintListener, LiveHint
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection
from learning.tables.people import PersonTable, SessionTable
from ops.embedded import ports

pytestmark = pytest.mark.usefixtures("clean_redis")
MAX_HINT_DELAY_SECONDS = 2.0


def get_live(client: AsyncClient) -> HintBroker:
    transport: Any = client._transport
    return transport.app.state.live  # type: ignore[no-any-return] # whatever state holds


async def wait_until_receiving(live: HintBroker) -> None:
    """Wait until the process has subscribed."""
    await asyncio.wait_for(live.is_receiving.wait(), 5)


@pytest.fixture
async def running_challenge(visit: Visit, acme: Organisation) -> str:
    """A running_challenge challenge of the shop, with a question to answer; its id."""
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


async def answer_first_question(phone: AsyncClient) -> None:
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
    visit: Visit, running_challenge: str
) -> None:
    anna, lea = await visit("anna-lee"), await visit("lea-leader")
    async with (
        connection() as conn
    ):  # who has read the lessons, so that the question is within reach
        await conn.execute("""UPDATE progress SET counters = '{"lessons.pack": 3}'""")
    async with open_stream(lea) as screen:
        await wait_until_receiving(get_live(lea))
        await answer_first_question(anna)
        begun = asyncio.get_running_loop().time()
        assert await screen.wait_for_event("challenge") == running_challenge
        assert asyncio.get_running_loop().time() - begun < MAX_HINT_DELAY_SECONDS
        assert (await lea.get(f"/api/challenges/{running_challenge}")).json()["value"] == 1
        newest = (await lea.get("/api/notices")).json()["notices"][0]
        assert (newest["kind"], newest["id"]) == (
            "milestone",
            await screen.wait_for_event("notice"),
        )


async def test_changed_points_send_a_board_hint_to_the_own_team(
    visit: Visit, acme: Organisation
) -> None:
    anna = await visit("anna-lee")
    async with open_stream(anna) as screen:
        await wait_until_receiving(get_live(anna))
        transport: Any = anna._transport
        transport.app.state.boards.enqueue((await find_person("anna-lee")).id)
        assert await screen.wait_for_event("board") == str(acme.shop)


async def test_the_team_of_a_moment_receives_a_hint(visit: Visit, acme: Organisation) -> None:
    await publish_to_team(make_pack(), acme.root, datetime.now(UTC) - timedelta(days=40))
    lea, anna = await visit("lea-leader"), await visit("anna-lee")
    async with open_stream(anna) as screen:
        await wait_until_receiving(get_live(anna))
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
    ("login", "expected"),
    [
        ("anna-lee", {"root", "north", "shop"}),
        ("lea-leader", {"root", "north", "shop"}),
        ("nora-leader", {"root", "north", "shop"}),
        ("sam-south", {"root", "south"}),
        ("ada-admin", {"root", "north", "shop", "south"}),
    ],
)
async def test_everybody_receives_hints_of_their_own_teams_only(
    visit: Visit, acme: Organisation, login: str, expected: set[str]
) -> None:
    client = await visit(login)
    async with open_stream(client) as screen:
        live = get_live(client)
        await wait_until_receiving(live)
        names = ("root", "north", "shop", "south")
        live.enqueue_hints(
            *(LiveHint("challenge", name, (getattr(acme, name),)) for name in names),
            LiveHint("notice", "end", (acme.root,)),
        )
        found = set()
        while (event := await asyncio.wait_for(screen.events.get(), 5)) != ("notice", "end"):
            found.add(event[1])
        assert found == expected


async def test_the_stream_must_not_be_stored_or_buffered(visit: Visit) -> None:
    async with open_stream(await visit("anna-lee")) as screen:
        assert (screen.status, screen.headers["content-type"].partition(";")[0]) == (
            200,
            "text/event-stream",
        )
        assert (screen.headers["cache-control"], screen.headers["x-accel-buffering"]) == (
            "no-store",
            "no",
        )


async def test_a_person_who_is_not_signed_in_receives_nothing(visit: Visit) -> None:
    answer = await (await visit()).get("/api/live")
    assert answer.status_code == 401


async def test_one_listener_too_many_is_refused(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_hints, "MAX_HINT_LISTENERS", 1)
    anna = await visit("anna-lee")
    async with open_stream(anna):
        answer = await anna.get("/api/live")
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")


async def test_a_silent_stream_sends_comments(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_api, "KEEPALIVE_SECONDS", 0.05)
    async with open_stream(await visit("anna-lee")) as screen:
        await asyncio.sleep(0.5)
        assert screen.beats > 2
        assert not screen.ended.is_set()


async def test_a_stream_ends_when_its_teams_change(
    visit: Visit, acme: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_api, "KEEPALIVE_SECONDS", 0.05)
    monkeypatch.setattr(live_api, "SCOPE_CHECK_SECONDS", 0.2)
    async with open_stream(await visit("anna-lee")) as screen:
        await PersonTable.update({PersonTable.team: acme.south}).where(
            PersonTable.login == "anna-lee"
        )
        assert await asyncio.wait_for(screen.ended.wait(), 5)


async def test_a_stream_ends_at_once_when_its_device_signs_out(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_streams, "TOKEN_CHECK_SECONDS", 60)
    anna = await visit("anna-lee")
    async with open_stream(anna) as screen:
        await anna.delete("/api/session")
        assert await asyncio.wait_for(screen.ended.wait(), 0.5)


@pytest.mark.parametrize("ending", ["pin", "erasure", "expiry", "another process"])
async def test_a_stream_ends_in_seconds_when_its_session_ends_elsewhere(
    visit: Visit, ending: str
) -> None:
    anna, ada = await visit("anna-lee"), await visit("ada-admin")
    async with open_stream(anna) as screen, open_stream(ada) as other:
        if ending == "pin":
            answer = await ada.post("/api/team/members/anna-lee/pin", json={"pin": "8402"})
            assert answer.status_code == 204
        elif ending == "erasure":
            assert (await ada.delete("/api/people/anna-lee")).status_code == 204
        elif ending == "expiry":
            person = (await find_person("anna-lee")).id
            past = datetime.now(UTC) - timedelta(seconds=1)
            await SessionTable.update({SessionTable.expires_at: past}).where(
                SessionTable.person == person
            )
        else:
            await sign_out(anna.cookies["herobreak"], datetime.now(UTC))
        await asyncio.wait_for(screen.ended.wait(), 3)
        assert not other.ended.is_set()


async def test_the_streams_of_a_device_and_of_a_person_are_bounded(visit: Visit) -> None:
    async with AsyncExitStack() as exit_stack:
        lea = await visit("lea-leader")
        phones = [await visit("anna-lee") for _ in range(4)]
        opened = [
            await exit_stack.enter_async_context(open_stream(phone))
            for phone in phones
            for _ in range(MAX_STREAMS_OF_DEVICE)
        ]
        statuses = [screen.status for screen in opened]
        assert statuses.count(200) == MAX_STREAMS_OF_OWNER
        assert set(statuses[MAX_STREAMS_OF_OWNER:]) == {429}
        colleague = await exit_stack.enter_async_context(open_stream(lea))
        assert colleague.status == 200
    anna = await visit("anna-lee")
    async with AsyncExitStack() as exit_stack:
        opened = [
            await exit_stack.enter_async_context(open_stream(anna))
            for _ in range(MAX_STREAMS_OF_DEVICE + 1)
        ]
        assert [screen.status for screen in opened] == [200] * MAX_STREAMS_OF_DEVICE + [429]


async def test_streams_that_are_opened_at_the_same_moment_are_bounded_too(visit: Visit) -> None:
    anna = await visit("anna-lee")
    async with AsyncExitStack() as exit_stack:
        await asyncio.gather(
            *(exit_stack.enter_async_context(open_stream(anna)) for _ in range(40))
        )
        await asyncio.sleep(0.1)
        assert len([one for one in get_live(anna).listeners if not one.has_ended]) <= (
            MAX_STREAMS_OF_DEVICE
        )


async def test_displays_that_nobody_has_paired_have_few_streams_together(visit: Visit) -> None:
    async with AsyncExitStack() as exit_stack:
        statuses = []
        for number in range(MAX_STREAMS_OF_OWNER + 1):
            display = await visit(address=f"198.51.100.{number}")
            assert (await display.post("/api/displays")).status_code == 201
            stream = open_stream(display, "/api/displays/live")
            statuses.append((await exit_stack.enter_async_context(stream)).status)
    assert statuses == [200] * MAX_STREAMS_OF_OWNER + [429]


async def test_the_stream_of_a_display_ends_when_it_is_closed(
    visit: Visit, acme: Organisation
) -> None:
    lea, display = await visit("lea-leader"), await visit()
    code = (await display.post("/api/displays")).json()["code"]
    pairing = {"code": code, "team": str(acme.shop)}
    paired = (await lea.post("/api/displays/pair", json=pairing)).json()["id"]
    async with open_stream(display, "/api/displays/live") as screen:
        assert (await lea.delete(f"/api/displays/{paired}")).status_code == 204
        assert await asyncio.wait_for(screen.ended.wait(), 3)


async def test_a_reader_that_does_not_read_is_dropped_and_nothing_grows(
    visit: Visit, acme: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_api, "CLIENT_READ_TIMEOUT_SECONDS", 0.5)
    anna = await visit("anna-lee")
    live = get_live(anna)
    async with open_stream(anna, slow=True) as screen:
        await wait_until_receiving(live)
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
    monkeypatch.setattr(live_api, "KEEPALIVE_SECONDS", 0.05)
    anna = await visit("anna-lee")
    transport: Any = anna._transport
    monkeypatch.setattr(
        transport.app.state, "live", HintBroker("redis://127.0.0.1:1/0"), raising=False
    )
    live = get_live(anna)
    async with open_stream(anna) as screen:
        live.enqueue_hints(LiveHint("challenge", "1", (acme.shop,)))
        await live.flush()
        assert await screen.wait_for_event("away") == ""
        assert not screen.ended.is_set()
    await live.close()


async def test_a_listener_learns_that_hints_may_be_missing_after_a_lost_connection(
    clean_redis: str,
) -> None:
    live = HintBroker(clean_redis)
    with live.subscribe([1]) as listener:
        await wait_until_receiving(live)
        await live.client.client_kill_filter(_type="pubsub")
        hints = await listener.wait_for_hints(10)
        assert [hint.kind for hint in hints] == ["away"]
        live.enqueue_hints(LiveHint("challenge", "1", (1,)))
        assert [hint.id for hint in await listener.wait_for_hints(5)] == ["1"]
    await live.close()


async def test_when_the_process_stops_its_streams_end_at_once(visit: Visit) -> None:
    anna = await visit("anna-lee")
    async with open_stream(anna) as screen:
        get_live(anna).end_all_listeners()
        assert await asyncio.wait_for(screen.ended.wait(), 2)


async def test_two_processes_receive_hints_of_each_other(acme: Organisation, visit: Visit) -> None:
    anna = await visit("anna-lee")
    async with open_stream(anna) as screen, open_app(HEROBREAK_URL="http://other.test") as other:
        await wait_until_receiving(get_live(anna))
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
            b"GET /api/live HTTP/1.1\r\nHost: hero.test\r\n"
            + f"Cookie: herobreak={token}\r\n\r\n".encode()
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
