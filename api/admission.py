"""How many requests a process works on at once: as many as it answers in a short time.

With more, all would wait several times as long as usual. The number follows what is measured, so it
fits a fast machine, a slow one, and one that is busy with other things.
"""

MAX_WAIT_SECONDS = 0.15
"""A request is let in if those before it are answered in this time, by the measured rate."""
MIN_REQUESTS_AT_ONCE = 10
"""Some more than there are connections to the database: with fewer, it would stand idle."""
MAX_REQUESTS_AT_ONCE = 128
"""Above it, requests wait for each other however fast the machine is."""
FIRST_REQUESTS_AT_ONCE = 32
"""Before anything was measured."""
MEMORY = 0.8
"""The weight of what was measured up to the last check, beside what was measured since."""


class AdmissionLimit:
    """The number of requests that may be at work, and the measures from which it is calculated."""

    def __init__(self) -> None:
        self.requests_at_once = FIRST_REQUESTS_AT_ONCE
        self._answered, self._request_seconds, self._seconds = 0.0, 0.0, 0.0

    def count_answered(self, seconds: float) -> None:
        """Count a request that took so long."""
        self._answered += 1
        self._request_seconds += seconds

    def adjust(self, seconds: float) -> None:
        """Calculate the number anew. `seconds` are those since the last call, in which it was busy.

        The rate is that of the answered requests, or, if that is higher, that of one request after
        the other: with little to do, few are answered although many could be.
        """
        self._seconds += seconds
        if self._answered >= 1:
            rate = self._answered / max(min(self._request_seconds, self._seconds), 1e-6)
            fitting = int(rate * MAX_WAIT_SECONDS)
            self.requests_at_once = max(MIN_REQUESTS_AT_ONCE, min(MAX_REQUESTS_AT_ONCE, fitting))
        self._answered *= MEMORY
        self._request_seconds *= MEMORY
        self._seconds *= MEMORY
