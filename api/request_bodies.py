"""Receive the bodies of requests: within a time that grows with their size, until a client left."""

import asyncio
from typing import Any

from litestar.types import Receive

from learning.rules.refusals import Refused

BODY_GRACE_SECONDS = 20.0
"""Seconds that a body of any size may take."""
MIN_BODY_BYTES_PER_SECOND = 8192
"""What a body must bring a second after that. A phone far from its mast sends more."""


class ClientLeft(Exception):  # noqa: N818 - it ends a request that nobody waits for
    """The client closed the connection before it had sent the whole body."""


class BodyTooSlow(Refused):
    """The body did not arrive in time."""


def bound_body(receive: Receive) -> Receive:
    """Wrap the receiver of one request.

    It raises BodyTooSlow when the body is late, and ClientLeft when the client leaves amid it.
    """
    loop_time = asyncio.get_running_loop().time
    deadline, is_complete = loop_time() + BODY_GRACE_SECONDS, False

    async def receive_in_time() -> Any:
        nonlocal deadline, is_complete
        if is_complete:
            return await receive()
        try:
            async with asyncio.timeout_at(deadline):
                message = await receive()
        except TimeoutError:
            raise BodyTooSlow("request.body_too_slow") from None
        if message["type"] == "http.disconnect":
            raise ClientLeft
        if message["type"] == "http.request":
            deadline += len(message["body"]) / MIN_BODY_BYTES_PER_SECOND
            is_complete = not message["more_body"]
        return message

    return receive_in_time
