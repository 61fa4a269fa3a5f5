"""Send the largest inputs to the app in this process, and measure what each costs."""

import json
import resource
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from audit.heartbeat import watch_loop
from audit.largest_inputs import (
    JSON_HEADERS,
    LargeInput,
    list_large_inputs,
    make_attempts,
    make_batch_body,
)
from httpx import AsyncClient
from support import transport
from support.api_client import URL, create_session
from support.catalogues import make_pack, publish_to_team
from support.organisation import Organisation, add_member, create_organisation
from support.people import find_person

MAX_LOOP_SECONDS = 0.25
"""The event loop must never stand still for longer, whatever is sent."""


@dataclass(frozen=True, slots=True)
class InputCost:
    """What one input cost: its answer, its time, that of the loop, and new peak memory.

    `computed_seconds` is the processor time of this process, which other programs do not lengthen.
    `loop_seconds` is the longest time that this process held its loop, `late_seconds` the longest
    time that the loop stood still for any reason.
    """

    name: str
    size: int
    status: int
    seconds: float
    computed_seconds: float
    loop_seconds: float
    late_seconds: float
    peak_bytes: int


async def measure_large_inputs(stored: int) -> list[InputCost]:
    """Measure all inputs, with so many stored answers to one concept. The pool must be open."""
    organisation = await create_organisation()
    async with _open_clients(organisation) as clients:
        await _store_answers(clients["anna-lee"], stored)
        moment = await _give_moment(clients["anna-lee"])
        await clients["anna-lee"].get("/api/today")
        return [
            await _measure_input(clients[large.login], large) for large in list_large_inputs(moment)
        ]


@asynccontextmanager
async def _open_clients(organisation: Organisation) -> AsyncIterator[dict[str, AsyncClient]]:
    await publish_to_team(make_pack(), organisation.root, datetime.now(UTC))
    await add_member(organisation.shop, "Ben Ash")
    async with transport.open_app(HEROBREAK_URL=URL) as app:
        clients = {}
        for login in ("", "anna-lee", "lea-leader", "ada-admin"):
            person = await find_person(login) if login else None
            cookies = {"herobreak": await create_session(person.id)} if person else {}
            clients[login] = AsyncClient(
                transport=transport.make_transport(app, raise_app_errors=False),
                base_url=URL,
                cookies=cookies,
                timeout=300,
            )
        yield clients
        for client in clients.values():
            await client.aclose()


async def _store_answers(phone: AsyncClient, number: int) -> None:
    for start in range(0, number, 200):
        attempts = make_attempts(min(200, number - start), 3, f"pack.q0-{start // 200 % 3}")
        body = make_batch_body(attempts)
        await phone.post("/api/attempts", content=body, headers=JSON_HEADERS)


async def _give_moment(phone: AsyncClient) -> UUID:
    key = uuid4()
    value = {
        "id": str(key),
        "kind": "seen",
        "to": "ben-ash",
        "trait": "pack.lesson-0",
        "sentence": "Stayed calm.",
    }
    made = await phone.post("/api/moments", content=json.dumps(value), headers=JSON_HEADERS)
    assert made.status_code == 201, made.text
    return key


async def _measure_input(client: AsyncClient, large: LargeInput) -> InputCost:
    peak_before, began = _read_peak_bytes(), time.perf_counter()
    computed_before = time.process_time()
    async with watch_loop() as heartbeat:
        answer = await client.request(
            large.method, large.path, content=large.body, headers=dict(large.headers)
        )
        seconds = time.perf_counter() - began
        computed_seconds = time.process_time() - computed_before
    return InputCost(
        large.name,
        len(large.body),
        answer.status_code,
        seconds,
        computed_seconds,
        heartbeat.longest_held_seconds,
        heartbeat.longest_seconds,
        _read_peak_bytes() - peak_before,
    )


def _read_peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def find_slow(costs: Sequence[InputCost], loop_seconds: float) -> list[InputCost]:
    """Return the inputs that held the loop for longer."""
    return [cost for cost in costs if cost.loop_seconds > loop_seconds]
