"""One phone cannot take the event loop from others: its requests wait, and none is refused."""

import asyncio
import time
from typing import Any, cast

import pytest
from litestar.types import HTTPScope
from support.visits import Visit

from api.fair_share import (
    FREE_REQUESTS_PER_SECOND,
    LARGE_BODY_BYTES,
    LOOP_SECONDS_AT_ONCE,
    MAX_MEASURED_REQUESTS,
    FairShare,
)
from api.loop_meter import LoopMeter

SHARE = 0.1
JSON = {"Content-Type": "application/json"}


def make_scope(path: str = "/api/today", method: str = "GET", length: int = 0) -> HTTPScope:
    headers = [(b"content-length", str(length).encode())] if length else []
    return cast("HTTPScope", {"path": path, "method": method, "headers": headers})


def compute(seconds: float) -> None:
    """Take time from the loop."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass


class Work:
    """Requests that note how many of them run at once."""

    def __init__(self) -> None:
        self.running, self.most, self.done = 0, 0, 0

    async def run(self, seconds: float = 0.0, pause: float = 0.01) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
        compute(seconds)
        await asyncio.sleep(pause)
        self.running -= 1
        self.done += 1


async def begin_at_a_new_second() -> None:
    now = asyncio.get_running_loop().time()
    await asyncio.sleep(1 - now % 1)


async def test_few_requests_are_free_and_of_the_others_six_run_at_once() -> None:
    fair, work, scope = FairShare(SHARE), Work(), make_scope()
    await begin_at_a_new_second()
    requests = [fair.run(b"a", scope, work.run(pause=0.05)) for _ in range(40)]
    await asyncio.gather(*requests)
    assert work.done == 40
    assert work.most == FREE_REQUESTS_PER_SECOND + MAX_MEASURED_REQUESTS


async def test_a_phone_that_has_taken_its_share_waits_and_another_does_not() -> None:
    fair, work = FairShare(SHARE), Work()
    large = make_scope(method="POST", length=LARGE_BODY_BYTES + 1)
    await fair.run(b"a", large, work.run(LOOP_SECONDS_AT_ONCE + 0.05))
    began = time.perf_counter()
    await fair.run(b"b", large, work.run())
    assert time.perf_counter() - began < 0.2
    await fair.run(b"a", large, work.run())
    waited = time.perf_counter() - began
    assert waited > 0.05 / SHARE * 0.8
    assert work.done == 3


async def test_a_small_request_of_a_phone_that_waits_is_free() -> None:
    fair, work = FairShare(SHARE), Work()
    large = make_scope(method="POST", length=LARGE_BODY_BYTES + 1)
    await fair.run(b"a", large, work.run(LOOP_SECONDS_AT_ONCE + 0.1))
    began = time.perf_counter()
    await fair.run(b"a", make_scope(), work.run())
    assert time.perf_counter() - began < 0.2


async def test_who_leaves_while_waiting_gives_the_turn_to_the_next() -> None:
    fair, work, scope = FairShare(SHARE), Work(), make_scope(method="POST", length=1 << 20)
    first = [
        asyncio.create_task(fair.run(b"a", scope, work.run(pause=0.2)))
        for _ in range(MAX_MEASURED_REQUESTS)
    ]
    await asyncio.sleep(0.05)
    waiting = [asyncio.create_task(fair.run(b"a", scope, work.run())) for _ in range(8)]
    await asyncio.sleep(0.05)
    for task in waiting[:4]:
        task.cancel()
    results = await asyncio.gather(*first, *waiting, return_exceptions=True)
    assert sum(isinstance(result, asyncio.CancelledError) for result in results) == 4
    assert work.done == MAX_MEASURED_REQUESTS + 4
    await asyncio.wait_for(fair.run(b"a", scope, work.run()), 1)


async def test_an_open_stream_takes_no_turn() -> None:
    fair, work, ended = FairShare(SHARE), Work(), asyncio.Event()

    async def stream() -> None:
        await ended.wait()

    scope = make_scope("/api/live")
    await begin_at_a_new_second()
    streams = [asyncio.create_task(fair.run(b"a", scope, stream())) for _ in range(30)]
    await asyncio.sleep(0.05)
    await asyncio.wait_for(fair.run(b"a", make_scope(), work.run()), 1)
    ended.set()
    await asyncio.gather(*streams)
    assert work.done == 1


async def test_the_meter_counts_computing_and_not_waiting() -> None:
    async def work() -> None:
        compute(0.03)
        await asyncio.sleep(0.2)
        compute(0.03)

    meter = LoopMeter()
    await meter.measure(work())
    assert 0.05 < meter.seconds < 0.15


async def test_the_meter_passes_on_time_limits_errors_and_cancelling() -> None:
    async def fail() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await asyncio.sleep(5)
        raise LookupError

    with pytest.raises(LookupError):
        await LoopMeter().measure(fail())

    async def wait() -> None:
        await asyncio.sleep(5)

    async def measure() -> None:
        await LoopMeter().measure(wait())

    task = asyncio.create_task(measure())
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.usefixtures("clean_redis")
async def test_the_time_for_a_body_begins_after_the_wait(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.request_bodies.BODY_GRACE_SECONDS", 0.3)
    monkeypatch.setattr("api.fair_share.LOOP_SECONDS_AT_ONCE", 0.0)
    phone = await visit("anna-lee", HEROBREAK_PHONE_PERCENT="1")
    body = b'{"attempts":[' + b"0," * LARGE_BODY_BYTES + b"0]}"
    began = time.perf_counter()
    statuses = [
        (await phone.post("/api/attempts", content=body, headers=JSON)).status_code
        for _ in range(3)
    ]
    assert time.perf_counter() - began > 0.3
    assert statuses == [413] * 3  # too many entries, and not 408


@pytest.mark.usefixtures("clean_redis")
async def test_a_flood_of_one_phone_is_answered_slowly_and_a_colleague_is_answered_at_once(
    visit: Visit,
) -> None:
    settings: dict[str, Any] = {"HEROBREAK_PHONE_PERCENT": "1"}
    hostile, colleague = await visit("anna-lee", **settings), await visit("lea-leader", **settings)
    flood = [asyncio.create_task(hostile.get("/api/me")) for _ in range(60)]
    await asyncio.sleep(0)
    answers = [await colleague.get("/api/me") for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert not all(task.done() for task in flood)
    assert {(await task).status_code for task in flood} == {200}
