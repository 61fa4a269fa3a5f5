"""Protection against cross-site request forgery, by the headers that a browser sets itself."""

from typing import Any
from urllib.parse import urlsplit

from litestar import Request

from learning.rules.refusals import Forbidden

SAFE_HTTP_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_FETCH_SITES = frozenset({"same-origin", "none"})


async def require_same_origin(request: Request[Any, Any, Any]) -> None:
    """Refuse a request that may change something and comes from a page of another site.

    `Sec-Fetch-Site` decides. A browser too old to send it sends `Origin`, which must name the host
    of the request. A request with neither does not come from a browser.

    Raises:
        Forbidden: a page of another site sent it.
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
    """Return host and port of an `Origin` header; empty if it is opaque ("null") or malformed."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
