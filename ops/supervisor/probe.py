"""Ask our own API for its state, and find an address and a port on which it can listen."""

import errno
import http.client
import socket

import psutil

from ops.embedded import ports
from ops.operator_errors import OperatorError


def get_api_path(host: str, port: int, path: str, token: str = "") -> tuple[int, str]:
    """GET a path of the API on this machine: status and body, or 0 and a reason without answer.

    `token` is that of the operator.
    """
    http_client = http.client.HTTPConnection(get_reachable_address(host), port, timeout=5)
    try:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        http_client.request("GET", path, headers=headers)
        answer = http_client.getresponse()
        return answer.status, answer.read(2000).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error)
    finally:
        http_client.close()


def get_reachable_address(host: str) -> str:
    """Give the address by which this machine reaches a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not bound


def find_lan_address() -> str:
    """Find this machine's address in its local network; without a network, the loopback address.

    Nothing is sent: connecting a UDP socket only looks up the route. The remote address is one of
    those reserved for documentation (RFC 5737).
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as unused_socket:
        try:
            unused_socket.connect(("198.51.100.1", 9))
            return str(unused_socket.getsockname()[0])
        except OSError:
            return ports.LOOPBACK_ADDRESS


def check_port_free(host: str, port: int) -> int:
    """Check that the port is free on `host` and give it. Port 0 gives any free port.

    Raises:
        OperatorError: the port is taken or forbidden, or `host` is no address of this machine.
    """
    try:
        with ports.reserve_port(port, host) as held_socket:
            return ports.get_reserved_port(held_socket)
    except OSError as error:
        raise _make_port_error(error, host, port) from error


def _make_port_error(error: OSError, host: str, port: int) -> OperatorError:
    if error.errno in {errno.EACCES, errno.EPERM}:
        return OperatorError("operator.port_reserved", port=port)
    if error.errno != errno.EADDRINUSE:
        return OperatorError("operator.address_not_local", host=host, reason=error.strerror)
    places = {"port": port, "host": host, "next_port": port + 1}
    if owner := _find_port_owner(port):
        return OperatorError(
            "operator.port_taken_by", **places, program=owner.name(), pid=owner.pid
        )
    return OperatorError("operator.port_taken", **places)


def _find_port_owner(port: int) -> psutil.Process | None:
    """Find the process that listens on the port.

    Gives None where the system does not show the sockets of other users.
    """
    try:
        for connection in psutil.net_connections("tcp"):
            if (
                connection.status == psutil.CONN_LISTEN
                and connection.laddr.port == port
                and connection.pid
            ):
                return psutil.Process(connection.pid)
    except psutil.Error:
        return None
    return None
