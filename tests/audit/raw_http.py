"""The least of an HTTP client: it must cost next to nothing while it measures or attacks."""

import socket

TIMEOUT_SECONDS = 120.0


class RawConnection:
    """One kept-alive connection. It is opened again where the server has closed it."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.address = address
        self._socket: socket.socket | None = None

    def exchange(self, request: bytes, *, is_stream: bool = False) -> int:
        """Send a request, read its answer, and return the status; 0 if the connection ended.

        Of a stream only the beginning is read, and the connection is closed.
        """
        try:
            self._send(request)
            status = self._read_answer(is_stream)
        except OSError:
            status = 0
        if is_stream or not status:
            self.close()
        return status

    def close(self) -> None:
        """Close the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send(self, request: bytes) -> None:
        if self._socket is None:
            self._socket = socket.create_connection(self.address, TIMEOUT_SECONDS)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)

    def _read_answer(self, is_stream: bool) -> int:
        assert self._socket is not None
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            if not (chunk := self._socket.recv(1 << 16)):
                return 0
            received += chunk
        status, head = int(received[9:12]), received[: end + 2].lower()
        if is_stream and status == 200:
            return status
        start = head.find(b"\r\ncontent-length:")
        if start < 0:
            return status
        length = int(head[start + 17 : head.index(b"\r", start + 2)])
        left = length - (len(received) - end - 4)
        while left > 0:
            if not (chunk := self._socket.recv(1 << 16)):
                return 0
            left -= len(chunk)
        return status
