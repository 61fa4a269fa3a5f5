"""A real cluster of three Valkey nodes. A node can be killed and started again."""

import subprocess
import time
from bisect import bisect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redis

from ops import process_launch
from ops.embedded import ports, valkey
from ops.process_launch import ProcessLaunch

NODE_COUNT, SLOT_COUNT = 3, 16384
FIRST_SLOTS = [SLOT_COUNT * number // NODE_COUNT for number in range(NODE_COUNT + 1)]
BUS_PORT_OFFSET = 10000
"""The distance between a node's port and the port on which the nodes talk to each other."""
CLUSTER_PASSWORD = "not-a-secret"
CLUSTER_OPTIONS = (
    "cluster-enabled yes",
    "cluster-node-timeout 1000",
    "cluster-require-full-coverage no",
)


@dataclass
class ClusterNode:
    """One server. It writes only the cluster's nodes to disk, so a killed node loses its rows."""

    port: int
    launch: ProcessLaunch
    process: "subprocess.Popen[bytes] | None" = None

    def start_node(self) -> None:
        self.process = process_launch.start_process(self.launch)
        process_launch.wait_until_ready(self.launch, self.process, 20)

    def kill_node(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def open_client(self) -> redis.Redis:
        return redis.Redis(port=self.port, password=CLUSTER_PASSWORD, socket_timeout=5)


@dataclass
class Cluster:
    """Three primary nodes. Each has a third of the slots."""

    nodes: list[ClusterNode] = field(default_factory=list)

    @property
    def url(self) -> str:
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        return f"redis+cluster://:{CLUSTER_PASSWORD}@{hosts}"

    def form_cluster(self) -> None:
        """Make one cluster of the nodes, and wait until every node knows it."""
        for number, node in enumerate(self.nodes):
            with node.open_client() as client:
                client.execute_command(
                    "CLUSTER", "ADDSLOTSRANGE", FIRST_SLOTS[number], FIRST_SLOTS[number + 1] - 1
                )
                client.execute_command("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
                for other in self.nodes[:number]:
                    client.execute_command(
                        "CLUSTER", "MEET", "127.0.0.1", other.port, other.port + BUS_PORT_OFFSET
                    )
        self.wait_until_formed()

    def wait_until_formed(self, seconds: float = 20) -> None:
        """Wait until every node sees all slots served by nodes that answer."""
        deadline = time.monotonic() + seconds
        while not all(_sees_all(node) for node in self.nodes):
            assert time.monotonic() < deadline, "the nodes do not form a cluster"
            time.sleep(0.02)

    def delete_all_keys(self) -> None:
        for node in self.nodes:
            with node.open_client() as client:
                client.flushall()

    def find_node(self, key: str) -> ClusterNode:
        """Find the node that holds a key."""
        with self.nodes[0].open_client() as client:
            slot = int(client.execute_command("CLUSTER", "KEYSLOT", key))
        return self.nodes[bisect(FIRST_SLOTS, slot) - 1]


@contextmanager
def run_cluster(folder: Path) -> Iterator[Cluster]:
    """Run a cluster for as long as the block lasts."""
    formed = Cluster()
    try:
        for number in range(NODE_COUNT):
            port = _find_port_with_bus()
            node_folder = folder / f"node-{number}"
            launch = valkey.prepare_valkey(
                node_folder,
                folder / f"node-{number}.log",
                port,
                password=CLUSTER_PASSWORD,
                unsafe_fast=True,
                extra_lines=CLUSTER_OPTIONS,
            )
            formed.nodes.append(ClusterNode(port, launch))
            formed.nodes[-1].start_node()
        formed.form_cluster()
        yield formed
    finally:
        for node in formed.nodes:
            node.kill_node()


def _sees_all(node: ClusterNode) -> bool:
    with node.open_client() as client:
        info = client.execute_command("CLUSTER", "INFO").decode().split()
    return {
        "cluster_state:ok",
        f"cluster_slots_ok:{SLOT_COUNT}",
        f"cluster_known_nodes:{NODE_COUNT}",
    } <= set(info)


def _find_port_with_bus() -> int:
    """Find a free port whose bus port is valid and free, too."""
    while True:
        port = ports.find_free_port()
        if port + BUS_PORT_OFFSET < 65536:
            try:
                ports.reserve_port(port + BUS_PORT_OFFSET).close()
            except OSError:
                continue
            return port
