"""How many requests a process works on at once: as many as it can answer in a short time.

With more, all would wait several times as long as usual. The number follows what is measured: the
mean time of the requests that were answered in the last moment, and how many were at work.
"""

TARGET_SECONDS = 0.1
"""The mean time of a request, above which fewer are let in."""
MIN_REQUESTS_AT_ONCE = 8
"""About as many as there are connections to the database: with fewer, it would stand idle."""
MAX_REQUESTS_AT_ONCE = 128
"""Above it, requests wait for each other however fast the machine is."""
FIRST_REQUESTS_AT_ONCE = 48
"""Before anything was measured."""
GROWTH = 1.25
"""By what the number grows when it was reached and requests were fast."""


class AdmissionLimit:
    """The number of requests that may be at work, and what was measured since it was last set."""

    def __init__(self) -> None:
        self.requests_at_once = min(FIRST_REQUESTS_AT_ONCE, MAX_REQUESTS_AT_ONCE)
        self._seconds, self._answered, self._most_at_once = 0.0, 0, 0

    def admits(self, at_once: int) -> bool:
        """Say whether so many requests, with the new one, may be at work."""
        self._most_at_once = max(self._most_at_once, at_once)
        return at_once <= self.requests_at_once

    def count_answered(self, seconds: float) -> None:
        """Count a request that took so long."""
        self._seconds += seconds
        self._answered += 1

    def adjust(self) -> None:
        """Set the number by what was measured since the last call.

        It shrinks only when the process was busy: one slow request says nothing about the others.
        """
        if not self._answered:
            return
        mean, most = self._seconds / self._answered, self._most_at_once
        self._seconds, self._answered, self._most_at_once = 0.0, 0, 0
        if mean > TARGET_SECONDS and most > self.requests_at_once / 2:
            fitting = int(min(most, self.requests_at_once) * TARGET_SECONDS / mean)
            self.requests_at_once = max(MIN_REQUESTS_AT_ONCE, fitting)
        elif mean <= TARGET_SECONDS and most >= self.requests_at_once:
            grown = int(self.requests_at_once * GROWTH)
            self.requests_at_once = min(MAX_REQUESTS_AT_ONCE, grown)
