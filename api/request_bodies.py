"""Receive the bodies of requests: within a time that grows with their size, until a client left."""

import asyncio
from typing import Any

from litestar.types import Receive

from api.request_clocks import RequestClock
from learning.rules.refusals import Refused

BODY_GRACE_SECONDS = 20.0
"""Seconds that a body of any size may take."""
MIN_BODY_BYTES_PER_SECOND = 8192
"""What a body must bring a second after that. A phone far from its mast sends more."""


class ClientLeft(Exception):  # noqa: N818 - it ends a request that nobody waits for
    """The client closed the connection before it had sent the whole body."""


class BodyTooSlow(Refused):
    """The body did not arrive in time."""


BODY_TOO_SLOW = BodyTooSlow("request.body_too_slow")


def bound_body(receive: Receive, clock: RequestClock) -> Receive:
    """Wrap the receiver of one request. Its clock ends a request whose body is late.

    It raises ClientLeft when the client leaves amid the body.
    """
    deadline, is_complete = 0.0, False

    async def receive_in_time() -> Any:
        nonlocal deadline, is_complete
        if is_complete:
            return await receive()
        loop_time = asyncio.get_running_loop().time
        deadline = deadline or loop_time() + BODY_GRACE_SECONDS
        clock.body_deadline, clock.body_refusal = deadline, BODY_TOO_SLOW
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientLeft
        if message["type"] == "http.request":
            deadline += len(message["body"]) / MIN_BODY_BYTES_PER_SECOND
            is_complete = not message["more_body"]
        clock.body_deadline, clock.since, clock.is_received = None, loop_time(), is_complete
        return message

    return receive_in_time
