"""The way to Redis: one server or a cluster, each node asked by itself and left alone for a moment after it failed."""

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

PATIENCE = 0.5
"""Seconds that a person waits for a server before things go on without it; a worker may have more."""
AWAY = 3.0
"""Seconds for which a server that has just failed is not even asked."""
CLUSTER = "+cluster"
PORT = 6379
FAULTS = (RedisError, RedisClusterException, OSError, TimeoutError)

log = structlog.get_logger("herobreak.boards")

Command = tuple[Any, ...]
"""A command and its arguments; the key of its board comes first: `(board, "ZCARD", board)`."""


class AwayError(Exception):
    """A board can't be had from Redis now. PostgreSQL knows it all."""


class Wire:
    """Sends commands to the node that has the board. A node that fails does not stop the others."""

    def __init__(self, url: str, patience: float) -> None:
        """Prepare a client; it connects when it is first needed."""
        self.client: Any = connect(url, patience)
        self.patience = patience
        self._cluster = isinstance(self.client, RedisCluster)
        self._stale = False
        self._away: dict[str, float] = {}

    async def one(self, *command: Any) -> Any:
        """Send one command.

        Raises:
            AwayError: there is no answer in time.
        """
        node = await self._node(command[0])
        try:
            async with asyncio.timeout(2 * self.patience):
                return await self.client.execute_command(*command[1:])
        except FAULTS as error:
            raise self._missed(node, error) from error

    async def many(self, commands: Sequence[Command]) -> list[Any]:
        """Send many commands, a round trip for each node; in place of an answer that did not come stands `AwayError`."""
        answers: list[Any] = [AwayError()] * len(commands)
        for node, places in (await self._by_node(commands)).items():
            try:
                found = await self._pipelined([commands[place] for place in places])
            except FAULTS as error:
                self._missed(node, error)
                continue
            for place, answer in zip(places, found, strict=True):
                answers[place] = AwayError() if isinstance(answer, Exception) else answer
        return answers

    async def close(self) -> None:
        """Close the connections."""
        await self.client.aclose()

    async def _pipelined(self, commands: list[Command]) -> list[Any]:
        async with asyncio.timeout(20 * self.patience), self.client.pipeline(transaction=False) as pipe:
            for command in commands:
                pipe.execute_command(*command[1:])
            answers: list[Any] = await pipe.execute(raise_on_error=False)
        return answers

    async def _by_node(self, commands: Sequence[Command]) -> dict[str, list[int]]:
        """Sort the places of commands by node, without those whose node is away."""
        found: dict[str, list[int]] = {}
        nodes: dict[str, str | None] = {}
        for place, command in enumerate(commands):
            board = command[0]
            if board not in nodes:
                try:
                    nodes[board] = await self._node(board)
                except AwayError:
                    nodes[board] = None
            node = nodes[board]
            if node is not None:
                found.setdefault(node, []).append(place)
        return found

    async def _node(self, board: str) -> str:
        """Find the node of a board; all are one without a cluster.

        Raises:
            AwayError: it failed a moment ago, or no node says who has the board.
        """
        node = ""
        if self._cluster:
            try:
                await self._look_around()
                node = self.client.get_node_from_key(board).name
            except FAULTS as error:
                raise self._missed("", error) from error
        if asyncio.get_running_loop().time() < self._away.get(node, 0.0):
            raise AwayError(node)
        return node

    async def _look_around(self) -> None:
        """Learn which node has what: at the beginning, and after one has failed."""
        if asyncio.get_running_loop().time() < self._away.get("", 0.0):
            raise AwayError("the cluster")
        async with asyncio.timeout(2 * self.patience):
            await self.client.initialize()
            if self._stale:
                await self.client.nodes_manager.initialize()
                self._stale = False

    def _missed(self, node: str, error: Exception) -> AwayError:
        self._away[node] = asyncio.get_running_loop().time() + AWAY
        self._stale = True
        log.warning("Redis is away", node=node, error=type(error).__name__)
        return AwayError(node)


def connect(url: str, patience: float = PATIENCE) -> Redis | RedisCluster:
    """Prepare the client of a server, `redis://...`, or of a cluster, `redis+cluster://:password@host:port,host:port`.

    Raises:
        ValueError: it is no such address.
    """
    common: dict[str, Any] = {
        "socket_timeout": patience,
        "socket_connect_timeout": patience,
        "retry": Retry(NoBackoff(), 0),
    }
    scheme, _, rest = url.partition("://")
    if not scheme.endswith(CLUSTER):
        return Redis.from_url(url, **common)
    who, _, hosts = rest.partition("/")[0].rpartition("@")
    name, _, password = who.partition(":")
    return RedisCluster(
        startup_nodes=[_startup(host) for host in hosts.split(",")],
        username=unquote(name) or None,
        password=unquote(password) or None,
        ssl=scheme == f"rediss{CLUSTER}",
        require_full_coverage=False,
        **common,
    )


def _startup(host: str) -> ClusterNode:
    found = urlsplit(f"//{host}")
    if not found.hostname:
        raise ValueError(f"{host!r} is no host of a cluster: give redis+cluster://:password@host:port,host:port")
    return ClusterNode(found.hostname, found.port or PORT)
