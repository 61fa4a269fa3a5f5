"""Ask our own API how it is, and find where it can listen."""

import errno
import http.client
import socket

import psutil

from ops.embedded import ports
from ops.operator_errors import OperatorError


def get_api_path(host: str, port: int, path: str) -> tuple[int, str]:
    """GET a path of the API on this machine; (0, reason) where nothing answers."""
    http_client = http.client.HTTPConnection(get_reachable_address(host), port, timeout=5)
    try:
        http_client.request("GET", path)
        answer = http_client.getresponse()
        return answer.status, answer.read(2000).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error)
    finally:
        http_client.close()


def get_reachable_address(host: str) -> str:
    """The address by which this machine reaches a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not bound


def find_lan_address() -> str:
    """This machine's address in its local network; the loopback address where there is no network. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as looking:
        try:
            looking.connect(
                ("198.51.100.1", 9)
            )  # an address reserved for documentation: only the route is looked up
            return str(looking.getsockname()[0])
        except OSError:
            return ports.LOOPBACK_ADDRESS


def check_port_free(host: str, port: int) -> int:
    """See that the port is free on `host`; 0 finds one that is.

    Raises:
        Problem: it is taken, forbidden, or `host` is no address of this machine.
    """
    try:
        with ports.reserve_port(port, host) as held_socket:
            return ports.get_reserved_port(held_socket)
    except OSError as error:
        raise OperatorError(_describe_port_error(error, host, port)) from error


def _describe_port_error(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is taken{_name_port_owner(port)}: stop that program, or choose another port with PORT={port + 1}."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"port {port} is reserved for root: choose one above 1023, for example PORT=8000."
    return f"{host} is no address of this machine ({error.strerror}): use HOST=127.0.0.1, or HOST=0.0.0.0 for all."


def _name_port_owner(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            if (
                connection.status == psutil.CONN_LISTEN
                and connection.laddr.port == port
                and connection.pid
            ):
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    except psutil.Error:
        pass  # looking at other users' sockets may be forbidden: the sentence is true without the name
    return ""
