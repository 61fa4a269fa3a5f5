"""Send commands to Redis: one server, or the nodes of a cluster.

Each node has its own circuit breaker: a node that fails does not stop the others.
"""

import asyncio
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from redis.asyncio import Redis
from redis.asyncio.cluster import ClusterNode, RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisClusterException, RedisError

from learning.circuit_breaker import SINGLE_NODE, CircuitBreaker

REDIS_TIMEOUT_SECONDS = 0.5
"""Time that a request waits for an answer before it goes on without. A worker may wait longer."""
CLUSTER_SCHEME_SUFFIX = "+cluster"
DEFAULT_REDIS_PORT = 6379
REDIS_ERRORS = (RedisError, RedisClusterException, OSError, TimeoutError)

log = structlog.get_logger("herobreak.boards")

RedisCommand = tuple[Any, ...]
"""The key of a board, a command and its arguments: `(board, "ZCARD", board)`."""


class RedisUnavailableError(Exception):
    """A board cannot be read from Redis now. PostgreSQL has all of its scores."""


class RedisNodes:
    """Sends each command to the node that has its board."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        """Prepare a client. It connects when it is first used."""
        self.client: Any = create_redis_client(url, timeout_seconds)
        self.timeout_seconds = timeout_seconds
        self._cluster = isinstance(self.client, RedisCluster)
        self._is_topology_stale = False
        self.breaker = CircuitBreaker()

    async def send_command(self, *command: Any) -> Any:
        """Send one command.

        Raises:
            RedisUnavailableError: there was no answer in time.
        """
        node = await self._find_node(command[0])
        try:
            async with asyncio.timeout(2 * self.timeout_seconds):
                return await self.client.execute_command(*command[1:])
        except REDIS_ERRORS as error:
            raise self._record_failure(node, error) from error

    async def send_commands(self, commands: Sequence[RedisCommand]) -> list[Any]:
        """Send many commands, in one round trip per node.

        Returns the answers in the order of the commands. An answer that did not come is a
        `RedisUnavailableError`.
        """
        answers: list[Any] = [RedisUnavailableError()] * len(commands)
        for node, positions in (await self._group_by_node(commands)).items():
            try:
                found = await self._send_pipeline([commands[position] for position in positions])
            except REDIS_ERRORS as error:
                self._record_failure(node, error)
                continue
            for position, answer in zip(positions, found, strict=True):
                answers[position] = (
                    RedisUnavailableError() if isinstance(answer, Exception) else answer
                )
        return answers

    async def close(self) -> None:
        """Close the connections."""
        await self.client.aclose()

    async def _send_pipeline(self, commands: list[RedisCommand]) -> list[Any]:
        async with (
            asyncio.timeout(20 * self.timeout_seconds),
            self.client.pipeline(transaction=False) as pipe,
        ):
            for command in commands:
                pipe.execute_command(*command[1:])
            answers: list[Any] = await pipe.execute(raise_on_error=False)
        return answers

    async def _group_by_node(self, commands: Sequence[RedisCommand]) -> dict[str, list[int]]:
        """Group the positions of commands by node, without those of unavailable nodes."""
        found: dict[str, list[int]] = {}
        nodes: dict[str, str | None] = {}
        for position, command in enumerate(commands):
            board = command[0]
            if board not in nodes:
                try:
                    nodes[board] = await self._find_node(board)
                except RedisUnavailableError:
                    nodes[board] = None
            node = nodes[board]
            if node is not None:
                found.setdefault(node, []).append(position)
        return found

    async def _find_node(self, board: str) -> str:
        """Return the name of the node that has a board. Without a cluster there is one node.

        Raises:
            RedisUnavailableError: the node failed a moment ago, or no node knows who has the board.
        """
        node = SINGLE_NODE
        if self._cluster:
            try:
                await self._refresh_topology()
                node = self.client.get_node_from_key(board).name
            except REDIS_ERRORS as error:
                raise self._record_failure(SINGLE_NODE, error) from error
        if self.breaker.is_open(node):
            raise RedisUnavailableError(node)
        return node

    async def _refresh_topology(self) -> None:
        """Load which node has which slots: at first, and after a node has failed."""
        if self.breaker.is_open(SINGLE_NODE):
            raise RedisUnavailableError("the cluster")
        async with asyncio.timeout(2 * self.timeout_seconds):
            await self.client.initialize()
            if self._is_topology_stale:
                await self.client.nodes_manager.initialize()
                self._is_topology_stale = False

    def _record_failure(self, node: str, error: Exception) -> RedisUnavailableError:
        self.breaker.record_failure(node)
        self._is_topology_stale = True
        log.warning("Redis is unavailable", node=node, error=type(error).__name__)
        return RedisUnavailableError(node)


def create_redis_client(
    url: str, timeout_seconds: float = REDIS_TIMEOUT_SECONDS
) -> Redis | RedisCluster:
    """Prepare the client of a server or of a cluster.

    A server is `redis://...`. A cluster is `redis+cluster://:password@host:port,host:port`.

    Raises:
        ValueError: the address of a cluster has no host.
    """
    common: dict[str, Any] = {
        "socket_timeout": timeout_seconds,
        "socket_connect_timeout": timeout_seconds,
        "retry": Retry(NoBackoff(), 0),
    }
    scheme, _, rest = url.partition("://")
    if not scheme.endswith(CLUSTER_SCHEME_SUFFIX):
        return Redis.from_url(url, **common)
    credentials, _, hosts = rest.partition("/")[0].rpartition("@")
    name, _, password = credentials.partition(":")
    return RedisCluster(
        startup_nodes=[_parse_cluster_node(host) for host in hosts.split(",")],
        username=unquote(name) or None,
        password=unquote(password) or None,
        ssl=scheme == f"rediss{CLUSTER_SCHEME_SUFFIX}",
        require_full_coverage=False,
        **common,
    )


def _parse_cluster_node(host: str) -> ClusterNode:
    found = urlsplit(f"//{host}")
    if not found.hostname:
        raise ValueError(
            f"{host!r} is no host of a cluster: give redis+cluster://:password@host:port,host:port"
        )
    return ClusterNode(found.hostname, found.port or DEFAULT_REDIS_PORT)
