"""Ask our own API how it is, and find where it can listen."""

import errno
import http.client
import socket

import psutil

from ops.embedded import ports
from ops.problems import Problem


def ask(host: str, port: int, path: str) -> tuple[int, str]:
    """GET a path of the API on this machine; (0, reason) where nothing answers."""
    connection = http.client.HTTPConnection(reachable(host), port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read(2000).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error)
    finally:
        connection.close()


def reachable(host: str) -> str:
    """The address by which this machine reaches a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not bound


def lan_address() -> str:
    """This machine's address in its local network; the loopback address where there is no network. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as looking:
        try:
            looking.connect(("198.51.100.1", 9))  # an address reserved for documentation: only the route is looked up
            return str(looking.getsockname()[0])
        except OSError:
            return ports.LOOPBACK


def free_port(host: str, port: int) -> int:
    """See that the port is free on `host`; 0 finds one that is.

    Raises:
        Problem: it is taken, forbidden, or `host` is no address of this machine.
    """
    try:
        with ports.reserve(port, host) as held:
            return ports.number(held)
    except OSError as error:
        raise Problem(_refused(error, host, port)) from error


def _refused(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is taken{_by(port)}: stop that program, or choose another port with PORT={port + 1}."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"port {port} is reserved for root: choose one above 1023, for example PORT=8000."
    return f"{host} is no address of this machine ({error.strerror}): use HOST=127.0.0.1, or HOST=0.0.0.0 for all."


def _by(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    except psutil.Error:
        pass  # looking at other users' sockets may be forbidden: the sentence is true without the name
    return ""
