"""The relying party: for which address a passkey works."""

from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
LOCAL_HOST = "localhost"
"""The one host on which browsers allow passkeys without TLS."""


class RelyingParty(NamedTuple):
    """What a passkey is bound to: `id` is a host name, `origin` the address of the pages.

    A passkey works on no other host. It stops working when the host name changes.
    """

    id: str
    origin: str


def find_relying_party(url: str) -> RelyingParty | None:
    """Find the relying party of the address that people open, as the operator has set it.

    The header `Host` of a request plays no part: whoever sends the request chooses it. It is None
    where browsers have no passkeys: without TLS, except on `localhost`, and for IP addresses.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except ValueError:  # also UnicodeError
        return None
    if not host or _is_ip_address(host):
        return None
    if parts.scheme != "https" and (parts.scheme, host) != ("http", LOCAL_HOST):
        return None
    shown_port = f":{port}" if port and port != DEFAULT_PORTS[parts.scheme] else ""
    return RelyingParty(host, f"{parts.scheme}://{host}{shown_port}")


def _is_ip_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
