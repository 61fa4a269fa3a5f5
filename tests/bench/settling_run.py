"""One worker in its own process: it settles challenges, or holds ceremonies, until none is due."""

import asyncio
import os
import sys
import time
from datetime import datetime

import msgspec

from learning.actions.boards.open_boards import open_boards
from learning.actions.challenges.post_challenge_points import post_challenge_points
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.tables.database import close_pool, open_pool


class WorkerResult(msgspec.Struct, frozen=True):
    """The number of finished items, the start and end in seconds, and the processor seconds."""

    done: int
    started_at: float
    ended: float
    processor: float


async def run_settling_worker(work: str, now: datetime) -> WorkerResult:
    """Do the work of one job of the sweep: settle challenges, or post the points of ceremonies."""
    await open_pool(os.environ["DATABASE_URL"], 2)
    boards = open_boards(os.environ["REDIS_URL"], timeout_seconds=5.0)
    started_at, used = time.time(), time.process_time()
    if work == "settle":
        done = await settle_challenges(None, now)
    else:
        done = await post_challenge_points(None, boards, now)
    result = WorkerResult(done, started_at, time.time(), time.process_time() - used)
    await boards.close()
    await close_pool()
    return result


if __name__ == "__main__":
    print(
        msgspec.json.encode(
            asyncio.run(run_settling_worker(sys.argv[1], datetime.fromisoformat(sys.argv[2])))
        ).decode()
    )
