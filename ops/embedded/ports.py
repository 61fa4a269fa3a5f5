"""Free ports on the loopback address."""

import socket

LOOPBACK_ADDRESS = "127.0.0.1"


def reserve_port(port: int = 0, host: str = LOOPBACK_ADDRESS) -> socket.socket:
    """Hold a port (0: any free one) with a socket that does not listen.

    Close the socket just before the server starts on the port.

    Raises:
        OSError: the port is taken, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    held_socket = socket.socket(family, socket.SOCK_STREAM)
    try:
        held_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held_socket.bind((host, port))
    except OSError:
        held_socket.close()
        raise
    return held_socket


def get_reserved_port(held_socket: socket.socket) -> int:
    """Give the port that the socket holds."""
    return int(held_socket.getsockname()[1])


def find_free_port() -> int:
    """Give a port that was free a moment ago. Another program may take it before its use."""
    with reserve_port() as held_socket:
        return get_reserved_port(held_socket)
