"""How many practice entries a person may send: far more than anybody can do, but not without end.

A person who was away from the network for weeks sends all of it at once. So many entries are free
at any moment, and they come back slowly. It is kept as one instant: until when the entries so far
are spread out, if each takes `ENTRY_INTERVAL`.
"""

from datetime import datetime, timedelta
from math import ceil

ENTRIES_PER_DAY = 2000
"""Entries that come back in a day. Ten hours of practice without a pause are about that many."""
MAX_ENTRIES_AT_ONCE = 3000
"""Entries that are free after a rest: thirty days of a hundred answers, sent together."""
ENTRIES_WORTH_A_RETRY = 50
"""Entries that a phone sends at once. It is asked to wait until so many are free."""
ENTRY_INTERVAL = timedelta(days=1) / ENTRIES_PER_DAY
RETRY_SECONDS = int((ENTRY_INTERVAL * ENTRIES_WORTH_A_RETRY).total_seconds())


def count_free_entries(spread_until: datetime | None, received_at: datetime) -> int:
    """Return how many entries are recorded now. The others are refused until later."""
    used = _find_spread_end(spread_until, received_at) - received_at
    return MAX_ENTRIES_AT_ONCE - ceil(used / ENTRY_INTERVAL)


def spread_entries(
    spread_until: datetime | None, received_at: datetime, entries: int
) -> datetime | None:
    """Return until when the entries are spread out, with those that were just recorded."""
    if not entries:
        return spread_until
    return _find_spread_end(spread_until, received_at) + entries * ENTRY_INTERVAL


def _find_spread_end(spread_until: datetime | None, received_at: datetime) -> datetime:
    """Return until when earlier entries are spread out, not before the receipt.

    No entries reach further than `MAX_ENTRIES_AT_ONCE`: then the server's clock was put back, and
    nobody is kept waiting for that.
    """
    longest = MAX_ENTRIES_AT_ONCE * ENTRY_INTERVAL
    is_known = spread_until and received_at < spread_until <= received_at + longest
    return spread_until if spread_until and is_known else received_at
