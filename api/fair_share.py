"""A fair share of the event loop for everybody: one phone cannot take it from all others.

Few requests are free. Of a phone that sends more, the time is measured that its requests take from
the loop. Once it has taken more than its share, its next requests wait. Nothing is refused: a phone
that sends what it has stored for weeks only needs longer.
"""

import asyncio
from collections import deque
from collections.abc import Coroutine
from typing import Any

from litestar.types import HTTPScope

from api.loop_meter import LoopMeter
from learning.heavy_work import heavy_work_owner
from learning.rules.time_share import TimeShare

FREE_REQUESTS_PER_SECOND = 10
"""Requests of a phone in a second that are neither measured nor delayed."""
LARGE_BODY_BYTES = 8 * 1024
"""The size of a body from which a request is always measured: more than twenty answers."""
LOOP_SECONDS_AT_ONCE = 0.2
"""Seconds of the loop that measured requests of a phone may take before they wait."""
MAX_MEASURED_REQUESTS = 6
"""Measured requests of a phone that run at the same time: browsers open six connections."""
MAX_TRACKED_PHONES = 10_000
"""When more are tracked, those that are idle are forgotten."""
STREAM_PATHS = frozenset({"/api/live", "/api/displays/live"})
"""Requests that stay open. `OpenStreams` limits how many."""


class TurnRefused(Exception):  # noqa: N818 - it is answered
    """A request waited for the share of its phone, and what the phone does takes too long."""


class PhoneShare:
    """What one phone asks of a process: requests of this second, and those that run or wait."""

    __slots__ = ("loop_time", "running", "second", "sent", "waiting")

    def __init__(self, loop_share: float) -> None:
        self.second, self.sent, self.running = 0, 0, 0
        self.loop_time = TimeShare(loop_share, LOOP_SECONDS_AT_ONCE)
        self.waiting: deque[asyncio.Future[None]] = deque()

    def count_request(self, now: float) -> bool:
        """Count a request, and say whether it is one of the free ones of this second."""
        if self.second != int(now):
            self.second, self.sent = int(now), 0
        self.sent += 1
        return self.sent <= FREE_REQUESTS_PER_SECOND

    async def begin_turn(self) -> None:
        """Wait until fewer requests run, and until the phone has its share of time again."""
        loop = asyncio.get_running_loop()
        if self.running >= MAX_MEASURED_REQUESTS:
            await self._wait_in_line(loop.create_future())
        self.running += 1
        try:
            if (delay := self.loop_time.find_delay(loop.time())) > 0:
                await asyncio.sleep(delay)
        except BaseException:
            self.end_turn()
            raise

    def end_turn(self) -> None:
        """Let the next request run."""
        self.running -= 1
        while self.waiting:
            if not (first := self.waiting.popleft()).done():
                first.set_result(None)
                return

    def refuse_waiting(self) -> None:
        """End the wait of all requests."""
        while self.waiting:
            if not (turn := self.waiting.popleft()).done():
                turn.set_exception(TurnRefused())

    def is_idle(self, now: float) -> bool:
        """Say whether there is nothing to remember."""
        return not self.running and not self.waiting and self.loop_time.is_forgotten(now)

    async def _wait_in_line(self, turn: asyncio.Future[None]) -> None:
        self.waiting.append(turn)
        try:
            await turn
        except BaseException:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.running += 1
                self.end_turn()  # it was this request's turn, so it passes the turn on
            raise


class FairShare:
    """The shares of all phones of this process, by the token of their session."""

    def __init__(self, loop_share: float) -> None:
        """`loop_share` is how much of the time measured requests of a phone may take, up to 1."""
        self.loop_share = loop_share
        self._share_by_token: dict[bytes, PhoneShare] = {}

    async def run(self, token: bytes, scope: HTTPScope, work: Coroutine[Any, Any, None]) -> None:
        """Run a request of the phone with this token when it is its turn."""
        heavy_work_owner.set(token)
        now = asyncio.get_running_loop().time()
        share = self._share_by_token.get(token) or self._add_share(token, now)
        if share.count_request(now) and not _has_large_body(scope):
            await work
        else:
            await self._run_measured(share, scope["path"] in STREAM_PATHS, work)

    def refuse_waiting(self, token: bytes | None) -> None:
        """Refuse the requests that wait for the share of a phone: another one has been late.

        They would be late, too, one after the other.
        """
        if token is not None and (share := self._share_by_token.get(token)):
            share.refuse_waiting()

    async def _run_measured(
        self, share: PhoneShare, is_stream: bool, work: Coroutine[Any, Any, None]
    ) -> None:
        try:
            await share.begin_turn()
        except BaseException:
            work.close()
            raise
        if is_stream:
            share.end_turn()
        meter = LoopMeter()
        try:
            await meter.measure(work)
        finally:
            share.loop_time.add_used(meter.seconds, asyncio.get_running_loop().time())
            if not is_stream:
                share.end_turn()

    def _add_share(self, token: bytes, now: float) -> PhoneShare:
        if len(self._share_by_token) >= MAX_TRACKED_PHONES:
            self._share_by_token = {
                known: share
                for known, share in self._share_by_token.items()
                if not share.is_idle(now)
            }
        share = self._share_by_token[token] = PhoneShare(self.loop_share)
        return share


def _has_large_body(scope: HTTPScope) -> bool:
    """Say whether a request announces a large body, or one of unknown size."""
    if scope["method"] == "GET":
        return False
    for name, value in scope["headers"]:
        if name == b"transfer-encoding":
            return True
        if name == b"content-length":
            return not value.isdigit() or int(value) > LARGE_BODY_BYTES
    return False
