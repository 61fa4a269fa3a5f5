"""Bodies of requests: a client that leaves is no fault, and one that dribbles is given up."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from support.api_client import create_session
from support.organisation import Organisation
from support.people import find_person

from api import request_bodies
from ops.embedded import ports

pytestmark = pytest.mark.usefixtures("clean_redis")
COMMAND = ("-m", "granian", "--interface", "asgi", "--factory", "api.app:create_app", "--no-ws")


class ServedApi:
    """A served API: its port, a token of Anna, and its log."""

    def __init__(self, port: int, token: str, log: Path) -> None:
        self.port, self.token, self.log = port, token, log
        self.writers: list[asyncio.StreamWriter] = []

    async def send_part(self, method_and_path: str, kind: str) -> asyncio.StreamReader:
        """Send a request with the first bytes of its body, and give the connection."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writers.append(writer)
        writer.write(
            f"{method_and_path} HTTP/1.1\r\nHost: hero.test\r\nContent-Type: {kind}\r\n"
            f"Cookie: herobreak={self.token}\r\nContent-Length: 100000\r\n\r\n{{".encode()
        )
        await writer.drain()
        return reader

    async def send_raw(self, request: str) -> bytes:
        """Send a request as it is, and give what comes until the server closes or rests."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writers.append(writer)
        writer.write(request.replace("\n", "\r\n").encode())
        await writer.drain()
        received = b""
        with suppress(TimeoutError, ConnectionError):
            while block := await asyncio.wait_for(reader.read(65536), 2):
                received += block
        return received

    async def leave(self) -> None:
        """Close all connections."""
        for writer in self.writers:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


@pytest.fixture
async def served(acme: Organisation, tmp_path: Path) -> AsyncIterator[ServedApi]:
    """Serve the API in a process of its own."""
    port, log = ports.find_free_port(), tmp_path / "log"
    token = await create_session((await find_person("anna-lee")).id)
    with log.open("wb") as file:
        server = await asyncio.create_subprocess_exec(
            sys.executable, *COMMAND, "--port", str(port), stdout=file, stderr=file
        )
    try:
        async with asyncio.timeout(60):
            while True:
                with suppress(OSError):
                    (await asyncio.open_connection("127.0.0.1", port))[1].close()
                    break
                await asyncio.sleep(0.2)
        api = ServedApi(port, token, log)
        yield api
        await api.leave()
    finally:
        server.terminate()
        await server.wait()


async def test_a_client_that_leaves_amid_its_body_is_not_logged_as_a_fault(
    served: ServedApi,
) -> None:
    photo = "PUT /api/moments/00000000-0000-0000-0000-000000000001/photo"
    for request, kind in (
        ("POST /api/attempts", "application/json"),
        ("PATCH /api/me", "application/json"),
        (photo, "image/jpeg"),
        (photo, "multipart/form-data; boundary=x"),
    ):
        await served.send_part(request, kind)
        await asyncio.sleep(0.2)
        await served.leave()
    await asyncio.sleep(0.5)
    assert "unexpected" not in served.log.read_text()


async def test_a_connection_with_a_late_body_is_answered_and_closed(served: ServedApi) -> None:
    reader = await served.send_part("POST /api/attempts", "application/json")
    answer = await asyncio.wait_for(reader.read(), request_bodies.BODY_GRACE_SECONDS + 10)
    assert answer.startswith(b"HTTP/1.1 408 ")


HIDDEN = "GET /api/health/live HTTP/1.1\nHost: hero.test\n\n"
HEAD = "POST /api/session HTTP/1.1\nHost: hero.test\nContent-Type: application/json\n"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (f"Content-Length: 2\nContent-Length: {2 + len(HIDDEN)}\n", f"{{}}{HIDDEN}"),
        ("Content-Length: +2\n", f"{{}}{HIDDEN}"),
        ("Transfer-Encoding: identity, chunked, x\n", f"0\n\n{HIDDEN}"),
        ("Transfer-Encoding : chunked\n", f"0\n\n{HIDDEN}"),
        ("Transfer-Encoding: chunked\n", f"-1\n\n{HIDDEN}"),
    ],
    ids=("two lengths", "a sign", "no last chunked", "a space", "a negative size"),
)
async def test_a_request_inside_a_body_is_not_answered(
    served: ServedApi, headers: str, body: str
) -> None:
    """What two servers could read in two ways is refused by ours, and the connection ends."""
    answer = await served.send_raw(f"{HEAD}{headers}\n{body}")
    assert answer.startswith(b"HTTP/1.1 400"), answer
    assert answer.count(b"HTTP/1.1") == 1
    assert b"alive" not in answer


async def test_the_chunks_of_a_body_count_and_not_its_stated_length(served: ServedApi) -> None:
    headers = "Transfer-Encoding: chunked\nContent-Length: 9999\n"
    answer = await served.send_raw(f"{HEAD}{headers}\n2\n{{}}\n0\n\n")
    assert answer.startswith((b"HTTP/1.1 422", b"HTTP/1.1 400"))
