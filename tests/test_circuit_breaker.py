"""The circuit breaker: when it opens, for which node, and when it closes again."""

import asyncio

import pytest

from learning.circuit_breaker import CircuitBreaker
from learning.leaderboards.redis_nodes import RedisNodes, RedisUnavailableError
from learning.live_hints import HintBroker, LiveHint

UNREACHABLE_REDIS_URL = "redis://127.0.0.1:1/0"


async def test_a_new_breaker_is_closed() -> None:
    assert not CircuitBreaker().is_open()


async def test_a_failure_opens_it_for_its_pause_and_then_it_closes() -> None:
    breaker = CircuitBreaker(pause_seconds=0.05)
    breaker.record_failure()
    assert breaker.is_open()
    await asyncio.sleep(0.06)
    assert not breaker.is_open()


async def test_each_node_has_its_own_state() -> None:
    breaker = CircuitBreaker()
    breaker.record_failure("first")
    assert breaker.is_open("first")
    assert not breaker.is_open("second")
    assert not breaker.is_open()


async def test_a_later_failure_starts_the_pause_again() -> None:
    breaker = CircuitBreaker(pause_seconds=0.1)
    breaker.record_failure()
    await asyncio.sleep(0.06)
    breaker.record_failure()
    await asyncio.sleep(0.06)
    assert breaker.is_open()


async def test_boards_do_not_ask_a_server_that_has_just_failed() -> None:
    nodes = RedisNodes(UNREACHABLE_REDIS_URL, timeout_seconds=0.5)
    with pytest.raises(RedisUnavailableError):
        await nodes.send_command("board", "ZCARD", "board")
    assert nodes.breaker.is_open()
    assert [
        type(answer) for answer in await nodes.send_commands([("board", "ZCARD", "board")])
    ] == [RedisUnavailableError]
    await nodes.close()


async def test_hints_do_not_ask_a_server_that_has_just_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live = HintBroker(UNREACHABLE_REDIS_URL)
    hint = LiveHint("board", "1", (1,))
    await live.publish_hints([hint])
    assert live.breaker.is_open()
    calls: list[object] = []
    monkeypatch.setattr(live.client, "publish", lambda *values: calls.append(values))
    await live.publish_hints([hint])
    assert calls == []
    await live.close()
