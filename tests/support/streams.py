"""Read server-sent events of the app in the process of a test.

httpx waits for the end of a response, and a stream has none. So the app is called directly.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from httpx import AsyncClient


@dataclass
class StreamReader:
    """A reader of one stream. It takes nothing while `reading` is not set."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    events: "asyncio.Queue[tuple[str, str]]" = field(default_factory=asyncio.Queue)
    beats: int = 0
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    reading: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait_for_event(self, kind: str, seconds: float = 5.0) -> str:
        """Wait for the next event of a kind and give its id. Skip events of other kinds."""
        async with asyncio.timeout(seconds):
            while True:
                found, name = await self.events.get()
                if found == kind:
                    return name

    async def receive_message(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {
                name.decode().lower(): value.decode() for name, value in message["headers"]
            }
            return
        await self.reading.wait()
        for block in message["body"].decode().split("\n\n"):
            self._parse_block(block)
        self.begun.set()

    def _parse_block(self, block: str) -> None:
        lines = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        if "event" in lines:
            self.events.put_nowait((lines["event"], json.loads(lines["data"])["id"]))
        self.beats += block == ":"


@asynccontextmanager
async def open_stream(
    client: AsyncClient, path: str = "/api/live", *, slow: bool = False
) -> AsyncIterator[StreamReader]:
    """Open a stream of the client's app with the client's cookies. A `slow` one is never read."""
    transport: Any = client._transport
    request = client.build_request("GET", path)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": request.url.raw_path,
        "query_string": b"",
        "server": (request.url.host, request.url.port),
        "client": transport.client,
        "root_path": "",
    }
    reader, disconnected, requested = StreamReader(), asyncio.Event(), False

    async def receive_request() -> dict[str, Any]:
        nonlocal requested
        if not requested:
            requested = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await disconnected.wait()
        return {"type": "http.disconnect"}

    if not slow:
        reader.reading.set()
    task = asyncio.create_task(transport.app(scope, receive_request, reader.receive_message))
    for event in (reader.ended, reader.begun):
        task.add_done_callback(partial(_set_event, event))
    if not slow:
        await asyncio.wait_for(reader.begun.wait(), 5)
    try:
        yield reader
    finally:
        disconnected.set()
        await asyncio.wait_for(task, 5)


def _set_event(event: asyncio.Event, _: object) -> None:
    event.set()
