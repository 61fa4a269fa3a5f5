"""Free ports on the loopback address."""

import socket

LOOPBACK = "127.0.0.1"


def reserve(port: int = 0, host: str = LOOPBACK) -> socket.socket:
    """Hold a port (0: any free one) by a socket that does not listen; close it just before the server takes it over.

    Raises:
        OSError: the port is taken, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    held = socket.socket(family, socket.SOCK_STREAM)
    try:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((host, port))
    except OSError:
        held.close()
        raise
    return held


def number(held: socket.socket) -> int:
    """The port that the socket holds."""
    return int(held.getsockname()[1])


def free() -> int:
    """A port that was free a moment ago; whoever starts on it tries another one when it was taken meanwhile."""
    with reserve() as held:
        return number(held)
