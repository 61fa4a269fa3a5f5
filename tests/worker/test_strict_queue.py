"""Messages that nobody can have sent: each is set aside once, and no process of the worker ends."""

import asyncio
import copy
import json
from base64 import b64encode
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis
from support.workers import StartWorker

from learning.task_queues import CLOCK_QUEUE, JOB_QUEUE, SET_ASIDE_KEY
from worker.app import app
from worker.strict_queue import (
    MAX_BYTES_SET_ASIDE,
    MAX_MESSAGES_SET_ASIDE,
    find_message_fault,
)

json_values: st.SearchStrategy[Any] = st.recursive(st.none() | st.text(), st.lists)
NOTHING = b64encode(b"[[], {}, {}]").decode()


def make_message() -> dict[str, Any]:
    """Make a message that asks for a heartbeat."""
    return {
        "body": NOTHING,
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": {"task": "worker.heartbeat", "id": str(uuid4())},
        "properties": {
            "delivery_tag": str(uuid4()),
            "delivery_info": {"exchange": "", "routing_key": JOB_QUEUE},
            "body_encoding": "base64",
            "correlation_id": str(uuid4()),
        },
    }


def change_message(*path: str, to: object) -> bytes:
    """Make a message with another value, or without it (None)."""
    message = make_message()
    place = message
    for name in path[:-1]:
        place = place[name]
    if to is None:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return json.dumps(message).encode()


GARBAGE = {
    "no text": b"\xff\xfe\x00",
    "no JSON": b"garbage",
    "a number": b"5",
    "null": b"null",
    "nested": b"[" * 100_000,
    "no properties": change_message("properties", to=None),
    "no tag": change_message("properties", "delivery_tag", to=None),
    "another coding of the body": change_message("properties", "body_encoding", to="rot13"),
    "no base64": change_message("body", to="!!!"),
    "base64 of no JSON": change_message("body", to=b64encode(b"\xff").decode()),
    "no arguments": change_message("body", to=b64encode(b"[]").decode()),
    "pickle": change_message("content-type", to="application/x-python-serialize"),
    "no headers": change_message("headers", to=None),
    "headers without a task": change_message("headers", "task", to=None),
    "no time": change_message("headers", "eta", to="yesterday"),
    "no limit": change_message("headers", "timelimit", to="x"),
    "no number": change_message("headers", "retries", to="x"),
}


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_has_a_fault(kind: str) -> None:
    assert find_message_fault(GARBAGE[kind])


def test_a_message_of_our_own_has_none() -> None:
    assert find_message_fault(json.dumps(make_message()).encode()) is None


@given(st.binary() | json_values.map(msgspec.json.encode))
def test_any_bytes_are_judged_without_an_error(item: bytes) -> None:
    assert find_message_fault(item) is None or find_message_fault(item)


@given(st.data())
def test_a_message_with_any_other_value_is_judged_without_an_error(data: st.DataObject) -> None:
    message = copy.deepcopy(make_message())
    part = data.draw(st.sampled_from([message, message["headers"], message["properties"]]))
    part[data.draw(st.sampled_from(sorted(part)))] = data.draw(
        st.none() | st.integers() | st.text() | st.lists(st.none()) | st.just({})
    )
    fault = find_message_fault(json.dumps(message).encode())
    assert fault is None or ":" in fault


async def test_what_celery_sends_is_read(clean_redis: str) -> None:
    with app.connection_for_write(clean_redis) as queue:
        app.send_task("worker.heartbeat", connection=queue, expires=5, countdown=60)
    async with Redis.from_url(clean_redis) as client:
        [item] = await client.lrange(CLOCK_QUEUE, 0, -1)
    assert isinstance(item, bytes)
    assert find_message_fault(item) is None


async def wait_for_length(client: Redis, key: str, length: int) -> None:
    """Wait until a list has a length."""
    for _ in range(600):
        if await client.llen(key) == length:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{key} has {await client.llen(key)} messages")


async def test_garbage_is_set_aside_and_the_worker_goes_on(
    start_worker: StartWorker, clean_redis: str
) -> None:
    async with Redis.from_url(clean_redis) as client:
        await client.lpush(JOB_QUEUE, *GARBAGE.values(), json.dumps(make_message()))
        worker = start_worker()
        await wait_for_length(client, SET_ASIDE_KEY, len(GARBAGE))
        kept = await client.lrange(SET_ASIDE_KEY, 0, -1)
        assert set(kept) == {item[:MAX_BYTES_SET_ASIDE] for item in GARBAGE.values()}
        await client.lpush(JOB_QUEUE, *[b"garbage"] * (MAX_MESSAGES_SET_ASIDE + 20))
        await wait_for_length(client, JOB_QUEUE, 0)
        assert await client.llen(SET_ASIDE_KEY) == MAX_MESSAGES_SET_ASIDE
        assert worker.poll() is None
