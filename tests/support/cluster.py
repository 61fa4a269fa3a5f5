"""A real cluster of three nodes, from the server that Herobreak brings along. A node can be killed and started again."""

import subprocess
import time
from bisect import bisect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redis

from ops import launch as launching
from ops.embedded import ports, valkey
from ops.launch import Launch

NODES, SLOTS = 3, 16384
FIRST = [SLOTS * number // NODES for number in range(NODES + 1)]
BUS = 10000
"""The nodes talk among each other on a port so far above their own."""
PASSWORD = "not-a-secret"
OPTIONS = ("cluster-enabled yes", "cluster-node-timeout 1000", "cluster-require-full-coverage no")


@dataclass
class Node:
    """One server. Killed, it forgets all rows: nothing is written to a disk but who belongs to the cluster."""

    port: int
    launch: Launch
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        self.process = launching.start(self.launch)
        launching.wait_until_ready(self.launch, self.process, 20)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def client(self) -> redis.Redis:
        return redis.Redis(port=self.port, password=PASSWORD, socket_timeout=5)


@dataclass
class Cluster:
    """Three masters, a third of the slots each."""

    nodes: list[Node] = field(default_factory=list)

    @property
    def url(self) -> str:
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        return f"redis+cluster://:{PASSWORD}@{hosts}"

    def join(self) -> None:
        """Make one cluster of them, and wait until each knows that it is."""
        for number, node in enumerate(self.nodes):
            with node.client() as client:
                client.execute_command("CLUSTER", "ADDSLOTSRANGE", FIRST[number], FIRST[number + 1] - 1)
                client.execute_command("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
                for other in self.nodes[:number]:
                    client.execute_command("CLUSTER", "MEET", "127.0.0.1", other.port, other.port + BUS)
        self.wait()

    def wait(self, seconds: float = 20) -> None:
        """Wait until every node sees all slots served by nodes that answer."""
        until = time.monotonic() + seconds
        while not all(_sees_all(node) for node in self.nodes):
            assert time.monotonic() < until, "the nodes do not find together"
            time.sleep(0.02)

    def empty(self) -> None:
        for node in self.nodes:
            with node.client() as client:
                client.flushall()

    def node_of(self, key: str) -> Node:
        """The node that has a key."""
        with self.nodes[0].client() as client:
            slot = int(client.execute_command("CLUSTER", "KEYSLOT", key))
        return self.nodes[bisect(FIRST, slot) - 1]


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Run it for as long as the block lasts."""
    made = Cluster()
    try:
        for number in range(NODES):
            port = _port()
            place = folder / f"node-{number}"
            launch = valkey.launch(
                place, folder / f"node-{number}.log", port, password=PASSWORD, loose=True, more=OPTIONS
            )
            made.nodes.append(Node(port, launch))
            made.nodes[-1].start()
        made.join()
        yield made
    finally:
        for node in made.nodes:
            node.kill()


def _sees_all(node: Node) -> bool:
    with node.client() as client:
        info = client.execute_command("CLUSTER", "INFO").decode().split()
    return {"cluster_state:ok", f"cluster_slots_ok:{SLOTS}", f"cluster_known_nodes:{NODES}"} <= set(info)


def _port() -> int:
    """A free port whose bus port exists and is free, too."""
    while True:
        port = ports.free()
        if port + BUS < 65536:
            try:
                ports.reserve(port + BUS).close()
            except OSError:
                continue
            return port
