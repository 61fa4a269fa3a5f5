"""The load generator: keep-alive connections on one thread, each sending its next request when its answer is there.

General load tools either do not keep up beside a server on two cores, or round to milliseconds, or cannot give every
request fresh ids and look into every answer. This does nothing else, in about 20 microseconds a request.
"""

import selectors
import socket
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import perf_counter, process_time

HEAD_END = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length:"
PATIENCE = 20.0
"""Seconds after which a server that does not answer has failed."""

Next = Iterator[bytes]
Check = Callable[[bytes], bool]


class LoadError(Exception):
    """The server answered what it should not, or not at all."""


@dataclass(slots=True)
class Sample:
    """What one run measured. `latencies` are in seconds; `busy` is the generator's own time on its core, as a share.

    `all` counts the requests of the warm-up and of the end, too.
    """

    seconds: float = 0.0
    busy: float = 0.0
    all: int = 0
    latencies: "array[float]" = field(default_factory=lambda: array("d"))

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds


class _Line:
    """One client: its connection, what it sends next, and what has arrived so far."""

    __slots__ = ("check", "following", "got", "sent", "socket", "wanted")

    def __init__(self, address: tuple[str, int], following: Next, check: Check) -> None:
        self.socket = socket.create_connection(address, PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.following, self.check = following, check
        self.got, self.wanted, self.sent = b"", 0, 0.0

    def send(self) -> None:
        request = next(self.following)
        self.sent = perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Take what has arrived; say whether the answer is complete.

        Raises:
            LoadError: the connection ended, or the answer is not what was asked for.
        """
        more = self.socket.recv(1 << 18)
        if not more:
            raise LoadError("the server closed a connection")
        self.got = self.got + more if self.got else more
        if not self.wanted:
            self.wanted = _length(self.got)
        if not self.wanted or len(self.got) < self.wanted:
            return False
        answer, self.got, self.wanted = self.got, b"", 0
        if answer[9:12] != b"200" or not self.check(answer):
            raise LoadError(f"not what was asked for: {answer[:2000].decode(errors='replace')}")
        return True


def _length(got: bytes) -> int:
    """Return the bytes of the whole answer, head included; 0 while its head is not complete."""
    end = got.find(HEAD_END)
    if end < 0:
        return 0
    head = got[: end + 2].lower()
    start = head.find(LENGTH) + len(LENGTH)
    return end + len(HEAD_END) + int(head[start : head.index(b"\r", start)])


def load(
    address: tuple[str, int], clients: list[Next], check: Check, seconds: float, warm: float = 0.1
) -> Sample:
    """Keep every client asking for so many seconds, after a warm-up that does not count.

    Raises:
        LoadError: any answer that is not a 200 that `check` likes.
    """
    lines = [_Line(address, following, check) for following in clients]
    try:
        with selectors.DefaultSelector() as selector:
            for line in lines:
                selector.register(line.socket, selectors.EVENT_READ, line)
            return _drive(selector, lines, seconds, warm)
    finally:
        for line in lines:
            line.socket.close()


def _drive(
    selector: selectors.BaseSelector, lines: list[_Line], seconds: float, warm: float
) -> Sample:
    for line in lines:
        line.send()
    early: array[float] = array("d")
    late = _answer(selector, perf_counter() + warm, early)
    sample = Sample()
    begun, worked = perf_counter(), process_time()
    late += _answer(selector, begun + seconds, sample.latencies)
    sample.seconds = perf_counter() - begun
    sample.busy = (process_time() - worked) / sample.seconds
    _finish(selector, len(lines))
    sample.all = len(early) + len(sample.latencies) + late + len(lines)
    return sample


def _answer(selector: selectors.BaseSelector, until: float, latencies: "array[float]") -> int:
    """Take answers and send what follows until it is time; the number of answers that came just after it."""
    late = 0
    while perf_counter() < until:
        for line in _ready(selector):
            if line.receive():
                now = perf_counter()
                if now < until:
                    latencies.append(now - line.sent)
                else:
                    late += 1
                line.send()
    return late


def _finish(selector: selectors.BaseSelector, waiting: int) -> None:
    """Take the answers that are still on their way, so that the next run begins on a server at rest."""
    while waiting:
        waiting -= sum(line.receive() for line in _ready(selector))


def _ready(selector: selectors.BaseSelector) -> list[_Line]:
    ready = selector.select(PATIENCE)
    if not ready:
        raise LoadError(f"the server did not answer for {PATIENCE:.0f} seconds")
    return [key.data for key, _ in ready]
