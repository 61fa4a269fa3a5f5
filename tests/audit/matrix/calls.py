"""How each operation is called: with the object in a place, and a body that its handler accepts."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from audit.matrix.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """What is sent to an operation.

    `parameters` fill the path. With `own_session` a new session of the caller is used, because the
    operation ends it or replaces it.
    """

    parameters: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    json: Any = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    own_session: bool = False


MakeCall = Callable[[World, str, str], Awaitable[Call]]
"""Makes the call for a place and the login of the caller, which is empty for nobody."""


async def make_empty_call(world: World, place: str, login: str) -> Call:
    """Make the call of an operation without parameters and body."""
    return Call()


CALLS: dict[str, MakeCall] = {}


def register_call(*operations: str) -> Callable[[MakeCall], MakeCall]:
    """Register how operations such as `GET /api/me` are called."""

    def register(make: MakeCall) -> MakeCall:
        CALLS.update(dict.fromkeys(operations, make))
        return make

    return register
