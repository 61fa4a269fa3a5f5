"""Figures of the Redis that has the queue, for the operator."""

from dataclasses import dataclass

from redis.asyncio import Redis

from learning.leaderboards.redis_nodes import REDIS_ERRORS, REDIS_TIMEOUT_SECONDS
from learning.task_queues import CLOCK_QUEUE, JOB_QUEUE, SET_ASIDE_KEY

QUEUE_KEYS = (JOB_QUEUE, CLOCK_QUEUE)


@dataclass(frozen=True, slots=True)
class RedisState:
    """Messages that wait, messages that were set aside, memory in use and its limit (0: none)."""

    queue_messages: int
    messages_set_aside: int
    memory_bytes: int
    memory_limit_bytes: int


async def load_redis_state(url: str) -> RedisState | None:
    """Read the figures; None if Redis does not answer or refuses."""
    if not url:
        return None
    client: Redis = Redis.from_url(
        url, socket_timeout=REDIS_TIMEOUT_SECONDS, socket_connect_timeout=REDIS_TIMEOUT_SECONDS
    )
    try:
        async with client, client.pipeline(transaction=False) as pipe:
            for key in (*QUEUE_KEYS, SET_ASIDE_KEY):
                pipe.llen(key)
            pipe.info("memory")
            *lengths, memory = await pipe.execute()
    except REDIS_ERRORS:
        return None
    return RedisState(
        sum(lengths[:-1]), lengths[-1], memory["used_memory"], memory.get("maxmemory", 0)
    )
