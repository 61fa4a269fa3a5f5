"""Send the requests of the matrix to the app in this process, and compare the answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from audit.matrix import (  # noqa: F401 - they register
    challenge_calls,
    leader_calls,
    own_calls,
    passkey_calls,
)
from audit.matrix.callers import METRICS_TOKEN, Caller, open_callers, sign_in
from audit.matrix.calls import CALLS, Call, MakeCall, make_empty_call
from audit.matrix.cells import Cell, list_cells
from audit.matrix.challenge_objects import settle_two_challenges
from audit.matrix.changed_rows import take_changes, watch_rows
from audit.matrix.passkey_calls import PARTY
from audit.matrix.world import World, create_world
from httpx import Response
from support import transport
from support.streams import open_stream

STREAMS = frozenset({"GET /api/live", "GET /api/displays/live"})
NOT_READY = ("GET /api/health/ready", 503, "")
"""An answer, and no refusal: here runs no worker."""
ABSENT_PLACE = {"mixed": "missing", "missing": "missing"}
"""The place without an object with which another place is compared, where not `unknown`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to one request: its status, the code of a refusal, and the changed tables."""

    cell: Cell
    status: int
    code: str
    changed: frozenset[str]

    @property
    def is_as_expected(self) -> bool:
        if self.cell.expected == "ok":
            is_answer = (self.cell.operation, self.status, self.code) == NOT_READY
            return 200 <= self.status < 300 or is_answer
        return str(self.status) == self.cell.expected

    @property
    def has_changed_nothing(self) -> bool:
        """Whether a refusal left all rows alone. A success may change rows."""
        return self.cell.expected == "ok" or not self.changed


async def run_matrix(document: Mapping[str, Any]) -> list[Outcome]:
    """Run all cells of an empty database. The pool must be open.

    Requests that must be refused come first, because those that succeed have effects afterwards.
    """
    world = await create_world()
    await settle_two_challenges(world)
    cells = sorted(list_cells(document), key=lambda cell: cell.expected == "ok")
    async with (
        transport.open_app(
            HEROBREAK_URL=PARTY.origin, HEROBREAK_METRICS_TOKEN=METRICS_TOKEN
        ) as app,
        open_callers(app, world) as callers,
        watch_rows(),
    ):
        calls = CallMaker(world)
        return [await _run_cell(cell, calls, callers[cell.caller]) for cell in cells]


@dataclass
class CallMaker:
    """Makes the calls. What was refused has changed nothing, so its call can be made again."""

    world: World
    refused: dict[tuple[MakeCall, str, str], Call] = field(default_factory=dict)

    async def make(self, cell: Cell, login: str) -> Call:
        make_call = CALLS.get(cell.operation, make_empty_call)
        if cell.expected == "ok":
            return await make_call(self.world, cell.place, login)
        key = (make_call, cell.place, login)
        if key not in self.refused:
            self.refused[key] = await make_call(self.world, cell.place, login)
        return self.refused[key]


async def _run_cell(cell: Cell, calls: CallMaker, caller: Caller) -> Outcome:
    call = await calls.make(cell, caller.login)
    await take_changes()
    if cell.operation in STREAMS:
        async with open_stream(caller.client, cell.operation.partition(" ")[2]) as stream:
            return Outcome(cell, stream.status, "", await take_changes())
    answer = await _send(cell.operation, call, caller)
    return Outcome(cell, answer.status_code, _read_code(answer), await take_changes())


async def _send(operation: str, call: Call, caller: Caller) -> Response:
    method, _, path = operation.partition(" ")
    headers = dict(call.headers)
    if call.own_session and caller.login:
        headers |= await sign_in(caller.login)
    answer = await caller.client.request(
        method,
        path.format(**call.parameters) + (f"?{call.query}" if call.query else ""),
        json=call.json,
        content=call.content,
        headers=headers,
    )
    caller.client.cookies.clear()
    return answer


def _find_absent(place: str) -> str:
    return ABSENT_PLACE.get(place, "unknown")


def _read_code(answer: Response) -> str:
    if answer.headers.get("content-type") != "application/problem+json":
        return ""
    return str(msgspec.json.decode(answer.content)["code"])


def find_leaks(outcomes: Iterable[Outcome]) -> list[str]:
    """Name the cells where a refusal tells whether an object exists that the caller cannot see."""
    refusals = {
        (one.cell.operation, one.cell.caller, one.cell.place): (one.status, one.code)
        for one in outcomes
        if one.cell.expected in ("404", "422") and one.is_as_expected
    }
    return [
        f"{operation} of {caller}: {place} is answered {refusal}, unknown {unknown}"
        for (operation, caller, place), refusal in refusals.items()
        if (unknown := refusals.get((operation, caller, _find_absent(place)), refusal)) != refusal
    ]
