"""Cross-site request forgery stops here, by what the browser itself says about where a request comes from."""

from typing import Any
from urllib.parse import urlsplit

from litestar import Request

from learning.rules.refusals import Forbidden

SAFE_HTTP_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_FETCH_SITES = frozenset({"same-origin", "none"})


async def require_same_origin(request: Request[Any, Any, Any]) -> None:
    """Let a request that may change something pass only from our own pages, or from no browser at all.

    `Sec-Fetch-Site` decides; a browser too old to send it sends `Origin`, which must name the host asked for.

    Raises:
        Forbidden: another site's page sent it.
    """
    if request.scope["method"] in SAFE_HTTP_METHODS:
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        allowed = site in OWN_FETCH_SITES
    else:
        origin = request.headers.get("origin")
        allowed = (
            origin is None or _parse_origin_host(origin) == request.headers.get("host", "").lower()
        )
    if not allowed:
        raise Forbidden("request.cross_site")


def _parse_origin_host(origin: str) -> str:
    """Return host and port as they stand in `Origin`; empty when it is opaque ("null") or broken."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
