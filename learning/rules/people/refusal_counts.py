"""Bound the entries about refusals, so that nobody can fill the audit log by being refused."""

from datetime import datetime
from typing import NamedTuple

MAX_KEYS_PER_HOUR = 500
"""Accounts and routes of which one process writes entries of their own in one hour."""


class CountedRefusal(NamedTuple):
    """How often something was refused in this hour. `has_own_entry` is false beyond the bound."""

    times: int
    has_own_entry: bool


class RefusalCounts:
    """Counts of one process by key and hour.

    A refusal is written where it is the 1st, 10th, 100th of its key and hour, and so on. Keys
    beyond `MAX_KEYS_PER_HOUR` are counted together. So a million refusals in an hour make at most
    some thousand entries.
    """

    def __init__(self, max_keys: int = MAX_KEYS_PER_HOUR) -> None:
        """Begin with no counts."""
        self._max_keys = max_keys
        self._hour: datetime | None = None
        self._count_by_key: dict[tuple[str, ...], int] = {}

    def count(self, key: tuple[str, ...], now: datetime) -> CountedRefusal | None:
        """Count a refusal. Give the count where it is to be written, else None."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        if hour != self._hour:
            self._hour, self._count_by_key = hour, {}
        fits = key in self._count_by_key or len(self._count_by_key) < self._max_keys
        counted_key = key if fits else ()
        times = self._count_by_key[counted_key] = self._count_by_key.get(counted_key, 0) + 1
        return CountedRefusal(times, fits) if _is_power_of_ten(times) else None


def _is_power_of_ten(number: int) -> bool:
    return str(number).strip("0") == "1"
