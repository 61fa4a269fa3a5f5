"""One worker of the night in which everything ends: a process of its own that settles what it can get hold of."""

import asyncio
import sys
import time
from datetime import datetime

import msgspec

from learning.actions.settle_challenges import settle_challenges
from learning.tables.database import close_pool, open_pool


class Night(msgspec.Struct, frozen=True):
    """What one worker settled; begin and end on the clock, in seconds; seconds of its processor."""

    settled: int
    begun: float
    ended: float
    processor: float


async def night(now: datetime) -> Night:
    """Settle as one job of the sweep would."""
    await open_pool(2)
    begun, used = time.time(), time.process_time()
    settled = await settle_challenges(None, now)
    made = Night(settled, begun, time.time(), time.process_time() - used)
    await close_pool()
    return made


if __name__ == "__main__":
    print(msgspec.json.encode(asyncio.run(night(datetime.fromisoformat(sys.argv[1])))).decode())
