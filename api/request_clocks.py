"""How long a request may take, and how many requests a process works on at once.

A late request is ended, and one too many is refused at once: a phone that is told to come back is
better off than one that waits. A request whose client has left is ended, too. One check, four times
a second, looks at all requests: a timer for each of them would cost every request more.
"""

import asyncio
from contextvars import ContextVar
from typing import Any, cast

from litestar.types import Receive, Scope

from api.admission import AdmissionLimit
from learning.rules.refusals import Refused

CHECK_SECONDS = 0.25
REQUEST_SECONDS = 2.5
"""The longest time of a request after its body has arrived, unless its route has another."""
LEADER_SECONDS = 6.0
"""That of a route of leaders or admins. It may read or change what concerns many people."""
TIME_LIMIT_OPTION = "time_limit_seconds"
"""The option of a route with a time limit of its own."""
SLOW_ROUTE = {TIME_LIMIT_OPTION: 14.0}
"""The option of a route that reads or computes a lot. A phone gives up after 15 seconds."""
LOCK_SECONDS = 2.0
"""How long a statement of a request may wait for a lock."""
SCREEN_STATEMENT_SECONDS = 12.0
"""How long the database may work on a statement for a screen. Others have `REQUEST_SECONDS`."""
MAX_SCREENS_AT_ONCE = 32
"""Requests for screens of one process at once."""
WATCH_CLIENT_AFTER_SECONDS = 0.5
"""The age at which the check begins to watch whether the client is still there."""


class ServerBusy(Refused):
    """The process has as much to do as it can do in a short time."""


DATABASE_LATE, SERVER_BUSY = Refused("server.database_unavailable"), ServerBusy("server.busy")


class RequestClock:
    """The time of one request, in that of the event loop.

    `since` is the moment in which its client had sent everything. Before that, `body_deadline`
    counts, and `body_refusal` says what is wrong after it.
    """

    __slots__ = (
        "_receive",
        "_scope",
        "_task",
        "_watch",
        "_watch_at",
        "body_deadline",
        "body_refusal",
        "counts",
        "has_left",
        "is_late",
        "is_received",
        "is_screen",
        "since",
    )

    def __init__(self, scope: Scope, receive: Receive, now: float, waited: float) -> None:
        self._scope, self._receive, self.since = scope, receive, now
        self._watch_at = now - waited + WATCH_CLIENT_AFTER_SECONDS
        self.is_late, self.has_left, self.is_screen, self.counts = False, False, False, True
        self._task = cast("asyncio.Task[Any]", asyncio.current_task())
        self._watch: asyncio.Task[None] | None = None
        self.is_received = scope.get("method") in ("GET", "HEAD")
        self.body_deadline: float | None = None
        self.body_refusal = DATABASE_LATE

    def check(self, now: float) -> None:
        """End a late request, and one whose client has left, again and again.

        Its cleaning up may wait, too.
        """
        deadline = self.body_deadline or self.since + self._find_time_limit()
        if now >= deadline:
            self.is_late = True
        elif self._watch is None and self.is_received and now >= self._watch_at:
            self._watch = asyncio.create_task(self._watch_client())
        if self.is_late or self.has_left:
            self._task.cancel()

    def stop_watching(self) -> None:
        """Let the client go: its answer begins, or the request has ended."""
        if self._watch is not None:
            self._watch.cancel()

    def take_cancellation(self) -> bool:
        """Say whether the request was ended here, and not by somebody else. It may then go on."""
        if not self.is_late and not self.has_left:
            return False
        while self._task.cancelling():
            self._task.uncancel()
        return True

    def get_refusal(self) -> Refused:
        """Return why the request was late."""
        return self.body_refusal if self.body_deadline else DATABASE_LATE

    async def _watch_client(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.has_left = True
        self._task.cancel()

    def _find_time_limit(self) -> float:
        handler = self._scope.get("route_handler")
        options = handler.opt if handler else {}
        return float(options.get(TIME_LIMIT_OPTION, REQUEST_SECONDS))


_current_clock: ContextVar[tuple["RequestClocks", RequestClock]] = ContextVar("current_clock")


class RequestClocks:
    """The clocks of all requests of one process whose answer has not begun."""

    def __init__(self) -> None:
        self._running: set[RequestClock] = set()
        self._screens = 0
        self._check: asyncio.TimerHandle | None = None
        self._checked_at = 0.0
        self._limit = AdmissionLimit()

    def start(self, scope: Scope, receive: Receive, waited: float = 0.0) -> RequestClock:
        """Start the clock of the request of this task. It has waited for its share before."""
        loop = asyncio.get_running_loop()
        clock = RequestClock(scope, receive, loop.time(), waited)
        self._running.add(clock)
        _current_clock.set((self, clock))
        if self._check is None:
            self._schedule_check(loop)
        return clock

    @property
    def is_full(self) -> bool:
        """Whether the process may not work on a further request."""
        return len(self._running) - self._screens >= self._limit.requests_at_once

    def admit_screen(self, clock: RequestClock) -> bool:
        """Count a request as one for a screen, and say whether the process may work on it."""
        self._screens += 1
        clock.is_screen, clock.counts = True, False
        return self._screens <= MAX_SCREENS_AT_ONCE

    def stop(self, clock: RequestClock | None) -> None:
        """Stop a clock: the answer begins, or the request has ended. It may be stopped again."""
        if clock not in self._running:
            return
        self._running.discard(clock)
        self._screens -= clock.is_screen
        clock.stop_watching()
        if clock.counts and not clock.is_late and not clock.has_left:
            self._limit.count_answered(asyncio.get_running_loop().time() - clock.since)

    def _schedule_check(self, loop: asyncio.AbstractEventLoop) -> None:
        self._checked_at = loop.time()
        self._check = loop.call_later(CHECK_SECONDS, self._check_requests)

    def _check_requests(self) -> None:
        loop, self._check = asyncio.get_running_loop(), None
        now = loop.time()
        # A loop that stood still made all requests late. That is no fault of what they wait for.
        stood_still = max(0.0, now - self._checked_at - 2 * CHECK_SECONDS)
        for clock in self._running:
            clock.since += stood_still
            clock.check(now)
        self._limit.adjust(now - self._checked_at)
        if self._running:
            self._schedule_check(loop)


def require_place_for_screen() -> None:
    """Count the request of this task as one for a screen, if it has a clock.

    Raises:
        ServerBusy: there are too many of them.
    """
    found = _current_clock.get(None)
    if found is not None and not found[0].admit_screen(found[1]):
        raise SERVER_BUSY
