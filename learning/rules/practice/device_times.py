"""What the time that a device claims is worth. It is a hint: the server's clock decides.

A clock that cannot be right is not believed: what it timed counts as of its receipt. The same holds
for an earlier day on which the person cannot have had a break from the server.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta

from learning.rules.rota.days import find_day_start, to_local_day

NO_DEVICE_TIME = datetime.min.replace(tzinfo=UTC)
"""Stands for a claim that names no instant. It is never believed."""
MAX_OFFLINE_AGE = timedelta(days=30)
"""How long before its receipt something may have happened on a phone."""
MAX_CLOCK_LAG = timedelta(hours=2)
"""How slow the clock of a phone may be when its person joins, for the first break of a person."""
MAX_DAYS_AFTER_ISSUE = timedelta(days=6)
"""How long a phone can go on after the day of a break that it fetched: a week with that day."""
_TIE_STEP = timedelta(microseconds=1)


def is_break_issued(day: date, issued_days: Collection[date]) -> bool:
    """Say whether a phone can have had a break for a day. `issued_days` are those of fetches."""
    return any(issued <= day <= issued + MAX_DAYS_AFTER_ISSUE for issued in issued_days)


def judge_device_time(
    claimed: datetime, received_at: datetime, joined_at: datetime
) -> datetime | None:
    """Return the instant that a claim is worth, or None for one that is not believed.

    Not believed are: a future, an age above `MAX_OFFLINE_AGE`, a time before the person joined. A
    clock that was a little slow when the person joined gives the instant of joining.
    """
    oldest = max(received_at - MAX_OFFLINE_AGE, joined_at - MAX_CLOCK_LAG)
    if not oldest <= claimed <= received_at:
        return None
    return max(claimed, min(joined_at, received_at))


def place_device_times(
    claims: Sequence[tuple[datetime, int]],
    received_at: datetime,
    joined_at: datetime,
    zone: str,
    issued_days: Collection[date] | None = None,
) -> list[datetime]:
    """Return the instants of what one batch claims, in the order given.

    A claim is a time and a rank among those of the same time. Claims that are not believed happen
    at the receipt, on its local day, in the order of their times and ranks, a microsecond apart.
    An earlier day is believed only if a break was issued for it; without `issued_days`, any is.
    """
    judged = [judge_device_time(claimed, received_at, joined_at) for claimed, _ in claims]
    if issued_days is None and None not in judged:
        return [instant for instant in judged if instant is not None]
    today = to_local_day(received_at, zone)
    if issued_days is not None:
        judged = [
            instant if instant and _is_day_believed(instant, today, zone, issued_days) else None
            for instant in judged
        ]
    if None not in judged:
        return [instant for instant in judged if instant is not None]
    unbelieved = sorted(
        (place for place, instant in enumerate(judged) if instant is None),
        key=lambda place: claims[place],
    )
    day_start = find_day_start(today, zone)
    at_receipt = {
        place: max(received_at - _TIE_STEP * steps, day_start)
        for steps, place in enumerate(reversed(unbelieved))
    }
    return [
        at_receipt[place] if instant is None else instant for place, instant in enumerate(judged)
    ]


def _is_day_believed(
    instant: datetime, today: date, zone: str, issued_days: Collection[date]
) -> bool:
    day = to_local_day(instant, zone)
    return day >= today or is_break_issued(day, issued_days)
