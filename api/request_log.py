"""One JSON line of the log for each request, written in batches.

A line costs a request some microseconds. It has the template of the route, so no id, no name and no
value of anybody is in it.
"""

import asyncio
import sys
from datetime import UTC, datetime

import msgspec

FLUSH_AFTER_SECONDS = 0.2
"""A process that is killed loses the lines of so long a time."""
MAX_WAITING_LINES = 500


class RequestLine(msgspec.Struct):
    """A line, with the fields that lines of structlog have, too."""

    request: str
    method: str
    route: str
    status: int
    ms: float
    timestamp: datetime
    event: str = "request"
    level: str = "info"


class RequestLog:
    """The lines of one process that are not written yet."""

    def __init__(self) -> None:
        self._lines: list[RequestLine] = []
        self._flush: asyncio.TimerHandle | None = None

    def add_line(
        self, method: str, route: str, status: int, seconds: float, request_id: str
    ) -> None:
        """Add the line of a request that has just ended."""
        ms, now = round(seconds * 1000, 1), datetime.now(UTC)
        self._lines.append(RequestLine(request_id, method, route, status, ms, now))
        if len(self._lines) >= MAX_WAITING_LINES:
            self.flush()
        elif self._flush is None:
            self._flush = asyncio.get_running_loop().call_later(FLUSH_AFTER_SECONDS, self.flush)

    def flush(self) -> None:
        """Write what waits, in one call. A full disk costs lines, not answers."""
        lines, self._lines = self._lines, []
        if self._flush is not None:
            self._flush.cancel()
            self._flush = None
        if lines:
            try:
                sys.stderr.write(msgspec.json.Encoder().encode_lines(lines).decode())
                sys.stderr.flush()
            except (OSError, ValueError):  # ValueError: standard error is closed
                return
