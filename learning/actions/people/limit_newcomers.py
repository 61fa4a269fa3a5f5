"""A code on a wall is read by many: whoever has it may bring a shop, not a crowd that nobody employs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from learning.actions.people.limit_guesses import hash_guard_key
from learning.rules.refusals import TooManyRequests
from learning.steps.people.create_session import Device
from learning.tables.database import connection

UPSERT_NEWCOMER_COUNT = """
INSERT INTO sign_in_guard AS kept (key, failures, since) VALUES ($1, 1, $2)
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN {over} THEN 1 ELSE kept.failures + 1 END,
    since = CASE WHEN {over} THEN $2 ELSE kept.since END
WHERE {over} OR kept.failures < $3
RETURNING true
""".format(over="(kept.since + $4::interval <= $2)")


@dataclass(frozen=True, slots=True)
class NewcomerQuota:
    """New people that one key may bring in a span of time, which begins with the first. `here` names it to them."""

    key: str
    max_people: int
    span: timedelta
    place_in_words: str


def make_newcomer_quotas(device: Device) -> list[NewcomerQuota]:
    """Limit the new people of an address to a big shop's first morning, and those of a device to a family's phone.

    The mark is the device's own word. One that drops it still has the quota of its address.
    """
    found = [
        NewcomerQuota(
            f"newcomer:address:{hash_guard_key(device.address)}", 60, timedelta(hours=1), "here"
        )
    ]
    if device.mark:
        found.append(
            NewcomerQuota(
                f"newcomer:device:{hash_guard_key(device.mark)}",
                5,
                timedelta(days=1),
                "this device",
            )
        )
    return found


async def count_newcomer(device: Device, now: datetime) -> None:
    """Count somebody new, for good: joining well is no reason to join again. Call it outside a transaction.

    Raises:
        TooMany: as many new people as may be have come from this address or device.
    """
    for quota in make_newcomer_quotas(device):
        async with connection() as conn:
            if await conn.fetchval(
                UPSERT_NEWCOMER_COUNT, quota.key, now, quota.max_people, quota.span
            ):
                continue
            since = await conn.fetchval("SELECT since FROM sign_in_guard WHERE key = $1", quota.key)
        raise _make_too_many_newcomers_error(quota, (since or now) + quota.span - now)


def _make_too_many_newcomers_error(quota: NewcomerQuota, wait: timedelta) -> TooManyRequests:
    seconds = max(1, ceil(wait.total_seconds()))
    minutes = ceil(seconds / 60)
    span = (
        "a minute"
        if minutes == 1
        else f"{minutes} minutes"
        if minutes < 120
        else f"{ceil(minutes / 60)} hours"
    )
    return TooManyRequests(
        f"Too many new people have joined from {quota.place_in_words}. Try again in {span}, or ask your team leader. If you"
        " have joined before, write your name as you did then, or sign in.",
        seconds,
    )
