"""Requests that are late are ended, and those that are too many are refused at once."""

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from api import admission, request_bodies, request_clocks
from api.cookies import get_session_cookie_name
from api.http_middleware import add_middleware
from api.request_clocks import SLOW_ROUTE
from learning.settings import parse_settings

SETTINGS = parse_settings({})


class Answers:
    """What one request was answered."""

    def __init__(self) -> None:
        self.messages: list[Any] = []

    async def send(self, message: Any) -> None:
        """Take one message."""
        self.messages.append(message)

    @property
    def status(self) -> int:
        """The status."""
        return int(self.messages[0]["status"])

    @property
    def code(self) -> str:
        """The code of the problem."""
        return str(msgspec.json.decode(self.messages[1]["body"])["code"])

    @property
    def headers(self) -> dict[bytes, bytes]:
        """The headers."""
        return dict(self.messages[0]["headers"])


async def receive_nothing() -> Any:
    await asyncio.sleep(60)


async def ask(
    handler: Any, receive: Any = receive_nothing, path: str = "/api/x", **scope: Any
) -> Answers:
    """Send one request through the middleware around a handler."""
    answers = Answers()
    fields = {"type": "http", "method": "GET", "path": path, "headers": [], **scope}
    await add_middleware(handler, SETTINGS)(fields, receive, answers.send)  # type: ignore[arg-type]
    return answers


async def wait_for_ever(scope: Any, receive: Any, send: Any) -> None:
    await asyncio.sleep(60)


async def read_body(scope: Any, receive: Any, send: Any) -> None:
    while (await receive())["more_body"]:
        pass
    await answer_at_once(scope, receive, send)


async def answer_at_once(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


@pytest.fixture(autouse=True)
def short_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything be late soon."""
    monkeypatch.setattr(request_clocks, "CHECK_SECONDS", 0.02)
    monkeypatch.setattr(request_clocks, "REQUEST_SECONDS", 0.1)
    monkeypatch.setattr(request_bodies, "BODY_GRACE_SECONDS", 0.3)


async def test_a_late_request_is_told_to_come_back() -> None:
    answers = await ask(wait_for_ever)
    assert (answers.status, answers.code) == (503, "server.database_unavailable")
    assert answers.headers[b"retry-after"] == b"5"
    assert answers.headers[b"x-content-type-options"] == b"nosniff"


async def test_a_request_whose_cleaning_up_hangs_is_answered_too() -> None:
    async def hang_twice(scope: Any, receive: Any, send: Any) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(60)

    assert (await ask(hang_twice)).status == 503


async def test_a_route_may_take_longer() -> None:
    async def answer_later(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.3)
        await answer_at_once(scope, receive, send)

    assert (await ask(answer_later, route_handler=SimpleNamespace(opt=SLOW_ROUTE))).status == 200


async def test_an_answer_that_has_begun_may_go_on() -> None:
    async def stream(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.sleep(0.4)
        await send({"type": "http.response.body", "body": b"end", "more_body": False})

    assert (await ask(stream)).messages[-1]["body"] == b"end"


async def test_a_request_that_is_cancelled_from_outside_is_not_answered() -> None:
    answers = Answers()
    scope: Any = {"type": "http", "method": "GET", "path": "/", "headers": []}
    request = asyncio.ensure_future(
        add_middleware(wait_for_ever, SETTINGS)(scope, receive_nothing, answers.send)
    )
    await asyncio.sleep(0)
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    assert answers.messages == []


async def test_a_body_that_does_not_come_is_given_up() -> None:
    answers = await ask(read_body)
    assert (answers.status, answers.code) == (408, "request.body_too_slow")


async def test_a_body_that_dribbles_is_given_up() -> None:
    async def receive_byte() -> Any:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"{", "more_body": True}

    assert (await ask(read_body, receive_byte)).status == 408


async def test_a_large_body_may_take_longer_than_a_small_one() -> None:
    received = 0

    async def receive_block() -> Any:
        nonlocal received
        received += 1
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"x" * 8192, "more_body": received < 30}

    assert (await ask(read_body, receive_block)).status == 200
    assert received == 30


async def test_one_request_too_many_is_refused_and_the_next_ones_are_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(admission, "FIRST_REQUESTS_AT_ONCE", 3)
    go_on = asyncio.Event()

    async def wait_and_answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] != "/api/health/live":
            await go_on.wait()
        await answer_at_once(scope, receive, send)

    middleware = add_middleware(wait_and_answer, SETTINGS)

    async def send_request(path: str) -> Answers:
        answers = Answers()
        scope: Any = {"type": "http", "method": "GET", "path": path, "headers": []}
        await middleware(scope, receive_nothing, answers.send)
        return answers

    waiting = [asyncio.create_task(send_request("/api/today")) for _ in range(3)]
    await asyncio.sleep(0)
    refused = await send_request("/api/today")
    assert (refused.status, refused.code) == (503, "server.busy")
    assert (await send_request("/api/health/live")).status == 200
    go_on.set()
    assert [(await task).status for task in waiting] == [200, 200, 200]
    assert (await send_request("/api/today")).status == 200


async def test_a_request_whose_client_has_left_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_clocks, "WATCH_CLIENT_AFTER_SECONDS", 0.05)
    monkeypatch.setattr(request_clocks, "REQUEST_SECONDS", 60)
    ended = False

    async def wait_long(scope: Any, receive: Any, send: Any) -> None:
        nonlocal ended
        try:
            await asyncio.sleep(60)
        finally:
            ended = True

    async def receive_disconnect() -> Any:
        return {"type": "http.disconnect"}

    async with asyncio.timeout(5):
        answers = await ask(wait_long, receive_disconnect)
    assert ended
    assert answers.messages == []


async def test_a_late_request_ends_the_wait_of_others_of_its_phone() -> None:
    cookie = f"{get_session_cookie_name(SETTINGS)}=token".encode()
    middleware = add_middleware(wait_for_ever, SETTINGS)

    async def send_request() -> int:
        answers = Answers()
        scope: Any = {
            "type": "http",
            "method": "GET",
            "path": "/",
            "headers": [(b"cookie", cookie)],
        }
        await middleware(scope, receive_nothing, answers.send)
        return answers.status

    async with asyncio.timeout(2):
        assert await asyncio.gather(*(send_request() for _ in range(30))) == [503] * 30


async def test_a_request_is_not_late_because_the_loop_stood_still() -> None:
    async def stand_still(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.01)
        time.sleep(0.3)  # noqa: ASYNC251 - the fault
        await asyncio.sleep(0.05)
        await answer_at_once(scope, receive, send)

    assert (await ask(stand_still)).status == 200
