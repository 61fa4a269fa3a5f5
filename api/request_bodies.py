"""Receive the bodies of requests: within a time that grows with their size, until a client left."""

import asyncio
from typing import Any, cast

from litestar.types import Receive

from learning.rules.refusals import Refused

BODY_GRACE_SECONDS = 20.0
"""Seconds that a body of any size may take."""
MIN_BODY_BYTES_PER_SECOND = 8192
"""What a body must bring a second after that. A phone far from its mast sends more."""
CHECK_SECONDS = 1.0
"""How often late bodies are looked for. A timer for each body would cost every request more."""


class ClientLeft(Exception):  # noqa: N818 - it ends a request that nobody waits for
    """The client closed the connection before it had sent the whole body."""


class BodyTooSlow(Refused):
    """The body did not arrive in time."""


class BodyWaits:
    """The tasks of one event loop that wait for a part of a body, with their deadlines."""

    def __init__(self) -> None:
        self._deadlines: dict[asyncio.Task[Any], float] = {}
        self._late_tasks: set[asyncio.Task[Any]] = set()
        self._check: asyncio.TimerHandle | None = None

    async def receive_before(self, deadline: float, receive: Receive) -> Any:
        """Receive one part.

        Raises:
            BodyTooSlow: it did not come before the deadline, give or take `CHECK_SECONDS`.
        """
        task = cast("asyncio.Task[Any]", asyncio.current_task())
        self._deadlines[task] = deadline
        if self._check is None:
            self._check = task.get_loop().call_later(CHECK_SECONDS, self._cancel_late_tasks)
        try:
            return await receive()
        except asyncio.CancelledError:
            if task not in self._late_tasks or task.uncancel():
                raise
            raise BodyTooSlow("request.body_too_slow") from None
        finally:
            del self._deadlines[task]
            self._late_tasks.discard(task)

    def _cancel_late_tasks(self) -> None:
        loop, self._check = asyncio.get_running_loop(), None
        for task, deadline in self._deadlines.items():
            if deadline <= loop.time() and task not in self._late_tasks:
                self._late_tasks.add(task)
                task.cancel()
        if self._deadlines:
            self._check = loop.call_later(CHECK_SECONDS, self._cancel_late_tasks)


def bound_body(receive: Receive, waits: BodyWaits) -> Receive:
    """Wrap the receiver of one request.

    It raises BodyTooSlow when the body is late, and ClientLeft when the client leaves amid it.
    """
    deadline, is_complete = 0.0, False

    async def receive_in_time() -> Any:
        nonlocal deadline, is_complete
        if is_complete:
            return await receive()
        deadline = deadline or asyncio.get_running_loop().time() + BODY_GRACE_SECONDS
        message = await waits.receive_before(deadline, receive)
        if message["type"] == "http.disconnect":
            raise ClientLeft
        if message["type"] == "http.request":
            deadline += len(message["body"]) / MIN_BODY_BYTES_PER_SECOND
            is_complete = not message["more_body"]
        return message

    return receive_in_time
