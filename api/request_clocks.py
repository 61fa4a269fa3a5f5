"""How long a request may take, and how many requests a process works on at once.

A late request is ended, and one too many is refused at once: a phone that is told to come back is
better off than one that waits. One check, four times a second, looks at all requests: a timer for
each of them would cost every request more.
"""

import asyncio
from typing import Any, cast

from litestar.types import Scope

from learning.rules.refusals import Refused

CHECK_SECONDS = 0.25
REQUEST_SECONDS = 10.0
"""The longest time of a request after its body has arrived, unless its route has another."""
SLOW_ROUTE = {"time_limit_seconds": 14.0}
"""The option of a route that reads or computes a lot. A phone gives up after 15 seconds."""
MAX_REQUESTS_AT_ONCE = 128
"""Requests of one process at once. With more, all would wait several times as long as usual."""
DATABASE_LATE, SERVER_BUSY = Refused("server.database_unavailable"), Refused("server.busy")


class RequestClock:
    """The time of one request, in that of the event loop.

    `since` is the moment in which its client had sent everything. Before that, `body_deadline`
    counts, and `body_refusal` says what is wrong after it.
    """

    __slots__ = ("_scope", "_task", "body_deadline", "body_refusal", "is_late", "since")

    def __init__(self, scope: Scope, now: float) -> None:
        self._scope, self.since, self.is_late = scope, now, False
        self._task = cast("asyncio.Task[Any]", asyncio.current_task())
        self.body_deadline: float | None = None
        self.body_refusal = DATABASE_LATE

    def end_if_late(self, now: float) -> None:
        """Cancel the task of a late request, again and again: its cleaning up may wait, too."""
        deadline = self.body_deadline or self.since + self._find_time_limit()
        if now >= deadline:
            self.is_late = True
            self._task.cancel()

    def take_refusal(self) -> Refused | None:
        """Return why the request was ended here; None if somebody else has cancelled it."""
        if not self.is_late:
            return None
        while self._task.cancelling():
            self._task.uncancel()
        return self.body_refusal if self.body_deadline else DATABASE_LATE

    def _find_time_limit(self) -> float:
        handler = self._scope.get("route_handler")
        options = handler.opt if handler else {}
        return float(options.get("time_limit_seconds", REQUEST_SECONDS))


class RequestClocks:
    """The clocks of all requests of one process whose answer has not begun."""

    def __init__(self) -> None:
        self._running: set[RequestClock] = set()
        self._check: asyncio.TimerHandle | None = None

    @property
    def is_over_full(self) -> bool:
        """Whether there are more requests than the process may work on."""
        return len(self._running) > MAX_REQUESTS_AT_ONCE

    def start(self, scope: Scope) -> RequestClock:
        """Start the clock of the request of this task."""
        loop = asyncio.get_running_loop()
        clock = RequestClock(scope, loop.time())
        self._running.add(clock)
        if self._check is None:
            self._check = loop.call_later(CHECK_SECONDS, self._end_late_requests)
        return clock

    def stop(self, clock: RequestClock | None) -> None:
        """Stop a clock: the answer begins, or the request has ended. It may be stopped again."""
        if clock:
            self._running.discard(clock)

    def _end_late_requests(self) -> None:
        loop, self._check = asyncio.get_running_loop(), None
        now = loop.time()
        for clock in self._running:
            clock.end_if_late(now)
        if self._running:
            self._check = loop.call_later(CHECK_SECONDS, self._end_late_requests)
