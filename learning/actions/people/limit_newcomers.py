"""Limit how many new people join from one address or device.

Many people can read a join code on a wall. A whole shop may join with it, a crowd may not.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from learning.actions.people.limit_guesses import hash_guard_key, make_span_message
from learning.rules.refusals import TooManyRequests
from learning.steps.people.create_session import Device
from learning.tables.database import connection

UPSERT_NEWCOMER_COUNT = """
INSERT INTO sign_in_guard AS counted (key, failures, since) VALUES ($1, 1, $2)
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN {over} THEN 1 ELSE counted.failures + 1 END,
    since = CASE WHEN {over} THEN $2 ELSE counted.since END
WHERE {over} OR counted.failures < $3
RETURNING true
""".format(over="(counted.since + $4::interval <= $2)")
SELECT_QUOTA_START = "SELECT since FROM sign_in_guard WHERE key = $1"


@dataclass(frozen=True, slots=True)
class NewcomerQuota:
    """New people from one key in a span of time, which begins with the first of them.

    `refusal_code` is the code of the refusal when the quota is used up.
    """

    key: str
    max_people: int
    span: timedelta
    refusal_code: str


def make_newcomer_quotas(device: Device) -> list[NewcomerQuota]:
    """Make the quotas: for an address a big shop's first morning, for a device a family's phone.

    A device can drop its mark. It then still has the quota of its address.
    """
    address_key = f"newcomer:address:{hash_guard_key(device.address)}"
    quotas = [NewcomerQuota(address_key, 60, timedelta(hours=1), "team.too_many_joined_here")]
    if device.mark:
        device_key = f"newcomer:device:{hash_guard_key(device.mark)}"
        quotas.append(
            NewcomerQuota(device_key, 5, timedelta(days=1), "team.too_many_joined_on_device")
        )
    return quotas


async def count_newcomer(device: Device, now: datetime) -> None:
    """Count a new person for good. Call it outside a transaction.

    Raises:
        TooManyRequests: the quota of this address or device is used up.
    """
    for quota in make_newcomer_quotas(device):
        async with connection() as conn:
            if await conn.fetchval(
                UPSERT_NEWCOMER_COUNT, quota.key, now, quota.max_people, quota.span
            ):
                continue
            since = await conn.fetchval(SELECT_QUOTA_START, quota.key)
        raise _make_too_many_newcomers_error(quota, (since or now) + quota.span - now)


def _make_too_many_newcomers_error(quota: NewcomerQuota, wait: timedelta) -> TooManyRequests:
    seconds = max(1, ceil(wait.total_seconds()))
    return TooManyRequests(quota.refusal_code, seconds, span=make_span_message(seconds))
