"""A circuit breaker for Redis: after a failure, a node is not asked for some seconds.

It is used by the boards, which have one node or several, and by the hints, which have one.
"""

import asyncio

REDIS_PAUSE_SECONDS = 3.0
"""Seconds for which a node that has just failed is not asked."""
SINGLE_NODE = ""
"""The name of the node where there is only one server."""


class CircuitBreaker:
    """Remembers until when each node is left alone. Times are those of the running event loop."""

    def __init__(self, pause_seconds: float = REDIS_PAUSE_SECONDS) -> None:
        """Begin closed: every node may be asked."""
        self.pause_seconds = pause_seconds
        self._open_until: dict[str, float] = {}

    def is_open(self, node: str = SINGLE_NODE) -> bool:
        """Say whether a node failed a moment ago and must not be asked."""
        open_until = self._open_until.get(node)
        if open_until is None:
            return False
        if asyncio.get_running_loop().time() < open_until:
            return True
        del self._open_until[node]
        return False

    def record_failure(self, node: str = SINGLE_NODE) -> None:
        """Open the circuit of a node for `pause_seconds` from now."""
        self._open_until[node] = asyncio.get_running_loop().time() + self.pause_seconds
