"""The load generator: keep-alive connections on one thread.

Each connection sends its next request when the response to the last one has arrived. General load
tools are too slow on two cores, or round to milliseconds, or cannot give every request new ids and
check every response. This one needs about 20 microseconds per request.
"""

import selectors
import socket
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import perf_counter, process_time

HEAD_END = b"\r\n\r\n"
CONTENT_LENGTH_HEADER = b"\r\ncontent-length:"
RESPONSE_TIMEOUT_SECONDS = 20.0
"""A server that does not respond for this time has failed."""

RequestStream = Iterator[bytes]
ResponseCheck = Callable[[bytes], bool]


class LoadError(Exception):
    """The server sent a wrong response or none."""


@dataclass(slots=True)
class Sample:
    """What one run measured.

    `latencies` are in seconds. `busy` is the share of its core that the generator used. `all` also
    counts the requests of the warm-up and of the end.
    """

    seconds: float = 0.0
    busy: float = 0.0
    all: int = 0
    latencies: "array[float]" = field(default_factory=lambda: array("d"))

    @property
    def requests_per_second(self) -> float:
        """Requests per second."""
        return len(self.latencies) / self.seconds


class _Client:
    """One client: its connection, its next requests, and the received part of a response."""

    __slots__ = ("check", "received", "requests", "response_length", "sent_at", "socket")

    def __init__(
        self, address: tuple[str, int], requests: RequestStream, check: ResponseCheck
    ) -> None:
        self.socket = socket.create_connection(address, RESPONSE_TIMEOUT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.requests, self.check = requests, check
        self.received, self.response_length, self.sent_at = b"", 0, 0.0

    def send_request(self) -> None:
        request = next(self.requests)
        self.sent_at = perf_counter()
        self.socket.sendall(request)

    def receive_response(self) -> bool:
        """Receive what has arrived. Return whether the response is complete.

        Raises:
            LoadError: the connection ended, or the response is wrong.
        """
        chunk = self.socket.recv(1 << 18)
        if not chunk:
            raise LoadError("the server closed a connection")
        self.received = self.received + chunk if self.received else chunk
        if not self.response_length:
            self.response_length = _find_response_length(self.received)
        if not self.response_length or len(self.received) < self.response_length:
            return False
        answer, self.received, self.response_length = self.received, b"", 0
        if answer[9:12] != b"200" or not self.check(answer):
            raise LoadError(f"not what was asked for: {answer[:2000].decode(errors='replace')}")
        return True


def _find_response_length(received: bytes) -> int:
    """Give the length of the whole response in bytes; 0 while its head is not complete."""
    end = received.find(HEAD_END)
    if end < 0:
        return 0
    head = received[: end + 2].lower()
    start = head.find(CONTENT_LENGTH_HEADER) + len(CONTENT_LENGTH_HEADER)
    return end + len(HEAD_END) + int(head[start : head.index(b"\r", start)])


def generate_load(
    address: tuple[str, int],
    request_streams: list[RequestStream],
    check: ResponseCheck,
    seconds: float,
    warm: float = 0.1,
) -> Sample:
    """Send requests from every client for some seconds, after a warm-up that does not count.

    Raises:
        LoadError: a response has another status than 200, or `check` refuses it.
    """
    clients = [_Client(address, requests, check) for requests in request_streams]
    try:
        with selectors.DefaultSelector() as selector:
            for client in clients:
                selector.register(client.socket, selectors.EVENT_READ, client)
            return _run_clients(selector, clients, seconds, warm)
    finally:
        for client in clients:
            client.socket.close()


def _run_clients(
    selector: selectors.BaseSelector, clients: list[_Client], seconds: float, warm: float
) -> Sample:
    for client in clients:
        client.send_request()
    early: array[float] = array("d")
    late = _exchange_until(selector, perf_counter() + warm, early)
    sample = Sample()
    started_at, worked = perf_counter(), process_time()
    late += _exchange_until(selector, started_at + seconds, sample.latencies)
    sample.seconds = perf_counter() - started_at
    sample.busy = (process_time() - worked) / sample.seconds
    _receive_remaining(selector, len(clients))
    sample.all = len(early) + len(sample.latencies) + late + len(clients)
    return sample


def _exchange_until(
    selector: selectors.BaseSelector, until: float, latencies: "array[float]"
) -> int:
    """Receive responses and send the next requests until `until`.

    Gives the number of responses that came too late to count.
    """
    late = 0
    while perf_counter() < until:
        for client in _wait_for_responses(selector):
            if client.receive_response():
                now = perf_counter()
                if now < until:
                    latencies.append(now - client.sent_at)
                else:
                    late += 1
                client.send_request()
    return late


def _receive_remaining(selector: selectors.BaseSelector, waiting: int) -> None:
    """Receive the remaining responses, so that the next run begins on an idle server."""
    while waiting:
        waiting -= sum(client.receive_response() for client in _wait_for_responses(selector))


def _wait_for_responses(selector: selectors.BaseSelector) -> list[_Client]:
    ready = selector.select(RESPONSE_TIMEOUT_SECONDS)
    if not ready:
        raise LoadError(f"the server did not answer for {RESPONSE_TIMEOUT_SECONDS:.0f} seconds")
    return [key.data for key, _ in ready]
